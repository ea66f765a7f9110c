"""Signing: two components first, the secret each time, and the lock after five failures (SIG-001 … 004, SIG-008)."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.clock import database_now
from accounts.history import bulk_update_recorded, current_origin, deed
from accounts.models import Signature, SigningFailure, User
from accounts.permissions import Role
from accounts.registry import seal_soon
from accounts.services.notification import declare_notification, notify
from accounts.signed import binding_of, content_of, digest, label_of, signable_fields

logger = logging.getLogger("pharmacrm.security")
IDLE = timedelta(minutes=15)
FAILURES_AT_MOST = 5
LOCKED = "signature.locked"
# What of the client a column holds.
CLIENT_AT_MOST = 200


@dataclass(frozen=True)
class Credentials:
    """What somebody gives to sign. `session` is a digest of the browser's session, empty for a program."""

    username: str = ""
    secret: str = ""
    session: str = ""
    client: str = ""


@dataclass(frozen=True)
class Identity:
    """That this person has just proven who they are: only identify() makes one, and sign() asks for it."""

    user: User
    method: str
    credentials: Credentials


class WrongSecret(ValidationError):
    """What a failed attempt wrote stays, whatever else is undone (services/idempotency.py)."""


def session_digest(request):
    """Names the session without opening it."""
    key = request.session.session_key or ""
    return key and hashlib.sha256(key.encode()).hexdigest()


def needs_name(by, session):
    """Whether both components are asked for: a new session, or a quarter of an hour without a signature."""
    since = database_now() - IDLE
    return not (
        session
        and Signature.objects.filter(signed_by=by, session=session, signed_at__gt=since).exists()
    )


def identify(by, credentials, *, what):
    """Checks who is about to sign, before the deed begins: a failure is recorded even though the deed never happens.

    `what` is that deed. Raises WrongSecret; PermissionDenied for who can't sign at all.
    """
    if getattr(by, "is_system", False) or not by.is_active:
        raise PermissionDenied(_("Only people sign."))
    with transaction.atomic():
        # One attempt at a time: whoever guesses in parallel guesses no more often.
        person = User.objects.select_for_update(no_key=True).get(pk=by.pk)
        refusal = _refusal(person, credentials)
        method = None if refusal else _method(person, credentials)
        if method:
            _clear(person, by=by)
            return Identity(by, method, credentials)
        if refusal is None:
            refusal = _fail(person, credentials, what)
    raise refusal


def sign(record, meaning, *, by, identity):
    """Signs the newest version of the record, inside the deed that made it."""
    if identity.user.pk != by.pk:
        raise PermissionDenied(_("Nobody signs for somebody else."))
    version = record.history.latest()
    fields = signable_fields(record)
    signature = Signature(
        signed_by=by,
        printed_name=by.name,
        meaning=meaning,
        label=label_of(record),
        record=record.uuid,
        version=version.history_id,
        fields=fields,
        sha256=digest(content_of(label_of(record), version, version.history_id, fields)),
        signed_at=database_now(),
        time_zone=by.time_zone,
        method=identity.method,
        client=identity.credentials.client[:CLIENT_AT_MOST],
        address=current_origin().ip,
        session=identity.credentials.session,
    )
    signature.binding = binding_of(signature)
    signature.save()
    seal_soon()
    return signature


def clear_signing_failures(user, *, by):
    """An administrator's unlocking, or the person's own success. Returns how many were cleared."""
    with deed("signature.unlock", by=by):
        return _clear(user, by=by)


def is_signing_locked(user):
    return user.signing_failures.open().count() >= FAILURES_AT_MOST


def declare():
    declare_notification(
        LOCKED,
        gettext_lazy("%(name)s can't sign any more after %(count)s wrong passwords"),
        icon="lock",
    )


def _refusal(person, credentials):
    """Why it isn't even tried: no guess is counted."""
    if is_signing_locked(person):
        return PermissionDenied(
            _("Signing is locked after several wrong passwords. An administrator unlocks it.")
        )
    if not person.has_usable_password() and _app_of(person) is None:
        return PermissionDenied(
            _(
                "You sign in by the company's sign-on: add an authenticator app under Me, two-step sign-in; its code signs."
            )
        )
    if needs_name(person, credentials.session) and not credentials.username:
        return ValidationError(
            {"username": _("Type your user name too: you have not signed in the last 15 minutes.")}
        )
    return None


def _method(person, credentials):
    if credentials.username and credentials.username != person.username:
        return None
    app = _app_of(person)
    code = credentials.secret.replace(" ", "")
    if app and code.isdecimal() and app.wrap().validate_code(code):
        return Signature.Method.TOTP
    if person.has_usable_password() and person.check_password(credentials.secret):
        return Signature.Method.PASSWORD
    return None


def _app_of(person):
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()


def _fail(person, credentials, what):
    """Writes the failure down and tells security of the fifth. Returns the refusal."""
    with deed("signature.fail", by=person):
        client = credentials.client[:CLIENT_AT_MOST]
        failure = SigningFailure.objects.create(user=person, what=what, client=client)
        logger.warning("%s failed to sign %s", person.uuid, what)
        left = FAILURES_AT_MOST - person.signing_failures.open().count()
        if left <= 0:
            _alert(person, failure)
    seal_soon()
    if left <= 0:
        return WrongSecret(
            {"secret": _("This is wrong. Signing is locked now; an administrator unlocks it.")}
        )
    return WrongSecret(
        {"secret": _("User name or secret is wrong. Tries left: %(left)s.") % {"left": left}}
    )


def _alert(person, failure):
    logger.error("%s is locked out of signing", person.uuid)
    guards = User.objects.active().with_role(Role.ADMIN) | User.objects.active().with_role(
        Role.COMPLIANCE
    )
    for guard in guards.distinct():
        params = {"name": person.name, "count": FAILURES_AT_MOST}
        notify(guard, LOCKED, key=f"{LOCKED}:{failure.uuid}", params=params)


def _clear(person, *, by):
    rows = list(person.signing_failures.open())
    if rows:
        with deed("signature.clear", by=by):
            for row in rows:
                row.cleared_at = timezone.now()
            bulk_update_recorded(rows, ["cleared_at"])
    return len(rows)
