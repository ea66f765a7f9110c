"""Who is told that proposals wait: of each territory, the manager who stands nearest above it."""

from collections import Counter

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import Membership, Territory, User
from accounts.permissions import Role
from accounts.services.notification import declare_notification, notify
from customers.models import CustomerTerritory, TierProposal

WAITING = "tier_proposal.waiting"


def declare():
    declare_notification(WAITING, _sentence, icon="arrows-up-down", by_email=False)


def tell_managers(on):
    """Of the proposals of that day."""
    counts = _by_manager(on)
    for manager in User.objects.active().filter(pk__in=counts):
        notify(
            manager,
            WAITING,
            key=f"{WAITING}:{on.isoformat()}",
            params={"count": counts[manager.pk]},
            url=reverse("customers:tier_grid"),
        )


def _sentence(params):
    count = params["count"] or 0
    return ngettext(
        "%(count)s customer's score asks for another tier: it waits for your decision",
        "%(count)s customers' scores ask for another tier: they wait for your decision",
        count,
    ) % {"count": count}


def _by_manager(on):
    """{manager's id: number of proposals}"""
    new = TierProposal.objects.waiting().filter(proposed_on=on)
    held = CustomerTerritory.objects.filter(customer__in=new.values("customer_id"))
    counts = held.order_by().values_list("territory").annotate(count=Count("customer"))
    parents = dict(Territory.objects.values_list("pk", "parent_id"))
    managers = _managers()
    found = Counter()
    for territory, count in counts:
        while territory and territory not in managers:
            territory = parents[territory]
        for manager in managers.get(territory, ()):
            found[manager] += count
    return found


def _managers():
    """{territory's id: ids of those who lead it today}"""
    found = {}
    leading = Membership.objects.today().filter(user__in=User.objects.with_role(Role.MANAGER))
    for territory, user in leading.values_list("territory_id", "user_id"):
        found.setdefault(territory, []).append(user)
    return found
