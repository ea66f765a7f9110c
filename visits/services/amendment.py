"""Amendments: the rep proposes what a submitted visit should say, a manager decides, both versions stay (VIS-04, WFL-002)."""

from contextlib import contextmanager
from copy import copy

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.history import deed
from accounts.models import Signature, Territory
from accounts.permissions import Permission, can, is_own, require
from accounts.registry import mark_day_changed
from accounts.services.notification import declare_notification, notify
from accounts.services.signature import identify, sign
from accounts.services.territory import managers_of
from customers.standing import keep_standing
from visits.contact_guard import appointment_of, hold_contacts, notices_of_visit
from visits.house_risk import note_house
from visits.models import Visit, VisitAmendment
from visits.record import from_values, record_of, set_columns, to_values, write_rows
from visits.risk import note_entry
from visits.services.effectiveness import store_effectiveness
from visits.services.submission import contact_refusals, place_in_time, record_refusals, refuse
from visits.services.visit import lock_own

Status = VisitAmendment.Status


def file_amendment(visit, *, record, reason, by, uuid=None):
    """Proposes `record` for a submitted visit. It is judged like a submission, but for the limits of late logging."""
    require(by, Permission.VISIT_LOG)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the visit has to be put right.")})
    with deed("visit_amendment.file", by=by, because=reason):
        visit = lock_own(visit, by)
        if not visit.is_locked:
            raise ValidationError(
                _("Only a submitted visit is amended; this one can still be changed.")
            )
        previous, values = to_values(record_of(visit)), to_values(record)
        changed = {name for name, value in values.items() if previous[name] != value}
        if not changed:
            raise ValidationError(_("Nothing is different from what was submitted."))
        _refuse(visit, record)
        amendment = VisitAmendment(
            visit=visit,
            reason=reason.strip(),
            values={name: values[name] for name in changed},
            previous={name: previous[name] for name in changed},
            filed_by=by,
            **({"uuid": uuid} if uuid else {}),
        )
        amendment.validate_constraints()
        amendment.save()
        _tell_managers(amendment)
    return amendment


def accept_amendment(amendment, *, by, credentials, because=""):
    """Writes the proposed values into the visit, once, and judges it anew. The decider signs the amendment."""
    identity = _identity(amendment, by, credentials, "visit.amend")
    with _decision("visit.amend", amendment, by=by, because=because) as amendment:
        hold_contacts(amendment.visit, _proposed(amendment))
        keep_standing([amendment.visit.customer])
        visit = _locked_visit(amendment)
        before = to_values(record_of(visit))
        if any(before[name] != value for name, value in amendment.previous.items()):
            raise ValidationError(
                _("The visit has changed since this was filed. Reject it and ask for a new one.")
            )
        record = from_values(before | amendment.values)
        notices = _refuse(visit, record)
        counted = _counted_days(visit)
        place_in_time(visit, record)
        set_columns(visit, record)
        visit.appointment = appointment_of(visit, record)
        visit.save()
        write_rows(visit, record)
        _decide(amendment, Status.ACCEPTED, by, because)
        sign(amendment, Signature.Meaning.APPROVED, by=by, identity=identity)
        store_effectiveness(Visit.objects.get(pk=visit.pk))
        for person, day in counted | _counted_days(visit):
            mark_day_changed(person, day)
        note_entry(visit)
        note_house(visit, notices)
    return amendment


def reject_amendment(amendment, *, by, credentials, because):
    if not because.strip():
        raise ValidationError({"because": _("Say why, so that it can be put right.")})
    identity = _identity(amendment, by, credentials, "visit_amendment.reject")
    with _decision("visit_amendment.reject", amendment, by=by, because=because) as amendment:
        _decide(amendment, Status.REJECTED, by, because)
        sign(amendment, Signature.Meaning.REJECTED, by=by, identity=identity)
    return amendment


def withdraw_amendment(amendment, *, by):
    require(by, Permission.VISIT_LOG)
    with deed("visit_amendment.withdraw", by=by):
        amendment = _lock(amendment)
        if amendment.filed_by_id != by.pk:
            raise PermissionDenied(_("Only its author can withdraw an amendment."))
        amendment.check_can_become(Status.WITHDRAWN)
        amendment.status = Status.WITHDRAWN
        amendment.save()
    return amendment


