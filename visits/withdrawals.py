"""What consents mean for visits: nobody is reached through a channel that she has not agreed to (CUS-09, PRV-004)."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.services.notification import declare_notification, notify
from customers.consents import refusals
from customers.models import Consent
from visits.models import Visit, VisitParticipant

WITHDRAWN = "consent.withdrawn"


def channel_refusals(customer, record, *, at=None):
    """Sentences about those who are met, now or at the moment when it took place."""
    met = {person.pk: person for person in record.participants}
    if customer.is_person:
        met.setdefault(customer.pk, customer.person)
    return refusals(met.values(), record.channel, at=at)


def refuse_channel(customer, record):
    if found := channel_refusals(customer, record):
        raise ValidationError({"channel": found})


def tell_who_planned(customer, channel):
    """Registered as accounts.registry.withdrawals: whoever planned to reach her that way plans anew."""
    there = VisitParticipant.objects.filter(person=customer.pk).values("visit")
    planned = Visit.objects.open().filter(Q(customer=customer) | Q(pk__in=there), channel=channel)
    for visit in planned.select_related("rep"):
        notify(
            visit.rep,
            WITHDRAWN,
            key=f"consent:{customer.uuid}:{channel}:{visit.uuid}",
            params={"customer": customer.name, "channel": channel, "day": visit.day},
            url=reverse("visits:visit_detail", args=[visit.uuid]),
        )


def _told(params):
    said = _("%(customer)s withdrew consent: %(channel)s. Change the visit of %(day)s.")
    return said % {**params, "channel": Consent.Channel(params["channel"]).label}


def declare():
    declare_notification(WITHDRAWN, _told, icon="ban")
