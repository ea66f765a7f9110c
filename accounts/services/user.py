"""People come, change their data, forget their passwords and lock themselves out (ACC-01, ACC-06)."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from axes.utils import reset
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from uuid6 import uuid7

from accounts.history import deed
from accounts.models import User
from accounts.permissions import Permission, require, require_oneself
from accounts.services.notification import notify
from accounts.services.role import grant_role
from accounts.services.signature import clear_signing_failures

INVITATION, PASSWORD_LINK = "user.invitation", "user.password_link"


def invite_user(
    *, username, name, email, roles=(), employee_number="", language="zh-hans", valid_from=None, by
):
    """A named account without a password; an e-mail brings the link by which the person chooses one."""
    require(by, Permission.USER_MANAGE)
    with deed("user.invite", by=by):
        user = User(
            username=username,
            name=name,
            email=email,
            employee_number=employee_number,
            language=language,
        )
        user.set_unusable_password()
        _check_has_email(user)
        user.full_clean()
        user.save()
        for role in roles:
            grant_role(user, role, valid_from=valid_from, by=by)
        _send_link(user, INVITATION)
    return user


def edit_user(user, *, name, email, employee_number, by):
    require(by, Permission.USER_MANAGE)
    with deed("user.edit", by=by):
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.update_from({"name": name, "email": email, "employee_number": employee_number}):
            user.full_clean()
            user.save()
    return user


def choose_settings(user, *, language, time_zone, emails_wanted, by):
    """Language, time zone and reminders by e-mail: each person's own choice (ACC-05)."""
    require_oneself(user, by)
    with deed("user.choose_settings", by=by):
        user = User.objects.select_for_update().get(pk=user.pk)
        values = {"language": language, "time_zone": time_zone, "emails_wanted": emails_wanted}
        if user.update_from(values):
            user.full_clean()
            user.save()
    return user


def send_password_link(user, *, by):
    require(by, Permission.USER_MANAGE)
    _check_has_email(user)
    if not user.is_active:
        raise ValidationError(_("This account is closed. Open it again first."))
    with deed("user.send_password_link", by=by):
        # Nothing of the account changes, but that somebody asked for a way in belongs to its history.
        User.objects.select_for_update().get(pk=user.pk).save()
        _send_link(user, PASSWORD_LINK if user.has_usable_password() else INVITATION)


def unlock_user(user, *, by):
    """Lets a person who guessed too often try again at once. Returns the number of locks taken off."""
    require(by, Permission.USER_MANAGE)
    with deed("user.unlock", by=by):
        User.objects.select_for_update().get(pk=user.pk).save()
        return forget_failures(user) + clear_signing_failures(user, by=by)


def forget_failures(user):
    return reset(username=user.username)


def password_link(notification):
    """Where the person chooses a password: made when the message leaves, so that no table ever holds its token."""
    user = notification.user
    return reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )


def _send_link(user, kind):
    notify(user, kind, key=f"{kind}:{uuid7()}", params={"username": user.username})


def _check_has_email(user):
    if not user.email:
        raise ValidationError({"email": _("An e-mail address is needed: the link goes there.")})
