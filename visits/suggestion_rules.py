"""The rules by which customers are suggested, as far as they are about visits, promises, needs, tiers and care (VIS-13)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, Min
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Care, Customer, Need
from customers.models.tier import TierPeriod
from visits.models import FollowUp, Request
from visits.rhythm import by_rhythm, rhythm_of, why_now
from visits.suggestions import Hit, Rule

DAY = timedelta(days=1)
SOON = timedelta(days=3)
WEEK = timedelta(days=7)
NEW_TIER = timedelta(days=30)
LATE, IN_TIME = 1.0, 0.6


def by_cadence(user, customers, day):
    """Half strength on the day that the tier's rhythm names, full at twice as long and for who was never seen."""
    people = customers.filter(kind=Customer.Kind.PERSON)
    # Who was seen on the day itself has been seen.
    due = by_rhythm(people, day + DAY).filter(due__lte=day).only("kind", "name", "tier")
    return {row.pk: Hit(_overdue(row, day), why_now(row, row.last, day)) for row in due.order_by()}


def _overdue(customer, day):
    if customer.last is None:
        return 1.0
    return min(1.0, (day - customer.last).days / (2 * rhythm_of(customer)))


def by_promise(user, customers, day):
    until = datetime.combine(day + SOON, time.max, ZoneInfo(user.time_zone))
    mine = Request.objects.visible_to(user).open().filter(customer__in=customers)
    due = mine.with_next_due().filter(due_next__lte=until)
    rows = due.order_by().values_list("customer_id").annotate(first=Min("due_next"))
    return {
        pk: _soon(
            first.astimezone(until.tzinfo).date(), day, _("An answer is promised for %(day)s")
        )
        for pk, first in rows
    }


def by_follow_up(user, customers, day):
    mine = FollowUp.objects.visible_to(user).open().filter(owner=user, customer__in=customers)
    due = mine.filter(due_on__lte=day + SOON).order_by()
    rows = due.values_list("customer_id").annotate(first=Min("due_on"))
    return {pk: _soon(first, day, _("A follow-up is due on %(day)s")) for pk, first in rows}


def by_need(user, customers, day):
    mine = Need.objects.visible_to(user).due_for_review(day + WEEK).filter(customer__in=customers)
    rows = mine.order_by().values_list("customer_id").annotate(first=Min("next_review_on"))
    return {
        pk: _soon(first, day, _("An open need is to be reviewed on %(day)s")) for pk, first in rows
    }


def by_care(user, customers, day):
    mine = Care.objects.visible_to(user).begun(day).filter(owner=user, customer__in=customers)
    due = mine.filter(due_on__lte=day + WEEK).order_by()
    rows = due.values_list("customer_id").annotate(first=Min("due_on"))
    return {pk: _soon(first, day, _("Care is due on %(day)s")) for pk, first in rows}


def by_new_tier(user, customers, day):
    """Fades over the month that follows the change."""
    since = TierPeriod.objects.visible_to(user).on(day).filter(valid_from__gt=day - NEW_TIER)
    rows = since.filter(customer__in=customers).order_by().values_list("customer_id", "tier")
    words = _("%(tier)s since %(day)s")
    labels = dict(TierPeriod._meta.get_field("tier").choices)
    return {
        pk: Hit(
            1 - (day - first).days / NEW_TIER.days,
            words % {"tier": labels[tier], "day": _day(first)},
        )
        for pk, tier, first in rows.annotate(first=Max("valid_from"))
    }


def _soon(due, day, words):
    return Hit(LATE if due < day else IN_TIME, words % {"day": _day(due)})


def _day(day):
    return date_format(day, "SHORT_DATE_FORMAT")


RULES = [
    Rule(
        "promise",
        gettext_lazy("Promise near"),
        gettext_lazy("An answer to a request is due within three days, or late."),
        50,
        by_promise,
    ),
    Rule(
        "cadence",
        gettext_lazy("Rhythm of the tier"),
        gettext_lazy("The last visit is longer ago than the tier's rhythm."),
        40,
        by_cadence,
    ),
    Rule(
        "follow_up",
        gettext_lazy("Follow-up due"),
        gettext_lazy("Something agreed on an earlier visit is due within three days, or late."),
        35,
        by_follow_up,
    ),
    Rule(
        "care",
        gettext_lazy("Care due"),
        gettext_lazy("The playbook asks for care within a week, or it is late."),
        30,
        by_care,
    ),
    Rule(
        "tier",
        gettext_lazy("New tier"),
        gettext_lazy("The tier changed within the last month; it counts less each day."),
        30,
        by_new_tier,
    ),
    Rule(
        "need",
        gettext_lazy("Open need"),
        gettext_lazy("A need is to be reviewed within a week, or that is late."),
        25,
        by_need,
    ),
]
