"""Time off territory: asked for, decided by a manager where its kind asks it, and taken off the field days (ACC-04)."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import registry
from accounts.history import deed
from accounts.models import Absence, Membership, Territory, User
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, Role, can, is_own, require
from accounts.services.calendar import calendar_of
from accounts.services.notification import declare_notification, notify

Status = Absence.Status
LONGEST = timedelta(days=366)
DAY = timedelta(days=1)


def ask_absence(
    *, kind, valid_from, valid_to, by, from_noon=False, until_noon=False, note="", uuid=None
):
    """For oneself. A kind that no manager decides on stands at once."""
    require(by, Permission.TIME_OFF)
    with deed("absence.ask", by=by):
        absence = Absence(
            user=by,
            kind=kind,
            valid_from=valid_from,
            valid_to=valid_to,
            from_noon=from_noon,
            until_noon=until_noon,
            note=note.strip(),
            **with_uuid(uuid),
        )
        absence.full_clean(exclude=["decided_by", "decided_at"])
        _check_days(absence)
        if kind in Absence.ASKS_MANAGER:
            absence.save()
            _tell_managers(absence)
        else:
            absence.status = Status.APPROVED
            absence.save()
            _tell_upper_apps(absence, by)
    return absence


def approve_absence(absence, *, by, because=""):
    with deed("absence.approve", by=by, because=because):
        absence = _decide(absence, Status.APPROVED, by, because)
        _tell_upper_apps(absence, by)
    return absence


def decline_absence(absence, *, by, because):
    if not because.strip():
        raise ValidationError({"because": _("Say why, so that another time can be found.")})
    with deed("absence.decline", by=by, because=because):
        return _decide(absence, Status.DECLINED, by, because)


def withdraw_absence(absence, *, by):
    """By whoever asked for it, until its last day is over: what was taken stays as it was."""
    require(by, Permission.TIME_OFF)
    with deed("absence.withdraw", by=by):
        absence = _hold(absence)
        if absence.user_id != by.pk:
            raise PermissionDenied(_("Only who asked for it can withdraw it."))
        absence.check_can_become(Status.WITHDRAWN)
        if absence.status == Status.APPROVED and absence.valid_to < timezone.localdate():
            raise ValidationError(_("These days are over: they stay as they were taken."))
        was_approved = absence.status == Status.APPROVED
        absence.status = Status.WITHDRAWN
        absence.save()
        if was_approved:
            _tell_upper_apps(absence, by)
    return absence


def can_decide(absence, by):
    if is_own(by, absence.user_id):
        return False
    return can(by, Permission.TIME_OFF_DECIDE) and leads(by, absence.user)


def leads(by, user):
    """Whether the person works today below the territories of `by`."""
    return _people_led_by(by).filter(user=user).exists()


def waiting_for(by):
    """What the manager may decide on, the oldest first."""
    if not can(by, Permission.TIME_OFF_DECIDE):
        return Absence.objects.none()
    rows = Absence.objects.asked().exclude(user=by).order_by("asked_at", "pk")
    return rows.filter(user__in=_people_led_by(by).values("user_id"))


def days_off(users, first, last):
    """{id of the user: {day: one or one half}} of approved time off, whatever kinds of days these are."""
    found = defaultdict(dict)
    rows = Absence.objects.approved().filter(user__in=users).overlapping(first, last)
    for absence in rows.order_by("valid_from", "pk"):
        days = found[absence.user_id]
        for day, share in absence.shares(first, last).items():
            days[day] = min(days.get(day, Decimal(0)) + share, Decimal(1))
    return found


def working_days(first, last, country=settings.COUNTRY):
    """The days of the period on which the country works, make-up days included."""
    calendar = calendar_of(country)
    days = [first + n * DAY for n in range((last - first).days + 1)]
    return [day for day in days if calendar.is_working(day)]


def field_days(user, first, last):
    """(working days of the period, those among them on which the person is away), with halves."""
    return field_days_of([user.pk], first, last)[user.pk]


def field_days_of(users, first, last):
    """The same of many, by their ids, with one question."""
    working, off = working_days(first, last), days_off(users, first, last)
    return {
        user: (
            Decimal(len(working)),
            sum((off[user].get(day, Decimal(0)) for day in working), Decimal(0)),
        )
        for user in users
    }


def count_days(absence):
    """(days of the calendar, working days among them that it takes), with halves."""
    shares = absence.shares(absence.valid_from, absence.valid_to)
    working = working_days(absence.valid_from, absence.valid_to)
    return len(shares), sum((shares[day] for day in working), Decimal(0))


def _check_days(absence):
    first, last = absence.valid_from, absence.valid_to
    if last - first >= LONGEST:
        raise ValidationError({"valid_to": _("Time off lasts a year at most.")})
    if not working_days(first, last):
        raise ValidationError({"valid_from": _("Nobody works on these days anyway.")})


def _decide(absence, status, by, because):
    require(by, Permission.TIME_OFF_DECIDE)
    absence = _hold(absence)
    if is_own(by, absence.user_id):
        raise PermissionDenied(_("Nobody decides on their own time off."))
    if not can_decide(absence, by):
        raise PermissionDenied(_("Who leads the person decides on this."))
    absence.check_can_become(status)
    absence.status, absence.decision_reason = status, because.strip()
    absence.decided_by, absence.decided_at = by, timezone.now()
    absence.save()
    notify(
        absence.user,
        "absence.decided",
        key=f"absence:{absence.uuid}:{status}",
        params={"first": absence.valid_from, "state": str(status)},
        url=reverse("accounts:absence_detail", args=[absence.uuid]),
    )
    return absence


def _hold(absence):
    rows = Absence.objects.select_for_update(of=("self",)).select_related("user")
    return rows.get(pk=absence.pk)


def _people_led_by(by):
    """Memberships in what lies below the territories of `by`: equals decide on nothing of each other's."""
    mine = Membership.objects.today().filter(user=by.place_holder).values("territory_id")
    seen = Territory.objects.filter(pk__in=Territory.ids_seen_by(by)).exclude(pk__in=mine)
    return Membership.objects.today().filter(territory__in=seen.values("pk"))


def managers_of(user):
    """Who leads the territories right above the person's."""
    own = Membership.objects.today().filter(user=user).values("territory__parent_id")
    above = Membership.objects.today().filter(territory__in=own).values("user_id")
    return User.objects.active().with_role(Role.MANAGER).filter(pk__in=above).exclude(pk=user.pk)


def _tell_managers(absence):
    for manager in managers_of(absence.user):
        notify(
            manager,
            "absence.asked",
            key=f"absence:{absence.uuid}:asked",
            params={"person": absence.user.name, "first": absence.valid_from},
            url=reverse("accounts:absence_detail", args=[absence.uuid]),
        )


def _tell_upper_apps(absence, by):
    for function in registry.absence_changed:
        function(absence, by)
    for day in absence.shares(absence.valid_from, absence.valid_to):
        registry.mark_day_changed(absence.user, day)


def _sentence_on_decision(params):
    sentences = {
        Status.APPROVED: _("Your time off from %(first)s is approved."),
        Status.DECLINED: _("Your time off from %(first)s was declined."),
    }
    return sentences[params["state"]] % params


def declare():
    declare_notification(
        "absence.asked",
        gettext_lazy("%(person)s asks for time off from %(first)s"),
        icon="calendar-off",
    )
    declare_notification("absence.decided", _sentence_on_decision, icon="calendar-off")
