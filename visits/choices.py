"""Whom a rep may want to log or plan next: found by typing, near today's visits, or seen lately."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import Http404

from accounts.services.access import log_search
from customers.models import Affiliation, Customer
from customers.place import with_place
from customers.search import search, typed
from visits.models import Visit
from visits.services.visit import local_today

NEAR, RECENT = 8, 8
RECENTLY = timedelta(days=60)
UUID_SHAPE = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class Choices:
    words: str = ""
    found: list = field(default_factory=list)
    near: list = field(default_factory=list)
    recent: list = field(default_factory=list)


def chosen_customer(user, params):
    """Whom the address names as `customer`, or none if it names nobody; a 404 for one who is not the user's."""
    if "customer" not in params:
        return None
    visible = with_place(Customer.objects.visible_to(user))
    try:
        return visible.get(uuid=params["customer"])
    except (Customer.DoesNotExist, ValidationError):
        raise Http404 from None


def chosen_customers(user, keys):
    """Those of `keys` (texts that may be uuids) whom the user sees, in the order of their names."""
    visible = with_place(Customer.objects.visible_to(user)).select_related("person")
    return list(visible.filter(uuid__in=uuids_in(keys)).in_order())


def uuids_in(texts):
    return [text for text in texts if UUID_SHAPE.fullmatch(text)]


def customers_to_log(user, params):
    """`params` may hold q, the words that are searched."""
    words = typed(params.get("q", ""))
    if words:
        found = [row for row in search(user, words) if _is_open(row)]
        log_search(user, "customers.customer", words, count=len(found))
        return Choices(words, found=found)
    visible = with_place(Customer.objects.visible_to(user).active())
    near = _near(user, visible)
    return Choices(
        near=near, recent=_recent(user, visible.exclude(pk__in=[row.pk for row in near]))
    )


def _is_open(customer):
    return customer.status == Customer.Status.ACTIVE


def _near(user, visible):
    """Colleagues at the places of today who have no visit today themselves."""
    today = Visit.objects.filter(rep=user, day=local_today(user))
    here = Affiliation.objects.today().filter(organisation__in=today.values("organisation_id"))
    return list(
        visible.filter(pk__in=here.values("person_id"))
        .exclude(pk__in=today.values("customer_id"))
        .in_order()[:NEAR]
    )


def _recent(user, visible):
    """The last ones seen, the newest first."""
    since = local_today(user) - RECENTLY
    seen = Visit.objects.filter(rep=user, day__gte=since, day__lt=local_today(user)).submitted()
    latest = seen.filter(customer__in=visible.values("pk")).values("customer_id")
    keys = latest.annotate(last=Max("day")).order_by("-last").values_list("customer_id", flat=True)
    order = list(keys[:RECENT])
    rows = {row.pk: row for row in visible.filter(pk__in=order)}
    return [rows[pk] for pk in order if pk in rows]
