"""Input about the territory tree."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import CHOOSE
from accounts.forms.fields import SentenceField
from accounts.models import Territory

ABOVE = {below: level for level, below in Territory.BELOW.items() if below}


class TerritoryForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=100)
    sales_line = forms.CharField(label=_("Sales line"), max_length=40, required=False)


class NewTerritoryForm(TerritoryForm):
    """The level follows from the place: below a region hangs a district."""

    field_order = ["parent"]

    parent = forms.ModelChoiceField(
        label=_("Below"),
        queryset=Territory.objects.none(),
        to_field_name="uuid",
        required=False,
        empty_label=_("Top of the tree (a nation)"),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        places = Territory.objects.visible_to(user).filter(is_active=True)
        self.fields["parent"].queryset = places.exclude(level=Territory.Level.TERRITORY)

    def clean(self):
        cleaned = super().clean()
        parent = cleaned.get("parent")
        cleaned["level"] = Territory.BELOW[parent.level] if parent else Territory.Level.NATION
        return cleaned


class MoveForm(forms.Form):
    parent = forms.ModelChoiceField(
        empty_label=CHOOSE,
        label=_("New place below"),
        queryset=Territory.objects.none(),
        to_field_name="uuid",
    )
    because = SentenceField()

    def __init__(self, *args, user, territory, **kwargs):
        super().__init__(*args, **kwargs)
        places = Territory.objects.visible_to(user).filter(
            is_active=True, level=ABOVE.get(territory.level)
        )
        self.fields["parent"].queryset = places.exclude(pk=territory.parent_id)
