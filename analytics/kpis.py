"""Every KPI: its definition in words and as the rows that count (ANA-01). Later ones join by `register`.

A KPI is never a stored percentage. A flow's parts add up, and the ratio is taken last; a distinct KPI is counted at
reading; a stock is that of the last day; a distribution keeps each value (kpis.md, decision 23).
"""

from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.sources import (
    CARE,
    FOLLOW_UPS,
    PLANS,
    PROMISES,
    RESOLUTIONS,
    RESPONSES,
    VISITS,
    ZONE,
    Source,
)
from customers.models import Care
from visits.models import Visit
from visits.models.policy import IN_TIME


class Kind(StrEnum):
    FLOW = "flow"
    DISTINCT = "distinct"
    STOCK = "stock"
    DISTRIBUTION = "distribution"


class Unit(StrEnum):
    COUNT = "count"
    PERCENT = "percent"
    RATIO = "ratio"
    HOURS = "hours"


class Part(StrEnum):
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


@dataclass(frozen=True)
class Kpi:
    code: str
    title: str
    formula: str
    owner: str
    kind: Kind
    unit: Unit
    counted: str  # the word behind "12 / 40"
    version: int = 1
    more_is_better: bool = True
    target: float | None = None  # in the unit shown: per cent, or hours
    source: Source | None = None  # of a distinct KPI: services/target.py
    # Which rows of the source count above and below the line; a plain count has no line.
    numerator: Q = field(default_factory=Q)
    denominator: Q | None = None
    # A count that another KPI's facts already hold is read from there: (code, part).
    kept_in: tuple[str, Part] | None = None
    minutes: str = ""  # of a distribution: the field with the business minutes

    def __str__(self):
        return str(self.title)

    @property
    def is_ratio(self):
        return self.unit in {Unit.PERCENT, Unit.RATIO}

    @property
    def by_product(self):
        return self.source is not None and bool(self.source.product)

    def which(self, part):
        """The condition on the source's rows that makes one part of the figure."""
        return self.denominator if part == Part.DENOMINATOR and self.is_ratio else self.numerator


KPIS: dict[str, Kpi] = {}


def register(kpi):
    if kpi.code in KPIS:
        raise ValueError(f"There are two KPIs {kpi.code}.")
    KPIS[kpi.code] = kpi
    return kpi


def stored_flows(source):
    """The KPIs whose daily facts are counted from a source."""
    flows = (kpi for kpi in KPIS.values() if kpi.kind == Kind.FLOW and not kpi.kept_in)
    return [kpi for kpi in flows if kpi.source is source]


def distributions():
    return [kpi for kpi in KPIS.values() if kpi.kind == Kind.DISTRIBUTION]


DONE = Q(outcome__in=Visit.DONE_OUTCOMES)
EFFECTIVE = DONE & Q(effectiveness__is_effective=True)
KEPT = Q(first_response_at__lte=F("respond_by"))
DONE_WHEN_DUE = Q(LessThanOrEqual(TruncDate("done_at", tzinfo=ZONE), F("due_on")))

CARED_WHEN_DUE = Q(status=Care.Status.DONE, ended_on__lte=F("due_on"))

FIELD_FORCE = _("Field force management")
SERVICE = _("Customer service")
VISIT_WORD, CUSTOMER_WORD = _("visits"), _("customers")
REQUEST_WORD, FOLLOW_UP_WORD = _("requests"), _("follow-ups")
CARE_WORD = _("care items")
PEOPLE_WORD = _("people")

