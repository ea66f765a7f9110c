"""Which use of materials is counted: of which, where, since when."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import TerritoryField
from accounts.models import Territory
from compliance.models import Material, MaterialVersion
from visits.forms.record import day_input


class UsageFilter(forms.Form):
    material = forms.ModelChoiceField(
        label=_("Material"),
        required=False,
        queryset=Material.objects.none(),
        to_field_name="uuid",
        empty_label=_("Every material"),
    )
    version = forms.ModelChoiceField(
        queryset=MaterialVersion.objects.none(),
        to_field_name="uuid",
        required=False,
        widget=forms.HiddenInput,
    )
    territory = TerritoryField(
        label=_("Territory"),
        required=False,
        queryset=Territory.objects.none(),
        to_field_name="uuid",
        empty_label=_("Every territory"),
    )
    since = day_input(_("From"))
    until = day_input(_("To"))

    def __init__(self, data, *, user, first):
        """`first` is the day from which is counted where the address names none."""
        super().__init__(data)
        self.first = first
        self.fields["material"].queryset = Material.objects.visible_to(user)
        self.fields["version"].queryset = MaterialVersion.objects.visible_to(user)
        self.fields["territory"].offer_to(user, data.get("territory", ""))

    def narrow(self, rows):
        """Filters that make no sense are left out, as if they had not been given."""
        self.is_valid()
        said = self.cleaned_data
        rows = rows.filter(visit__day__gte=said.get("since") or self.first)
        if until := said.get("until"):
            rows = rows.filter(visit__day__lte=until)
        if material := said.get("material"):
            rows = rows.filter(version__material=material)
        if version := said.get("version"):
            rows = rows.filter(version=version)
        if territory := said.get("territory"):
            rows = rows.filter(visit__territory__in=territory.ids_below())
        return rows
