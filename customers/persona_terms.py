"""How long each kind of fact stays in date, as the company has set it, and what each type of person needs (CUS-03)."""

from datetime import timedelta
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.parameters import Parameter, declare_parameters
from accounts.services.parameter import parameters_on
from customers.models import Person, PersonaFact

CODE = "PERSONA"
AGEING = "ageing_days"
Kind, Type = PersonaFact.Kind, Person.Type

# Start values: habits and needs move faster than convictions.
DAYS = {
    Kind.PRESCRIBING: 180,
    Kind.CLINICAL_NEEDS: 180,
    Kind.TREATMENT_CONCEPT: 365,
    Kind.PATIENTS: 365,
    Kind.ACADEMIC_INTERESTS: 365,
    Kind.CHANNEL: 180,
    Kind.TIMES: 180,
    Kind.VISITS_WANTED: 180,
}
WISHES = [Kind.CHANNEL, Kind.TIMES, Kind.VISITS_WANTED]
REQUIRED = {
    Type.DOCTOR: list(Kind),
    Type.PHARMACIST: [Kind.CLINICAL_NEEDS, Kind.PATIENTS, Kind.ACADEMIC_INTERESTS, *WISHES],
    Type.DIRECTOR: [Kind.CLINICAL_NEEDS, Kind.ACADEMIC_INTERESTS, *WISHES],
    Type.BUYER: WISHES,
    Type.SHOP_MANAGER: [Kind.PATIENTS, *WISHES],
    Type.OTHER: WISHES,
}


class Freshness(StrEnum):
    IN_DATE = "in_date"
    AGEING = "ageing"
    STALE = "stale"


LABELS = {
    Freshness.IN_DATE: _("In date"),
    Freshness.AGEING: _("Ageing"),
    Freshness.STALE: _("Stale"),
}


declare_parameters(
    CODE,
    *(
        Parameter(f"{kind}_days", kind.label, days, _("days in date"), 1, 3650)
        for kind, days in DAYS.items()
    ),
    Parameter(AGEING, _("Ageing before it is stale"), 30, _("days"), 0, 365),
    title=_("How long persona facts hold"),
)


class Terms:
    """What the parameters of a day say."""

    def __init__(self, values, today):
        self.days = {kind: values[f"{kind}_days"] for kind in Kind}
        self.ageing, self.today = values[AGEING], today

    def last_day(self, fact):
        """The last day on which the fact is in date."""
        return fact.known_on + timedelta(days=self.days[fact.kind])

    def of(self, fact):
        left = (self.last_day(fact) - self.today).days
        if left < 0:
            return Freshness.STALE
        return Freshness.AGEING if left < self.ageing else Freshness.IN_DATE

    def which(self, freshness):
        """The condition on facts that are so today."""
        stale, young = Q(pk__in=[]), Q(pk__in=[])
        for kind, days in self.days.items():
            oldest = self.today - timedelta(days=days)
            stale |= Q(kind=kind, known_on__lt=oldest)
            young |= Q(kind=kind, known_on__gte=oldest + timedelta(days=self.ageing))
        return {
            Freshness.STALE: stale,
            Freshness.IN_DATE: young,
            Freshness.AGEING: ~stale & ~young,
        }[freshness]


def terms_of(day=None):
    day = day or timezone.localdate()
    return Terms(parameters_on(day, CODE)[CODE].whole, day)
