"""Who is told that two records became one, or two again: whoever served the record that was merged."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from accounts.services.notification import declare_notification, notify

MERGED, UNDONE = "customer.merged", "customer.unmerged"


def declare():
    declare_notification(
        MERGED,
        _("%(merged)s and %(survivor)s are one record now: %(survivor)s"),
        icon="arrows-join",
        by_email=False,
    )
    declare_notification(
        UNDONE,
        _("%(merged)s is a record of its own again"),
        icon="arrows-split",
        by_email=False,
    )


def tell_who_serves(merge, territory_ids, by):
    _tell(MERGED, merge, territory_ids, by, leads_to=merge.survivor)


def tell_of_undo(merge, territory_ids, by):
    _tell(UNDONE, merge, territory_ids, by, leads_to=merge.merged)


def _tell(kind, merge, territory_ids, by, *, leads_to):
    working = Membership.objects.on(timezone.localdate()).filter(territory__in=territory_ids)
    people = User.objects.active().filter(pk__in=working.values("user_id"))
    for user in people.exclude(pk=getattr(by, "pk", None)):
        notify(
            user,
            kind,
            key=f"{kind}:{merge.uuid}",
            params={"merged": merge.merged.name, "survivor": merge.survivor.name},
            url=reverse("customers:detail", args=[leads_to.uuid]),
        )
