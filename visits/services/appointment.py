"""What a rep does with appointments at a house: ask, note the answer, cancel (CN-009)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from accounts.services.attachment import store_attachment
from accounts.services.territory import territory_of
from customers.models import Organisation
from customers.reception import policies_on, slot_at
from visits.appointment_reminders import forget_appointment, remind_of_answer
from visits.house_rules import ZONE
from visits.models import Appointment, Visit
from visits.services.visit import local_today, lock_own

Status = Appointment.Status


def ask_for_appointment(
    organisation, *, starts_at, ends_at, by, place="", host="", topic="", visit=None, uuid=None
):
    """Asked of the house; its answer is noted later. `visit` is a plan of the rep's for which it is asked."""
    require(by, Permission.VISIT_LOG)
    with deed("appointment.request", by=by):
        _check(organisation, starts_at, by)
        appointment = Appointment(
            rep=by,
            territory=_territory(by),
            organisation=organisation,
            starts_at=starts_at,
            ends_at=ends_at,
            place=place.strip(),
            host=host.strip(),
            topic=topic.strip(),
            **with_uuid(uuid),
        )
        appointment.full_clean()
        appointment.save()
        remind_of_answer(appointment)
        if visit is not None:
            _name_in(visit, appointment, by)
    return appointment


def ask_for_slot(visit, *, day, by):
    """One tap on a plan: the slot that the house keeps that day, as its rule says."""
    require(by, Permission.VISIT_LOG)
    house = visit.organisation
    policy = house and policies_on(day, [house.pk]).get(house.pk)
    slot = policy and slot_at(policy, day)
    if slot is None:
        raise ValidationError({"day": _("This house receives nobody on that day.")})
    return ask_for_appointment(
        house,
        starts_at=datetime.combine(day, slot.opens_at, ZONE),
        ends_at=datetime.combine(day, slot.closes_at, ZONE),
        place=policy.place,
        host=policy.host,
        topic=str(visit.topic or ""),
        visit=visit,
        by=by,
    )


def approve_appointment(
    appointment, *, approved_by, by, approved_at=None, answer="", evidence=None
):
    """The house gave it: who there, when, and what proves it (a file). Earlier than now only with proof."""
    require(by, Permission.VISIT_LOG)
    now = timezone.now()
    approved_at = approved_at or now
    if not approved_by.strip():
        raise ValidationError({"approved_by": _("Say who of the house gave it.")})
    if approved_at > now:
        raise ValidationError({"approved_at": _("This lies in the future.")})
    attachment = store_attachment(evidence, by=by) if evidence else None
    if (now - approved_at).total_seconds() > 3600 and attachment is None:
        raise ValidationError(
            {"evidence": _("An answer from before now needs proof: attach the message.")}
        )
    with deed("appointment.approve", by=by):
        appointment = _lock_own(appointment, by)
        appointment.check_can_become(Status.APPROVED)
        appointment.approved_by, appointment.approved_at = approved_by.strip(), approved_at
        appointment.evidence = attachment
        _move(appointment, Status.APPROVED, answer)
    return appointment


def refuse_appointment(appointment, *, answer, by):
    """The house said no."""
    require(by, Permission.VISIT_LOG)
    with deed("appointment.refuse", by=by, because=answer):
        appointment = _lock_own(appointment, by)
        appointment.check_can_become(Status.REFUSED)
        _move(appointment, Status.REFUSED, answer)
    return appointment


def cancel_appointment(appointment, *, because, by):
    require(by, Permission.VISIT_LOG)
    if not because.strip():
        raise ValidationError({"because": _("Say in a few words why it is cancelled.")})
    with deed("appointment.cancel", by=by, because=because):
        appointment = _lock_own(appointment, by)
        appointment.check_can_become(Status.CANCELLED)
        _move(appointment, Status.CANCELLED, because)
    return appointment


def appointment_evidence(user):
    """Registered as accounts.registry.attachment_visibility, with the consents of houses to other forms."""
    proofs = Appointment.objects.visible_to(user).exclude(evidence=None)
    consents = Visit.objects.visible_to(user).exclude(house_consent=None)
    return Q(pk__in=proofs.values("evidence")) | Q(pk__in=consents.values("house_consent"))


def _move(appointment, status, answer):
    appointment.status, appointment.answer = status, answer.strip()
    appointment.full_clean()
    appointment.save()
    forget_appointment(appointment)


def _check(organisation, starts_at, by):
    if not Organisation.objects.visible_to(by).filter(pk=organisation.pk).exists():
        raise ValidationError({"organisation": _("This house is not one of yours.")})
    if starts_at.astimezone(ZONE).date() < local_today(by):
        raise ValidationError({"starts_at": _("An appointment is asked for ahead.")})


def _territory(by):
    territory = territory_of(by, local_today(by))
    if territory is None:
        raise ValidationError(_("You work in no territory today. Ask an administrator to add you."))
    return territory


def _name_in(visit, appointment, by):
    visit = lock_own(visit, by)
    if visit.status != Visit.Status.PLANNED:
        raise ValidationError(_("An appointment is asked for a visit that is planned."))
    visit.appointment = appointment
    visit.save()


def _lock_own(appointment, by):
    row = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if row.rep_id != by.pk:
        raise PermissionDenied(_("Only the representative whose appointment this is can do that."))
    return row
