"""Makes, revokes and opens the links by which customers see a page of their own."""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.permissions import Permission, require
from accounts.registry import why_frozen
from customers.frozen import refuse_frozen
from customers.models import Customer, GuestLink

DAYS = 7
MOST_DAYS = 30


def make_link(customer, *, kind, by, days=DAYS):
    """(link, secret): the secret is shown once and kept nowhere."""
    require(by, Permission.CONSENT_RECORD)
    if kind == GuestLink.Kind.OWN_PAGE and not customer.is_person:
        raise ValidationError(_("Only a person has a page of her own."))
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError(
            {"days": _("A link lasts for one to %(most)s days.") % {"most": MOST_DAYS}}
        )
    secret = secrets.token_urlsafe(32)
    with deed("guest_link.make", by=by):
        Customer.objects.select_for_update().get(pk=customer.pk)
        refuse_frozen(customer.pk)
        link = GuestLink.objects.create(
            kind=kind,
            customer=customer,
            token_hash=_hash(secret),
            made_by=by,
            expires_at=timezone.now() + timedelta(days=days),
        )
    return link, secret


def revoke_link(link, *, by):
    """It opens nothing from the next request on."""
    require(by, Permission.CONSENT_RECORD)
    with deed("guest_link.revoke", by=by):
        row = GuestLink.objects.select_for_update().get(pk=link.pk)
        if row.revoked_at is None:
            row.revoked_by, row.revoked_at = by, timezone.now()
            row.save()
    return row


def find_link(secret, kind):
    """The link of a secret while it holds and its customer is worked with, or None."""
    links = GuestLink.objects.in_force().filter(token_hash=_hash(secret), kind=kind)
    link = links.select_related("customer__person").first()
    if link is None or link.customer.status == Customer.Status.ARCHIVED:
        return None
    return None if why_frozen([link.customer_id]) else link


def note_opening(link, *, by):
    """Each look at the page is kept, with its moment and address."""
    with deed("guest_link.open", by=by):
        row = GuestLink.objects.select_for_update().get(pk=link.pk)
        row.openings, row.opened_at = row.openings + 1, timezone.now()
        row.save()


def _hash(secret):
    return hashlib.sha256(secret.encode()).hexdigest()
