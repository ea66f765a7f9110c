"""Who gives and takes roles. They are dated, and some are never held together (CN-005, WFL-003)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models import User, UserRole
from accounts.permissions import CONFLICTS, Permission, Role, require


def grant_role(user, role, *, valid_from=None, valid_to=None, by, because=""):
    require(by, Permission.USER_MANAGE)
    check_is_somebody_else(user, by)
    first = valid_from or timezone.localdate()
    with deed("role.grant", by=by, because=because):
        # Two grants at once are judged one after the other.
        User.objects.select_for_update().get(pk=user.pk)
        _check_conflicts(user, Role(role), first, valid_to)
        held = UserRole(user=user, role=role, valid_from=first, valid_to=valid_to)
        held.full_clean()
        held.save()
    forget_roles(user)
    return held


def end_role(user_role, *, on=None, by, because=""):
    """The role is held for the last time on that day; one that has not begun by then is taken back."""
    require(by, Permission.USER_MANAGE)
    check_is_somebody_else(user_role.user, by)
    with deed("role.end", by=by, because=because):
        hold_administrators()
        row = UserRole.objects.select_for_update().get(pk=user_role.pk)
        end_dated(row, on or timezone.localdate())
        if row.role == Role.ADMIN:
            check_an_administrator_stays()
    forget_roles(user_role.user)


def end_dated(row, last_day):
    """Ends a dated row; what would only begin later is deleted, which its history keeps."""
    if row.valid_to is not None and row.valid_to <= last_day:
        return
    if row.valid_from > last_day:
        row.delete()
        return
    row.valid_to = last_day
    row.save()


def check_is_somebody_else(user, by):
    if user.pk == by.pk:
        raise PermissionDenied(_("Nobody changes their own roles. Ask another administrator."))


def hold_administrators():
    """Locks the rows by which administrators are counted: two can't take each other's role at once."""
    rows = UserRole.objects.filter(role=Role.ADMIN).order_by("pk")
    return list(rows.select_for_update().values_list("pk", flat=True))


def check_an_administrator_stays():
    tomorrow = timezone.localdate() + timedelta(days=1)
    left = UserRole.objects.on(tomorrow).filter(role=Role.ADMIN, user__is_active=True)
    if not left.filter(valid_to=None).exists():
        raise ValidationError(
            _("Somebody must stay administrator. Give the role to another person first.")
        )


def forget_roles(user):
    for known in ("roles", "held_roles"):
        user.__dict__.pop(known, None)


def _check_conflicts(user, role, first, last):
    others = UserRole.objects.filter(user=user).overlapping(first, last)
    for other in others.values_list("role", flat=True):
        if frozenset((role, Role(other))) in CONFLICTS:
            raise ValidationError(
                {
                    "role": _(
                        "%(one)s and %(other)s are never held by the same person at the same time. "
                        "End the other role first."
                    )
                    % {"one": role.label, "other": Role(other).label}
                }
            )
