"""Waivers: a rep asks, a manager or compliance decides, the visit uses it once (VIS-04c)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.history import deed
from accounts.models import Territory
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, can, is_own, require, sees_everything
from accounts.services.notification import declare_notification, notify
from accounts.services.territory import managers_of
from visits.models import Against, Visit, VisitDraft, Waiver
from visits.services.visit import local_today, lock_own

Status = Waiver.Status
ASKED, DECIDED = "waiver.asked", "waiver.decided"


def declare():
    said = gettext_lazy("%(rep)s asks to waive a rule: %(customer)s, %(day)s")
    declare_notification(ASKED, said, icon="hand-stop")
    declare_notification(DECIDED, _told, icon="hand-stop")


def ask_for_waiver(visit, *, against, reason, by, uuid=None):
    """`against` names what it is to lift (Against); it holds for the day on which the visit is planned, or began."""
    require(by, Permission.VISIT_LOG)
    against = [code.value for code in Against if code in set(against)]
    if not against:
        raise ValidationError({"against": _("Say what is to be waived.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this visit matters: somebody decides on it.")})
    with deed("waiver.request", by=by, because=reason):
        visit = lock_own(visit, by)
        if not visit.can_be_logged:
            visit.check_can_become(Visit.Status.SUBMITTED)
        waiver = Waiver(
            visit=visit,
            against=against,
            day=_day_of(visit, by),
            reason=reason.strip(),
            requested_by=by,
            **with_uuid(uuid),
        )
        waiver.full_clean()
        waiver.save()
        _tell_managers(waiver)
    return waiver


def approve_waiver(waiver, *, by, because=""):
    return _decide(waiver, Status.APPROVED, "waiver.approve", because, by)


def refuse_waiver(waiver, *, because, by):
    if not because.strip():
        raise ValidationError({"because": _("Say why, so that it can be put right.")})
    return _decide(waiver, Status.REFUSED, "waiver.refuse", because, by)


def can_decide(waiver, by):
    """Compliance, or a manager of the visit's own territory; nobody on what they asked for, nor on their own visit."""
    if is_own(by, waiver.requested_by_id, waiver.visit.rep_id):
        return False
    if not waiver.is_waiting or not can(by, Permission.WAIVER_DECIDE):
        return False
    leads = Territory.objects.filter(pk=waiver.visit.territory_id, pk__in=Territory.ids_seen_by(by))
    return sees_everything(by) or leads.exists()


def waived(visit, day):
    """The approved waivers of the visit for that day."""
    return Waiver.objects.filter(visit=visit, day=day, status=Status.APPROVED)


def use_waivers(visit):
    """Inside the deed that submits the visit: each is used up, whether it was still needed or not."""
    for waiver in waived(visit, visit.day).select_for_update(of=("self",)):
        waiver.status = Status.USED
        waiver.save()


def stopping(visit, notices):
    """Those notices that no approved waiver lifts."""
    stops = [notice for notice in notices if notice.stops]
    if not stops or visit.pk is None:
        return stops
    # A visit that was submitted has used its own up, and is put right under the same.
    given = Waiver.objects.filter(
        visit=visit, day=visit.day, status__in=[Status.APPROVED, Status.USED]
    )
    lifted = {code for one in given for code in one.against}
    return [notice for notice in stops if notice.code not in lifted]


def _day_of(visit, by):
    """The day that the visit will have once it is submitted: an earlier one that its draft says, or its own."""
    draft = VisitDraft.objects.filter(visit=visit).first()
    began = draft and draft.began_on
    return began if began and began < visit.day <= local_today(by) else visit.day


def _decide(waiver, status, verb, because, by):
    require(by, Permission.WAIVER_DECIDE)
    with deed(verb, by=by, because=because):
        rows = Waiver.objects.select_for_update(of=("self",)).select_related(
            "visit__customer", "visit__rep", "requested_by"
        )
        waiver = rows.get(pk=waiver.pk)
        waiver.check_can_become(status)
        if not can_decide(waiver, by):
            raise PermissionDenied(
                _(
                    "A manager of the visit's own territory, or compliance, decides; nobody on their own."
                )
            )
        waiver.status, waiver.decided_by, waiver.decided_at = status, by, timezone.now()
        waiver.decision_reason = because.strip()
        waiver.full_clean()
        waiver.save()
        _tell(waiver.requested_by, DECIDED, waiver, status=str(status))
    return waiver


def _tell_managers(waiver):
    for manager in managers_of(waiver.visit.territory):
        _tell(manager, ASKED, waiver, rep=str(waiver.visit.rep))


def _tell(user, kind, waiver, **more):
    notify(
        user,
        kind,
        key=f"{kind}:{waiver.uuid}",
        params={"customer": waiver.visit.customer.name, "day": waiver.day, **more},
        url=reverse("visits:waiver_detail", args=[waiver.uuid]),
    )


def _told(params):
    said = _("Your waiver for %(customer)s on %(day)s: %(status)s")
    return said % {**params, "status": Status(params["status"]).label}
