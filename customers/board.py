"""The board of an organisation: what upper apps tell of it, counted by quarter, and never of whom (CUS-15)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.registry import board_sections
from customers.merging import ids_of

QUARTERS = 4
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Quarter:
    """Both days included."""

    first: date
    last: date

    @property
    def label(self):
        return _("Q%(quarter)s %(year)s") % {
            "quarter": self.first.month // 3 + 1,
            "year": self.first.year,
        }


@dataclass(frozen=True)
class Cell:
    quarter: Quarter
    shown: object  # a number, or words where the number would say too much


@dataclass(frozen=True)
class Row:
    label: str
    cells: list  # one a quarter


@dataclass(frozen=True)
class Section:
    """`code` names it in the API, `note` says in a sentence what is counted."""

    code: str
    title: str
    note: str
    rows: list


def last_quarters(today):
    """Oldest first; the last one still runs."""
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    quarters = [Quarter(first, today)]
    while len(quarters) < QUARTERS:
        last = quarters[0].first - DAY
        quarters.insert(0, Quarter(date(last.year, last.month - 2, 1), last))
    return quarters


def sections_of(organisation, quarters):
    """`organisation` is the customer. What nobody has anything to say about is not there at all."""
    # Asked once for all sections.
    organisation.merged_ids = ids_of(organisation)[1:]
    found = [function(organisation, quarters) for function in board_sections]
    return [section for section in found if section]


def by_quarter(field, quarters, *, name="n", only=None):
    """Counts of rows whose `field`, a day, lies in each quarter: n0, n1 …"""
    only = only or Q()
    return {
        f"{name}{number}": Count(
            "pk", filter=only & Q(**{f"{field}__range": (one.first, one.last)})
        )
        for number, one in enumerate(quarters)
    }


def cells(counted, quarters, *, name="n", shown=int):
    """What by_quarter counted; `shown` says how a number is told."""
    return [
        Cell(quarter, shown(counted[f"{name}{number}"])) for number, quarter in enumerate(quarters)
    ]