def can_decide(amendment, by):
    """Nobody decides on what they filed or on their own visit (WFL-002)."""
    if is_own(by, amendment.filed_by_id, amendment.visit.rep_id):
        return False
    return can(by, Permission.VISIT_AMEND_ACCEPT)


def _counted_days(visit):
    """{(person, day)}: figures count the plan on its day, and what was agreed when it is due, in the visit's territory."""
    follow_ups = visit.follow_ups.select_related("owner")
    return {
        (visit.rep, visit.day),
        (visit.rep, visit.planned_on or visit.day),
        *((row.owner, row.due_on) for row in follow_ups),
    }


def _identity(amendment, by, credentials, action):
    """Before the deed begins, so that a wrong secret is on record; who may not decide is not asked for one."""
    check_may_decide(amendment, by)
    return identify(by, credentials, what=action)


def check_may_decide(amendment, by):
    require(by, Permission.VISIT_AMEND_ACCEPT)
    if is_own(by, amendment.filed_by_id, amendment.visit.rep_id):
        raise PermissionDenied(_("Nobody decides on their own amendment."))
    leads = Territory.ids_seen_by(by)
    if not Territory.objects.filter(pk=amendment.visit.territory_id, pk__in=leads).exists():
        raise PermissionDenied(_("A manager of the visit's own territory decides on this."))


def _proposed(amendment):
    return from_values(to_values(record_of(amendment.visit)) | amendment.values)


def _refuse(visit, record):
    """Whatever would have kept the visit from being submitted like this. Returns what speaks against it, and did so far.

    What stands against it already, such as a wish that was heard of since, keeps nobody from putting it right.
    """
    moved, so_far = copy(visit), notices_of_visit(visit, record_of(visit))
    place_in_time(moved, record)
    coming = notices_of_visit(moved, record)
    known = {one.code for one in so_far} if moved.day == visit.day else set()
    found = record_refusals(moved, record)
    found.update(contact_refusals(moved, [one for one in coming if one.code not in known]))
    refuse(found)
    return [*coming, *so_far]


@contextmanager
def _decision(action, amendment, *, by, because):
    require(by, Permission.VISIT_AMEND_ACCEPT)
    with deed(action, by=by, because=because or amendment.reason):
        amendment = _lock(amendment)
        check_may_decide(amendment, by)
        yield amendment


def _decide(amendment, status, by, because):
    amendment.check_can_become(status)
    amendment.status = status
    amendment.decided_by, amendment.decided_at = by, timezone.now()
    amendment.decision_reason = because.strip()
    amendment.save()
    notify(
        amendment.filed_by,
        "visit_amendment.decided",
        key=f"visit_amendment:{amendment.uuid}:{status}",
        params={"customer": amendment.visit.customer.name, "state": str(status)},
        url=reverse("visits:amendment_detail", args=[amendment.uuid]),
    )


def _lock(amendment):
    return (
        VisitAmendment.objects.select_for_update(of=("self",))
        .select_related("visit__customer", "visit__rep", "filed_by")
        .get(pk=amendment.pk)
    )


def _locked_visit(amendment):
    return (
        Visit.objects.select_for_update(of=("self",), no_key=True)
        .select_related("customer", "rep")
        .get(pk=amendment.visit_id)
    )


def _tell_managers(amendment):
    visit = amendment.visit
    for manager in managers_of(visit.territory):
        notify(
            manager,
            "visit_amendment.filed",
            key=f"visit_amendment:{amendment.uuid}:filed",
            params={"customer": visit.customer.name, "rep": amendment.filed_by.name},
            url=reverse("visits:amendment_detail", args=[amendment.uuid]),
        )


def _sentence_on_decision(params):
    sentences = {
        Status.ACCEPTED: _("Your amendment of the visit to %(customer)s was accepted."),
        Status.REJECTED: _("Your amendment of the visit to %(customer)s was rejected."),
    }
    return sentences[params["state"]] % params


def declare():
    declare_notification(
        "visit_amendment.filed",
        gettext_lazy("%(rep)s asks to put right the visit to %(customer)s"),
        icon="pencil",
    )
    declare_notification("visit_amendment.decided", _sentence_on_decision, icon="git-compare")
