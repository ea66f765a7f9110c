"""Input of a relation between two customers, told from the one on whose page it is noted."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import DayField
from customers.models import Influence, PersonaFact

BACK = "-back"
RELATIONS = [
    choice
    for kind in Influence.Kind
    for choice in [(kind.value, kind.label), (f"{kind}{BACK}", Influence.TOLD_BACK[kind])]
]


class InfluenceForm(forms.Form):
    relation = forms.ChoiceField(label=_("Relation"), choices=RELATIONS, widget=forms.RadioSelect)
    source = forms.ChoiceField(
        label=_("From"),
        choices=PersonaFact.Source,
        widget=forms.RadioSelect,
        initial=PersonaFact.Source.VISIT,
    )
    valid_from = DayField(label=_("Since"), initial=timezone.localdate)

    def values(self, customer, other):
        """What the verb takes: who influences whom."""
        said = dict(self.cleaned_data)
        relation = said.pop("relation")
        who, whom = (other, customer) if relation.endswith(BACK) else (customer, other)
        return said | {"who": who, "whom": whom, "kind": relation.removesuffix(BACK)}
