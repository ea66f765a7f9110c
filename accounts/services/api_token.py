"""Personal access tokens: shown once, kept as a hash, revoked by their owner."""

import hashlib
import secrets

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models import ApiToken
from accounts.permissions import Permission, require

PREFIX = "pcrm_"  # scanners of leaked secrets look for such marks


def create_token(user, *, name, scope=ApiToken.Scope.READ, by):
    """(row, token): the token itself is known only now."""
    _require_owner(user, by)
    token = PREFIX + secrets.token_urlsafe(32)
    with deed("token.create", by=by):
        row = ApiToken(user=user, name=name, scope=scope, digest=digest(token))
        row.clean_fields(exclude=["last_used_on", "revoked_at"])
        row.save()
    return row, token


def revoke_token(token, *, by):
    _require_owner(token.user, by)
    with deed("token.revoke", by=by):
        token = ApiToken.objects.select_for_update().get(pk=token.pk)
        if token.update_from({"revoked_at": token.revoked_at or timezone.now()}):
            token.save()
    return token


def use_token(token):
    """The row of a token that still holds, with its active owner, or None; notes the day of its use."""
    found = ApiToken.objects.current().select_related("user")
    row = found.filter(digest=digest(token), user__is_active=True).first()
    if row and row.last_used_on != (today := timezone.localdate()):
        ApiToken.objects.filter(pk=row.pk).update(last_used_on=today)
    return row


def digest(token):
    return hashlib.sha256(token.encode()).hexdigest()


def _require_owner(user, by):
    """One's own tokens; on the command line, the operator's for anybody."""
    require(by, Permission.API_TOKEN_OWN)
    if not getattr(by, "is_system", False) and user.pk != by.pk:
        raise PermissionDenied(_("Tokens are personal."))
