"""Input of a fact about a person's work, and the filter of the list of facts."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import CHOOSE, TerritoryField
from accounts.forms.fields import DayField, WrittenForm
from accounts.models import Product, Territory
from customers.models import PersonaFact
from customers.narrowing import NARROWING
from customers.persona_terms import LABELS, Freshness

Kind = PersonaFact.Kind
HINTS = {
    Kind.CLINICAL_NEEDS: _("What is missing in daily practice: tools, data, time"),
    Kind.TREATMENT_CONCEPT: _("How treatment is chosen and begun"),
    Kind.PATIENTS: _("Which patients come, without naming one"),
    Kind.ACADEMIC_INTERESTS: _("Topics, studies, societies"),
    Kind.TIMES: _("Such as Tuesday and Thursday afternoons"),
}


class PersonaFactForm(WrittenForm):
    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), empty_label=CHOOSE
    )
    value = forms.CharField(
        label=_("What is known"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    source = forms.ChoiceField(
        label=_("From"), choices=PersonaFact.Source, widget=forms.RadioSelect
    )
    told_by = forms.CharField(
        label=_("Who said so"),
        max_length=150,
        required=False,
        help_text=_("A colleague, a journal, an address"),
    )
    known_on = DayField(label=_("Known on"), initial=timezone.localdate)

    def __init__(self, *args, user, kind, **kwargs):
        super().__init__(*args, **kwargs)
        if kind == Kind.PRESCRIBING:
            self.fields["product"].queryset = Product.objects.visible_to(user).active()
        else:
            del self.fields["product"]
        if choices := PersonaFact.CHOICES.get(kind):
            self.fields["value"] = forms.ChoiceField(
                label=kind.label, choices=choices, widget=forms.RadioSelect
            )
        else:
            self.fields["value"].label = kind.label
            self.fields["value"].help_text = HINTS[kind]


class PersonaFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("Freshness"),
        choices=[("", _("Any age")), *((each.value, LABELS[each]) for each in Freshness)],
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Kind of fact"), choices=[("", _("Every kind")), *Kind.choices], required=False
    )
    source = forms.ChoiceField(
        label=_("Source"),
        choices=[("", _("Every source")), *PersonaFact.Source.choices],
        required=False,
    )
    territory = TerritoryField(
        label=_("Territory"),
        queryset=Territory.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Every territory"),
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.fields["territory"].offer_to(user, data.get("territory", ""))

    def narrow(self, facts, customers, terms):
        """What does not fit (a mistyped address) is left out. `customers` are those whose facts may be seen."""
        self.is_valid()
        said = self.cleaned_data
        for name in ("kind", "source"):
            if said.get(name):
                facts = facts.filter(**{name: said[name]})
        if said.get("state"):
            facts = facts.filter(terms.which(Freshness(said["state"])))
        if said.get("territory"):
            there = customers.filter(NARROWING["territory"](said["territory"]))
            facts = facts.filter(customer__in=there)
        return facts
