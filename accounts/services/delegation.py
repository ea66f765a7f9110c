"""Somebody covers for a colleague: given with dates, taken up and left by the deputy, ended by its date (ACC-04).

Standing in changes what one sees, never what one may: the deputy has the same roles already, no more and no fewer,
so no two duties meet that WFL-003 keeps apart; and nobody judges their own or the covered person's (WFL-002).
"""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.history import deed
from accounts.models import Absence, Delegation, User
from accounts.models.keyed import with_uuid
from accounts.permissions import IN_TERRITORIES, Permission, can, require
from accounts.services.absence import leads
from accounts.services.notification import declare_notification, notify
from accounts.services.role import end_dated

LONGEST = timedelta(days=184)
STANDS_IN = "stands_in"  # of the session: the uuid of the cover
DAY = timedelta(days=1)


def delegate(user, deputy, *, valid_from, valid_to, by, note="", uuid=None):
    """By the person herself, or by who leads her: somebody who falls ill names nobody."""
    require(by, Permission.TIME_OFF)
    with deed("delegation.give", by=by):
        if by.pk != user.pk and not leads(by, user):
            raise PermissionDenied(_("Cover is arranged by oneself or by who leads the person."))
        delegation = Delegation(
            user=user,
            deputy=deputy,
            valid_from=valid_from,
            valid_to=valid_to,
            note=note.strip(),
            given_by=by,
            **with_uuid(uuid),
        )
        delegation.full_clean()
        _check(delegation)
        delegation.save()
        _tell(delegation)
    return delegation


def end_delegation(delegation, *, by):
    """Today is its last day; what would only begin later is taken back. By either of the two, or who leads the person."""
    require(by, Permission.TIME_OFF)
    with deed("delegation.end", by=by):
        delegation = Delegation.objects.select_for_update().get(pk=delegation.pk)
        if not can_end(delegation, by):
            raise PermissionDenied(_("Only the two of them or who leads the person can end it."))
        end_dated(delegation, timezone.localdate() - DAY)
    return delegation


def can_end(delegation, by):
    if not can(by, Permission.TIME_OFF) or delegation.valid_to < timezone.localdate():
        return False
    return by.pk in {delegation.user_id, delegation.deputy_id} or leads(by, delegation.user)


def stand_in(user, uuid):
    """Marks the request's person as standing in from here on; False where there is no such cover today."""
    rows = Delegation.objects.today().filter(uuid=uuid, deputy=user, user__is_active=True)
    delegation = rows.with_people().first()
    if delegation is None or not _has_the_roles(delegation.user, user):
        return False
    user.stands_in = delegation
    return True


def is_uuid(text):
    try:
        return UUID(text)
    except ValueError:
        return None


def deputies_for(user):
    """Colleagues who hold exactly the roles by which the person works in territories."""
    found = User.objects.active().exclude(pk=user.pk)
    for role in IN_TERRITORIES & user.roles:
        found = found.with_role(role)
    for role in IN_TERRITORIES - user.roles:
        found = found.exclude(pk__in=User.objects.with_role(role))
    return found


def _check(delegation):
    if delegation.valid_to - delegation.valid_from >= LONGEST:
        raise ValidationError({"valid_to": _("Cover lasts half a year at most.")})
    if delegation.valid_to < timezone.localdate():
        raise ValidationError({"valid_to": _("These days are over.")})
    if not _has_the_roles(delegation.user, delegation.deputy):
        raise ValidationError(
            {
                "deputy": _(
                    "A deputy holds the same role: cover changes what one sees, not what one may."
                )
            }
        )
    away = Absence.objects.approved().filter(user=delegation.deputy)
    if away.overlapping(delegation.valid_from, delegation.valid_to).exists():
        raise ValidationError({"deputy": _("This colleague is away on some of these days.")})


def _has_the_roles(user, deputy):
    """The same: a rep who also manages would judge in the covered territory what she only came to look after."""
    needed = IN_TERRITORIES & user.roles
    return bool(needed) and deputy.is_active and needed == IN_TERRITORIES & deputy.roles


def _tell(delegation):
    for person in {delegation.user, delegation.deputy} - {delegation.given_by}:
        notify(
            person,
            "delegation.given",
            key=f"delegation:{delegation.uuid}",
            params={
                "person": delegation.user.name,
                "deputy": delegation.deputy.name,
                "first": delegation.valid_from,
            },
            url=reverse("accounts:delegation_list"),
        )


def declare():
    declare_notification(
        "delegation.given",
        gettext_lazy("%(deputy)s covers for %(person)s from %(first)s"),
        icon="arrow-right",
    )