for _kpi in [
    Kpi(
        code="effective_rate",
        title=_("Effective-visit rate"),
        formula=_(
            "Effective visits ÷ visits done. The visit policy of the day says what is effective."
        ),
        owner=FIELD_FORCE,
        kind=Kind.FLOW,
        unit=Unit.PERCENT,
        target=75,
        counted=VISIT_WORD,
        source=VISITS,
        numerator=EFFECTIVE,
        denominator=DONE,
    ),
    Kpi(
        code="coverage",
        title=_("Coverage"),
        formula=_(
            "Target customers with at least one effective visit in the period ÷ target customers."
            " Targets are the active customers aligned to the territory in the period, with the tier"
            " of its last day. Each person of a visit counts, and its organisation once."
        ),
        owner=FIELD_FORCE,
        kind=Kind.DISTINCT,
        unit=Unit.PERCENT,
        target=85,
        counted=CUSTOMER_WORD,
    ),
    Kpi(
        code="timeliness",
        title=_("Logged in time"),
        formula=_(
            "Visits submitted within the hours of the visit policy after their end ÷ visits done."
        ),
        owner=FIELD_FORCE,
        kind=Kind.FLOW,
        unit=Unit.PERCENT,
        target=90,
        counted=VISIT_WORD,
        source=VISITS,
        numerator=DONE & IN_TIME,
        denominator=DONE,
    ),
    Kpi(
        code="on_time",
        title=_("Promises kept"),
        formula=_(
            "Requests first answered by their promised time ÷ requests promised for a day of the period."
        ),
        owner=SERVICE,
        kind=Kind.FLOW,
        unit=Unit.PERCENT,
        target=90,
        counted=REQUEST_WORD,
        source=PROMISES,
        numerator=KEPT,
        denominator=Q(),
    ),
    Kpi(
        code="first_response",
        title=_("First-response time"),
        formula=_(
            "Business hours from the question to the first answer, over requests first answered in"
            " the period: the median, and what nine of ten stay below."
        ),
        owner=SERVICE,
        kind=Kind.DISTRIBUTION,
        unit=Unit.HOURS,
        more_is_better=False,
        target=9,
        counted=REQUEST_WORD,
        source=RESPONSES,
        minutes="first_response_minutes",
    ),
    Kpi(
        code="followup_rate",
        title=_("Follow-up done"),
        formula=_(
            "Follow-ups of visits done by their due date ÷ follow-ups due in the period, but those dropped."
        ),
        owner=FIELD_FORCE,
        kind=Kind.FLOW,
        unit=Unit.PERCENT,
        target=90,
        counted=FOLLOW_UP_WORD,
        source=FOLLOW_UPS,
        numerator=DONE_WHEN_DUE,
        denominator=Q(),
    ),
    Kpi(
        code="care_done",
        title=_("Playbook care done"),
        formula=_(
            "Care done by its due date ÷ care due in the period by the playbook, but what was skipped with a reason"
            " or closed by a change of the playbook before it was due."
        ),
        owner=FIELD_FORCE,
        kind=Kind.FLOW,
        unit=Unit.PERCENT,
        target=90,
        counted=CARE_WORD,
        source=CARE,
        numerator=CARED_WHEN_DUE,
        denominator=Q(),
    ),
    Kpi(
        code="profile_freshness",
        title=_("Customer information in date"),
        formula=_(
            "People with every persona fact that their type requires in date on the last day of the period ÷ people"
            " aligned to the territory on that day. The persona terms of that day say how long each fact holds; a fact"
            " grows too old by time alone. Days are never added up."
        ),
        owner=FIELD_FORCE,
        kind=Kind.STOCK,
        unit=Unit.PERCENT,
        target=80,
        counted=PEOPLE_WORD,
    ),
    Kpi(
        code="frequency",
        title=_("Frequency"),
        formula=_(
            "Visits done with covered customers ÷ covered customers. Only the main customer of a"
            " visit counts here, so that a visit with several people stays one visit."
        ),
        owner=FIELD_FORCE,
        kind=Kind.DISTINCT,
        unit=Unit.RATIO,
        counted=VISIT_WORD,
    ),
    Kpi(
        code="resolution",
        title=_("Resolution time"),
        formula=_(
            "Business hours from the question to its resolution, over requests resolved in the"
            " period: the median, and what nine of ten stay below."
        ),
        owner=SERVICE,
        kind=Kind.DISTRIBUTION,
        unit=Unit.HOURS,
        more_is_better=False,
        target=27,
        counted=REQUEST_WORD,
        source=RESOLUTIONS,
        minutes="resolution_minutes",
    ),
    Kpi(
        code="visits_planned",
        title=_("Planned visits"),
        formula=_("Visits planned for a day of the period, whatever became of them."),
        owner=FIELD_FORCE,
        kind=Kind.FLOW,
        unit=Unit.COUNT,
        counted=VISIT_WORD,
        source=PLANS,
    ),
    Kpi(
        code="attempts",
        title=_("Attempts"),
        formula=_("Visits submitted, by the day they took place, with any outcome."),
        owner=FIELD_FORCE,
        kind=Kind.FLOW,
        unit=Unit.COUNT,
        counted=VISIT_WORD,
        source=VISITS,
    ),
    Kpi(
        code="visits_done",
        title=_("Visits done"),
        formula=_("Attempts with the outcome seen or too short."),
        owner=FIELD_FORCE,
        kind=Kind.FLOW,
        unit=Unit.COUNT,
        counted=VISIT_WORD,
        source=VISITS,
        numerator=DONE,
        kept_in=("effective_rate", Part.DENOMINATOR),
    ),
    Kpi(
        code="visits_effective",
        title=pgettext_lazy("figure", "Effective visits"),
        formula=_("Visits done that meet every criterion of the visit policy of their day."),
        owner=FIELD_FORCE,
        kind=Kind.FLOW,
        unit=Unit.COUNT,
        counted=VISIT_WORD,
        source=VISITS,
        numerator=EFFECTIVE,
        kept_in=("effective_rate", Part.NUMERATOR),
    ),
]:
    register(_kpi)
