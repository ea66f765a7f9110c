"""The second step at sign-in: which roles must have one, and what helps when the phone is lost (ACC-01, GL-017)."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from uuid6 import uuid7

from accounts.history import deed
from accounts.models import User
from accounts.permissions import Permission, require
from accounts.services.leaver import end_sessions, revoke_tokens
from accounts.services.notification import declare_notification, notify

# Whoever vouched for the person in these ways asked for more than our password: the app, or the company's sign-on.
STRONG = {"mfa", "socialaccount"}
TAKEN_OFF = "second_step.taken_off"


def must_add_second_step(request):
    """Whether this person's roles ask for a second step that neither this sign-in nor the account has."""
    user = request.user
    if not user.is_authenticated or not needs_second_step(user):
        return False
    ways = {record["method"] for record in get_authentication_records(request, user)}
    return ways.isdisjoint(STRONG) and not is_mfa_enabled(user)


def needs_second_step(user):
    return not user.roles.isdisjoint(settings.SECOND_STEP_ROLES)


def token_lacks_second_step(user):
    """A token says nothing of how its owner signs in: there the account must have a second step, or a sign-on."""
    if not needs_second_step(user) or is_mfa_enabled(user):
        return False
    return not SocialAccount.objects.filter(user=user).exists()


def people_with_second_step(people):
    """{user id}, in one query."""
    rows = Authenticator.objects.filter(user__in=people, type=Authenticator.Type.TOTP)
    return set(rows.values_list("user_id", flat=True))


def reset_second_step(user, *, by, because):
    """For a lost phone and lost recovery codes: whoever holds the phone is signed out, and no program goes on.

    The next sign-in asks for the password only, then for a new app.
    """
    require(by, Permission.USER_MANAGE)
    if user.pk == by.pk:
        raise PermissionDenied(
            _("Nobody takes off their own second step here. Ask another administrator.")
        )
    with deed("user.reset_second_step", by=by, because=because):
        User.objects.select_for_update().get(pk=user.pk).save()
        Authenticator.objects.filter(user=user).delete()
        end_sessions(user)
        revoke_tokens(user)
        notify(
            user,
            TAKEN_OFF,
            key=f"{TAKEN_OFF}:{uuid7()}",
            params={"by": by.name},
            url=reverse("mfa_index"),
        )


def declare():
    declare_notification(
        TAKEN_OFF,
        gettext_lazy(
            "%(by)s took off your two-step sign-in. Was it not at your wish, tell security at once"
        ),
        icon="shield-off",
    )
