"""Makes, revokes and opens the links by which customers see a page of ours without signing in (CMP-13, CUS-15)."""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models import Access
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from accounts.registry import why_frozen
from accounts.services.access import log_access
from customers.frozen import refuse_frozen
from customers.guest_terms import OPEN_FOR, most_days
from customers.models import Customer, GuestLink

LABEL = GuestLink._meta.label_lower


def make_link(customer, *, kind, days, purpose, by, uuid=None):
    """(link, secret): the secret is told this once and kept nowhere. `customer` is one that the person sees."""
    require(by, Permission.LINK_SHARE)
    _check(customer, kind, days, purpose)
    secret = new_secret()
    with deed("guest_link.make", by=by):
        _hold(customer, by)
        link = GuestLink(
            kind=kind,
            customer=customer,
            purpose=purpose.strip(),
            token_hash=hash_of(secret),
            made_by=by,
            expires_at=timezone.now() + timedelta(days=days),
            **with_uuid(uuid),
        )
        link.full_clean()
        link.save()
    return link, secret


def revoke_link(link, *, because, by):
    """It opens nothing from the next request on, a page that is open included."""
    require(by, Permission.LINK_SHARE)
    if not because.strip():
        raise ValidationError({"because": _("Say why: the reason is kept.")})
    with deed("guest_link.revoke", by=by, because=because.strip()):
        row = GuestLink.objects.select_for_update().get(pk=link.pk)
        if not row.is_in_force:
            raise ValidationError(_("This link opens nothing any more."))
        row.revoked_by, row.revoked_at = by, timezone.now()
        row.revoked_because = because.strip()
        row.save()
    return row


def revoke_links_of(leaver, by):
    """Registered as accounts.registry.leavings: who may have kept an address gives it to nobody any more."""
    links = GuestLink.objects.select_for_update().filter(made_by=leaver, revoked_at=None)
    held = list(links.filter(expires_at__gt=timezone.now()))
    for row in held:
        row.revoked_by, row.revoked_at = by, timezone.now()
        row.revoked_because = _("Whoever made it has left.")
        row.save()
    return len(held)


def open_link(link, *, holder, by):
    """Whether the browser with the key `holder` may see the page. `by` is the link's guest; each opening is kept.

    A page that opens once belongs to the first browser: a second tap there is the same opening, every other browser
    finds it closed.
    """
    with deed("guest_link.open", by=by):
        row = GuestLink.objects.select_for_update().get(pk=link.pk)
        key = hash_of(holder)
        if not row.is_in_force or row.holder_hash not in {None, key}:
            return False
        if row.holder_hash == key:
            return True
        now = timezone.now()
        if row.opens_once:
            row.holder_hash, row.expires_at = key, min(row.expires_at, now + OPEN_FOR)
        row.openings, row.opened_at = row.openings + 1, now
        row.save()
        log_access(None, Access.Action.VIEW, LABEL, subject=row)
    return True


def find_link(secret):
    """The link in whose address the secret stands, while it holds; or None."""
    return _usable(Q(token_hash=hash_of(secret)))


def opened_link(key, kind):
    """The link that was opened by the browser with this key: its own, or the address's where everybody's opens."""
    if not key:
        return None
    mine = (
        Q(holder_hash=hash_of(key))
        if kind in GuestLink.ONCE
        else Q(token_hash=hash_of(key), opened_at__isnull=False)
    )
    return _usable(mine & Q(kind=kind))


def new_secret():
    return secrets.token_urlsafe(32)


def hash_of(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


def _usable(condition):
    """Judged anew at each request: revoked, expired, archived, and who asked to be erased."""
    found = GuestLink.objects.in_force().filter(condition)
    link = found.select_related("customer__person", "customer__organisation", "made_by").first()
    if link is None or link.customer.status == Customer.Status.ARCHIVED:
        return None
    return None if why_frozen([link.customer_id]) else link


def _check(customer, kind, days, purpose):
    problems = {}
    if kind not in GuestLink.Kind:
        raise ValidationError({"kind": _("There is no such page.")})
    if GuestLink.OF[kind] != customer.kind:
        problems["kind"] = (
            _("Only a person has a page of her own.")
            if customer.is_organisation
            else _("Only an organisation has a board.")
        )
    most = most_days(kind)
    if not 1 <= days <= most:
        problems["days"] = _("A link lasts for one to %(most)s days.") % {"most": most}
    if not purpose.strip():
        problems["purpose"] = _("Say what it is for: it is kept with the link.")
    if problems:
        raise ValidationError(problems)


def _hold(customer, by):
    row = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if not Customer.objects.visible_to(by).in_use().filter(pk=row.pk).exists():
        raise ValidationError(_("This customer is not one of yours."))
    refuse_frozen(row.pk)
