"""What waits for somebody's decision, whatever its kind: one inbox (decision 13)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import registry
from accounts.services.absence import waiting_for

SHOWN = 10


@dataclass(frozen=True)
class Waiting:
    """One thing to decide: what, whose and since when; its page has the buttons."""

    title: str
    text: str
    url: str
    since: datetime | date


@dataclass(frozen=True)
class Pile:
    """Things of one kind, the oldest first; `has_more` where the list holds others."""

    label: str
    icon: str
    list_url: str
    rows: list = field(default_factory=list)
    has_more: bool = False


def pile(label, icon, list_url, rows, show):
    """A Pile of the first rows of a queryset; `show(row)` makes a Waiting of each."""
    found = list(rows[: SHOWN + 1])
    return Pile(label, icon, list_url, [show(row) for row in found[:SHOWN]], len(found) > SHOWN)


def piles_of(user):
    """Everything that waits for the person; kinds of which nothing waits are left out."""
    found = (function(user) for function in registry.approvals)
    return [one for one in found if one and one.rows]


def time_off_asked(user):
    """Registered as accounts.registry.approvals."""
    url = reverse("accounts:absence_list") + "?status=waiting"
    rows = waiting_for(user).select_related("user")
    return pile(_("Time off"), "calendar-off", url, rows, _time_off)


def _time_off(absence):
    return Waiting(
        title=f"{absence.user} · {absence.when}",
        text=absence.get_kind_display(),
        url=reverse("accounts:absence_detail", args=[absence.uuid]),
        since=absence.asked_at,
    )
