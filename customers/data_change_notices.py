"""Who is told of data-change requests: stewards when one waits, its author when it is decided."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions import Role
from accounts.services.notification import declare_notification, notify
from customers.models import DataChange

FILED, DECIDED = "data_change.filed", "data_change.decided"


def tell_stewards(change):
    for steward in User.objects.active().with_role(Role.STEWARD).exclude(pk=change.filed_by_id):
        notify(
            steward,
            FILED,
            key=f"data_change:{change.uuid}:filed",
            params={"customer": change.customer.name, "person": change.filed_by.name},
            url=reverse("customers:data_change_detail", args=[change.uuid]),
        )


def tell_author(change):
    notify(
        change.filed_by,
        DECIDED,
        key=f"data_change:{change.uuid}:{change.status}",
        params={"customer": change.customer.name, "state": str(change.status)},
        url=reverse("customers:data_change_detail", args=[change.uuid]),
    )


def _sentence_on_decision(params):
    sentences = {
        DataChange.Status.ACCEPTED: _("What you proposed for %(customer)s was accepted."),
        DataChange.Status.REJECTED: _("What you proposed for %(customer)s was rejected: read why."),
    }
    return sentences[params["state"]] % params


def declare():
    declare_notification(
        FILED,
        gettext_lazy("%(person)s asks you to confirm data of %(customer)s"),
        icon="database-edit",
        by_email=False,
    )
    declare_notification(DECIDED, _sentence_on_decision, icon="database-edit", by_email=False)
