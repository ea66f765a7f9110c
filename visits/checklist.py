"""How far a visit is on its way to being effective, while it is typed and for good once it is submitted."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone

from visits.criteria import CRITERIA, Remedy, judge
from visits.models import VisitPolicy
from visits.services.effectiveness import circumstances


@dataclass(frozen=True)
class Item:
    code: str
    title: str
    is_met: bool
    remedy: Remedy | None = None


@dataclass(frozen=True)
class Checklist:
    policy: VisitPolicy
    items: list[Item]

    @property
    def met(self):
        return sum(item.is_met for item in self.items)

    @property
    def total(self):
        return len(self.items)

    @property
    def missing(self):
        """Those that typing can still meet."""
        return [item for item in self.items if item.remedy]


def live_checklist(visit, record, *, is_filed=None):
    """As if the record were submitted now; none while no policy holds. `is_filed` spares asking for the filing again."""
    try:
        at = circumstances(visit, record, submitted_at=timezone.now(), is_filed=is_filed)
    except ValidationError:
        return None
    met, missed = judge(record, at)
    return _checklist(at.policy, met, missed, record)


def stored_checklist(verdict):
    return _checklist(verdict.policy, verdict.met, verdict.missed)


def _checklist(policy, met, missed, record=None):
    """Without a record nothing can be typed any more, so nothing is offered."""
    codes = [*policy.criteria, *(code for code in [*met, *missed] if code not in policy.criteria)]
    return Checklist(
        policy,
        [_item(CRITERIA[code], policy, code in met, record) for code in codes if code in CRITERIA],
    )


def _item(criterion, policy, is_met, record):
    remedy = criterion.remedy(record) if criterion.remedy and record and not is_met else None
    return Item(criterion.code, str(criterion.title_under(policy)), is_met, remedy)
