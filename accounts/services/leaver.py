"""Somebody leaves: one deed ends what they held and hands their open work to a successor (ACC-06)."""

from collections import Counter

from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import registry
from accounts.history import deed
from accounts.models import ApiToken, Membership, User, UserRole
from accounts.permissions import Permission, Role, require
from accounts.services.calendar_feed import end_feeds
from accounts.services.channel import end_channels
from accounts.services.role import (
    check_an_administrator_stays,
    end_dated,
    hold_administrators,
)


def deactivate_user(user, *, successor=None, takes_territories=False, by, because=""):
    """Returns a Counter of what ended and of the things handed over. The account stays, for its history.

    Today is the last day; sign-ins, sessions and tokens end at once. With `takes_territories` the successor works in
    the leaver's territories from today.
    """
    require(by, Permission.USER_MANAGE)
    if user.pk == by.pk:
        raise PermissionDenied(_("Nobody closes their own account. Ask another administrator."))
    with deed("user.deactivate", by=by, because=because):
        hold_administrators()
        user, successor = _hold(user, successor)
        done = Counter()
        if successor and takes_territories:
            # First: the work handed over belongs to the place in which the successor works now.
            done["territories"] = _pass_territories_on(user, successor)
        done["handed_over"] = _hand_over(user, successor, by)
        was_administrator = Role.ADMIN in user.roles
        done["memberships"] = _end_all(Membership, user)
        done["roles"] = _end_all(UserRole, user)
        done["tokens"] = revoke_tokens(user)
        done["channels"] = end_channels(user)
        done["calendars"] = end_feeds(user)
        done["others"] = sum(function(user, by) for function in registry.leavings)
        done["sessions"] = end_sessions(user)
        # A new session hash: sessions that no list knows die as well, also after a return.
        user.set_unusable_password()
        user.is_active = False
        user.save()
        if was_administrator:
            check_an_administrator_stays()
    return done


def reactivate_user(user, *, by, because=""):
    """The account opens again without roles, memberships or password; an administrator sends a link."""
    require(by, Permission.USER_MANAGE)
    with deed("user.reactivate", by=by, because=because):
        user = User.objects.select_for_update().get(pk=user.pk)
        user.is_active = True
        user.save()
    return user


def end_sessions(user):
    """Signs the person out everywhere. Returns the number of sessions."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def _hold(user, successor):
    """Both accounts as they are now; in one order, so that two such deeds never wait for each other."""
    wanted = [user.pk, successor.pk] if successor else [user.pk]
    rows = User.objects.filter(pk__in=wanted).order_by("pk").select_for_update()
    held = {row.pk: row for row in rows}
    if not held[user.pk].is_active:
        raise ValidationError(_("This account is closed already."))
    heir = held[successor.pk] if successor else None
    if heir and (heir.pk == user.pk or not heir.is_active):
        raise ValidationError({"successor": _("Choose an active colleague as successor.")})
    return held[user.pk], heir


def _hand_over(user, successor, by):
    if successor is None:
        return 0
    return sum(function(user, successor, by) for function in registry.handovers)


def _pass_territories_on(user, successor):
    today = timezone.localdate()
    theirs = Membership.objects.on(today).filter(user=successor).values("territory_id")
    places = Membership.objects.on(today).filter(user=user).exclude(territory__in=theirs)
    for place in places:
        Membership.objects.create(user=successor, territory_id=place.territory_id, valid_from=today)
    return len(places)


def _end_all(model, user):
    today = timezone.localdate()
    rows = list(model.objects.select_for_update().filter(user=user).overlapping(today, None))
    for row in rows:
        end_dated(row, today)
    return len(rows)


def revoke_tokens(user):
    tokens = list(ApiToken.objects.select_for_update().current().filter(user=user))
    for token in tokens:
        token.revoked_at = timezone.now()
        token.save()
    return len(tokens)
