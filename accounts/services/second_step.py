"""The second step at sign-in: which roles must have one, and what helps when the phone is lost (ACC-01, GL-017)."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models import User
from accounts.permissions import Permission, require

# Whoever vouched for the person in these ways asked for more than our password: the app, or the company's sign-on.
STRONG = {"mfa", "socialaccount"}


def must_add_second_step(request):
    """Whether this person's roles ask for a second step that neither this sign-in nor the account has."""
    user = request.user
    if not user.is_authenticated or user.roles.isdisjoint(settings.SECOND_STEP_ROLES):
        return False
    ways = {record["method"] for record in get_authentication_records(request, user)}
    return ways.isdisjoint(STRONG) and not is_mfa_enabled(user)


def people_with_second_step(people):
    """{user id}, in one query."""
    rows = Authenticator.objects.filter(user__in=people, type=Authenticator.Type.TOTP)
    return set(rows.values_list("user_id", flat=True))


def reset_second_step(user, *, by, because):
    """For a lost phone and lost recovery codes. The next sign-in asks for the password only, then for a new app."""
    require(by, Permission.USER_MANAGE)
    if user.pk == by.pk:
        raise PermissionDenied(
            _("Nobody takes off their own second step here. Ask another administrator.")
        )
    with deed("user.reset_second_step", by=by, because=because):
        User.objects.select_for_update().get(pk=user.pk).save()
        Authenticator.objects.filter(user=user).delete()
