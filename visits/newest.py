"""The pages of the visit list: the newest first, as fast for who sees little as for who sees much."""

from dataclasses import replace

from accounts.keyset import keyset_page
from accounts.permissions import sees_everything
from customers.models.territory import is_any_of
from visits.models import Visit

COUNT_AT_MOST = 10_000
SHOWN_WITH = ["customer", "organisation__customer", "effectiveness__policy", "rep"]
# What a line of the list shows: a page would otherwise read every note of every visit.
SHOWN = [
    *["uuid", "day", "planned_time", "started_at", "ended_at", "status", "outcome"],
    *["customer__name", "customer__tier", "organisation__customer__name"],
    *["effectiveness__is_effective", "effectiveness__met", "effectiveness__missed"],
    *["submitted_at", "effectiveness__policy__submit_within_hours"],
    *["rep__name", "rep__username"],
]


def read_for_list(keys):
    """The visits of a list's page, in the order of their keys."""
    rows = Visit.objects.select_related(*SHOWN_WITH).only(*SHOWN).in_bulk(keys)
    return [rows[pk] for pk in keys if pk in rows]


def newest_visits(user, narrow, params, *, read=read_for_list):
    """(page, count) of the visible visits that `narrow`, a function of a queryset, leaves.

    `read` makes the rows of the page from their keys, in that order. Few are gathered from the indexes and put in order; many are met on the way down the days. The rows are read
    once their keys are known, so that no join is made for a row that is not shown.
    """
    gathered = narrow(Visit.objects.visible_to(user, by_index=True)).order_by()
    count = gathered[: COUNT_AT_MOST + 1].count()
    if count > COUNT_AT_MOST or sees_everything(user):
        shown = narrow(Visit.objects.visible_to(user))
    else:
        shown = Visit.objects.filter(is_any_of("id", gathered.values("pk")))
    page = keyset_page(shown.only("day"), params, order="-day")
    return replace(page, rows=read([row.pk for row in page.rows])), count
