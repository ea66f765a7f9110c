"""The needs radar: themes across the company, how long they wait, and who has a solution that worked (CUS-06).

Counts tell of nobody and are everybody's. Of a need whose customer one may not see, only what its owner shares is
told: the lesson, the house's public name or the territory of a person, never the person.
"""

import datetime
from dataclasses import dataclass, field

from django.db.models import Avg, Count, F, Min, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Product, Territory
from customers.models import Need

PRODUCT, TERRITORY = "product", "territory"
YOUNG, OLD = 30, 90  # days
SOLUTIONS_SHOWN = 3


@dataclass(frozen=True)
class Solution:
    where: str
    days: int
    ask: object  # whose need it was
    lesson: str
    need: Need | None  # for who may open it


@dataclass
class Theme:
    category: str
    about: object  # a Product, a Territory, or None
    open: int
    young: int
    middle: int
    old: int
    due: int
    solved: int
    days_to_solve: int | None
    oldest: int | None  # days
    mine: int = 0  # open ones that the reader may see
    solutions: list = field(default_factory=list)

    @property
    def category_label(self):
        return Need.Category(self.category).label


def radar(user, *, by=PRODUCT, category=""):
    """Themes, the most pressing first: category × product of the whole company, or × the reader's territories."""
    needs = Need.objects.filter(category=category) if category else Need.objects.all()
    if by == TERRITORY:
        needs = needs.filter(territory__in=Territory.objects.visible_to(user))
    themes = _counted(needs, by)
    mine = Need.objects.visible_to(user).open().order_by()
    for row in mine.values("category", by).annotate(n=Count("pk")):
        if theme := themes.get((row["category"], row[by])):
            theme.mine = row["n"]
    for key, solution in _solutions(needs, by, user):
        themes[key].solutions.append(solution)
    return sorted(themes.values(), key=lambda one: (-one.open, -(one.oldest or 0), one.category))


def _counted(needs, by):
    """{(category, key of product or territory): Theme} in one look at all of them."""
    today = timezone.localdate()
    is_open, young, old = Q(status__in=Need.OPEN), _since(today, YOUNG), _since(today, OLD)
    rows = list(
        needs.order_by()
        .values("category", by)
        .annotate(
            open=Count("pk", filter=is_open),
            young=Count("pk", filter=is_open & Q(found_on__gte=young)),
            old=Count("pk", filter=is_open & Q(found_on__lt=old)),
            due=Count("pk", filter=is_open & Q(next_review_on__lte=today)),
            solved=Count("pk", filter=Q(status=Need.Status.SOLVED)),
            took=Avg(F("closed_on") - F("found_on"), filter=Q(status=Need.Status.SOLVED)),
            first=Min("found_on", filter=is_open),
        )
    )
    model = Product if by == PRODUCT else Territory
    about = model.objects.in_bulk([row[by] for row in rows if row[by]])
    return {
        (row["category"], row[by]): Theme(
            category=row["category"],
            about=about.get(row[by]),
            **{name: row[name] for name in ("open", "young", "old", "due", "solved")},
            middle=row["open"] - row["young"] - row["old"],
            days_to_solve=row["took"].days if row["took"] is not None else None,
            oldest=(today - row["first"]).days if row["first"] else None,
        )
        for row in rows
    }


def _solutions(needs, by, user):
    """((category, key), Solution): the newest shared lessons of each theme."""
    place = Window(RowNumber(), partition_by=["category", by], order_by=["-closed_on", "-pk"])
    newest = needs.shared().annotate(place=place).filter(place__lte=SOLUTIONS_SHOWN)
    found = list(newest.select_related("customer__person", "territory", "owner").order_by("place"))
    seen = set(
        Need.objects.visible_to(user)
        .filter(pk__in=[need.pk for need in found])
        .values_list("pk", flat=True)
    )
    for need in found:
        is_seen = need.pk in seen
        yield (
            (need.category, getattr(need, f"{by}_id")),
            Solution(
                where=where_of(need, is_seen=is_seen),
                days=need.days_open,
                ask=need.owner,
                lesson=need.lesson,
                need=need if is_seen else None,
            ),
        )


def where_of(need, *, is_seen):
    """The customer's name for who may know it. The name of a house is public, that of a person is not told on."""
    if is_seen or need.customer.is_organisation:
        return need.customer.name
    return _("%(profession)s in %(territory)s") % {
        "profession": need.customer.person.get_type_display(),
        "territory": need.territory.name,
    }


def _since(today, days):
    return today - datetime.timedelta(days=days)
