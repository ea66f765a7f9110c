"""Submitting a visit: everything is judged at once, and from then on nobody changes it (VIS-04, CN-002, CN-012, CN-025)."""

from collections import defaultdict
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.history import deed
from accounts.models import Product
from accounts.permissions import Permission, require
from accounts.registry import mark_day_changed
from accounts.services.filing import check_filing
from customers.models import Affiliation
from customers.services.care import fulfil_by_visit
from customers.standing import keep_standing
from visits.contact_guard import appointment_of, hold_contacts, notices_of_visit
from visits.forms_of_contact import form_refusals
from visits.house_risk import note_house
from visits.materials import material_refusals
from visits.models import AdverseEvent, Visit, VisitDraft
from visits.record import NOT_TYPED, set_columns, write_rows
from visits.risk import note_entry
from visits.services.adverse_event import open_from_visit
from visits.services.effectiveness import store_effectiveness
from visits.services.follow_up import follow_up_on_next_step
from visits.services.policy import policy_on
from visits.services.request import raise_request
from visits.services.visit import (
    check_customer_of,
    local_day,
    local_today,
    lock_own,
    open_unplanned_visit,
    territory_on,
)
from visits.services.waiver import stopping, use_waivers
from visits.visit_reminders import forget_visit
from visits.withdrawals import channel_refusals

Outcome, Status = Visit.Outcome, Visit.Status
# A phone's clock may run a little ahead of ours.
CLOCKS_DIFFER = timedelta(minutes=2)
SHORTEST = timedelta(minutes=1)
SHORTEST_SAID = gettext_lazy(
    "A visit lasts at least a minute. Leave it empty where nobody was met."
)


@dataclass(frozen=True)
class Question:
    """What the customer asked on the visit; it becomes a request."""

    kind: str
    words: str
    product: Product | None = None


def submit_visit(
    visit,
    *,
    record,
    adverse_event,
    by,
    device_time: datetime | None = None,
    questions=(),
    follow_up_on=None,
):
    """Submits the visit with what `record` says; `adverse_event` is the rep's answer, True or False, never preset.

    Raises one ValidationError with a sentence for each field that is missing or wrong.
    """
    require(by, Permission.VISIT_LOG)
    record = record.in_usual_form
    with deed("visit.submit", by=by):
        hold_contacts(visit, record)
        keep_standing([visit.customer])
        visit = lock_own(visit, by)
        visit.check_can_become(Status.SUBMITTED)
        place_in_time(visit, record)
        notices = notices_of_visit(visit, record)
        given = {"adverse_event": adverse_event, "questions": questions, "notices": notices}
        refuse(refusals(visit, record, by=by, **given))
        days = {visit.day, visit.planned_on or visit.day}
        set_columns(visit, record)
        visit.status, visit.submitted_at = Status.SUBMITTED, timezone.now()
        visit.adverse_event_mentioned = adverse_event
        device_time = _plausible(device_time)
        visit.device_time, visit.device_offset = device_time, _offset(device_time)
        visit.appointment = appointment_of(visit, record)
        visit.save()
        write_rows(visit, record)
        _follow(visit, record, questions, follow_up_on, by)
        for day in days:
            mark_day_changed(visit.rep, day)
        note_entry(visit)
        note_house(visit, notices)
    return visit


def log_visit(customer, *, record, adverse_event, by, uuid=None, **more):
    """An unplanned visit in one go: opened on the day of its start, and submitted."""
    require(by, Permission.VISIT_LOG)
    with deed("visit.submit", by=by):
        day = local_day(by, record.started_at) if record.started_at else None
        visit = open_unplanned_visit(customer, by=by, day=day, uuid=uuid)
        if visit.is_locked:  # the same uuid once more
            return visit
        if not record.participants:
            record = replace(
                record, participants=tuple(row.person for row in visit.participants.all())
            )
        if record.organisation is None:
            record = replace(record, organisation=visit.organisation, department=visit.department)
        return submit_visit(visit, record=record, adverse_event=adverse_event, by=by, **more)


def refusals(visit, record, *, adverse_event, by, questions=(), notices=None):
    """{field: [sentences]}: all that keeps this record from being submitted as it is now. `notices` are those of the
    contact guard, where they are known."""
    found = record_refusals(visit, record)
    if notices is None:
        notices = notices_of_visit(visit, record)
    _merge(found, contact_refusals(visit, notices))
    if adverse_event is None:
        found["adverse_event"].append(
            _("Say whether an adverse event was mentioned: it is asked after every visit.")
        )
    elif not adverse_event and AdverseEvent.objects.filter(visit=visit).exists():
        found["adverse_event"].append(
            _("An adverse event of this visit was reported already: submit it as one with.")
        )
    _judge_lateness(found, visit, by)
    if said := channel_refusals(visit.customer, record, at=record.started_at):
        found["channel"].extend(said)
    for question in questions:
        if not question.kind:
            found["question_kind"].append(
                _("Choose what the customer asked for: it decides who answers.")
            )
        if not question.words.strip():
            found["question_words"].append(_("Write what the customer asked, in their words."))
    _collect(found, check_customer_of, visit, by)
    return found


def contact_refusals(visit, notices):
    """Those of the contact guard's notices that stop the visit and that no waiver lifts."""
    found = defaultdict(list)
    for one in stopping(visit, notices):
        found["appointment" if one.is_of_the_house else "contact"].append(one.sentence)
    return found


def record_refusals(visit, record):
    """What is missing or wrong in the record itself, whenever it is filed."""
    found = defaultdict(list)
    if not record.outcome:
        found["outcome"].append(_("Choose how it went. “Not seen” costs you nothing."))
    _judge_time(found, record)
    _merge(found, content_refusals(record))
    _judge_products(found, record)
    _judge_people(found, visit, record)
    _merge(found, form_refusals(visit, record))
    _judge_columns(found, visit, record)
    if record.is_done and (said := material_refusals(visit, record)):
        found["materials"].extend(said)
    _collect(found, _check_filing, visit, record)
    return found


def _plausible(moment):
    """A strange clock keeps no visit from being submitted, and is not kept: the database may know years that we cannot read."""
    return moment if moment and 2000 <= moment.year < 2200 else None


def _offset(moment):
    """Minutes ahead of UTC that a clock said it was."""
    return moment and moment.utcoffset() // timedelta(minutes=1)


def refuse(found):
    if found:
        raise ValidationError(dict(found))


def place_in_time(visit, record):
    """The visit belongs to the day on which it took place; its territory is judged anew with it (territory_on)."""
    if record.started_at is None:
        return
    day = local_day(visit.rep, record.started_at)
    if day != visit.day:
        visit.territory = territory_on(visit, day)
        visit.day = day


def content_refusals(record):
    """CN-025 for a customer who was seen; what the plan already held is there (decision 22)."""
    found = defaultdict(list)
    if record.outcome != Outcome.SEEN:
        return found
    if not record.products and record.topic is None:
        found["topic"].append(_("Choose the product or the topic you talked about."))
    elif record.topic is None:
        found["topic"].append(_("Choose what it was about."))
    for talk in record.products:
        if not talk.reaction:
            found[f"reaction-{talk.product.uuid}"].append(
                _("Tap how the customer took %(product)s.") % {"product": talk.product}
            )
    if not record.products and not record.feedback.strip():
        found["feedback"].append(_("Write what the customer said to it, a sentence is enough."))
    if not record.next_step:
        found["next_step"].append(_("Tap the next step; “None needed” is an answer too."))
    return found


def _judge_products(found, record):
    """A product once, with messages of its own: forms offer nothing else, programs may send it."""
    if len({talk.product.pk for talk in record.products}) < len(record.products):
        found["products"].append(_("A product is named twice."))
    for talk in record.products:
        if any(message.product_id != talk.product.pk for message in talk.messages):
            found["products"].append(
                _("A message does not belong to %(product)s.") % {"product": talk.product}
            )


def _judge_time(found, record):
    now = timezone.now() + CLOCKS_DIFFER
    start, end = record.started_at, record.ended_at
    if start is None:
        found["started_at"].append(_("Say when the visit began."))
    elif start > now:
        found["started_at"].append(_("The visit begins in the future."))
    elif end and end > now:
        found["minutes"].append(_("The visit ends in the future: shorten it, or begin earlier."))
    elif end and end < start:
        found["minutes"].append(_("The visit ends before it starts."))
    elif end and end - start < SHORTEST:
        found["minutes"].append(SHORTEST_SAID)


def _judge_lateness(found, visit, by):
    policy = policy_on(visit.day)
    if visit.day < local_today(by) - timedelta(days=policy.back_date_days):
        found["started_at"].append(
            _("A visit can be logged for %(days)s days (policy v%(version)s). Tell your manager.")
            % {"days": policy.back_date_days, "version": policy.version}
        )


def _judge_people(found, visit, record):
    """Whoever took part works where the visit was, or is the customer."""
    others = {person.pk: person for person in record.participants if person.pk != visit.customer_id}
    if not others:
        return
    place = record.organisation or visit.organisation
    there = (
        Affiliation.objects.on(visit.day)
        .filter(person__in=others, organisation=place)
        .values_list("person_id", flat=True)
    )
    for pk in others.keys() - set(there):
        found["participants"].append(
            _("%(name)s does not work at %(place)s on that day.")
            % {"name": others[pk], "place": place or "–"}
        )


def _judge_columns(found, visit, record):
    probe = copy(visit)
    set_columns(probe, record)
    try:
        probe.clean_fields(exclude=NOT_TYPED)
    except ValidationError as error:
        for name, sentences in error.message_dict.items():
            found[name].extend(sentences)


def _check_filing(visit, record):
    """The products talked about must be covered on the visit's day; a visit without products needs a valid filing."""
    check_filing(visit.rep, visit.day, [talk.product for talk in record.products])


def _collect(found, check, *given):
    try:
        check(*given)
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            _merge(found, error.error_dict)
        else:
            found["__all__"].extend(error.error_list)


def _merge(found, more):
    for name, sentences in more.items():
        found[name].extend(sentences)


def _follow(visit, record, questions, follow_up_on, by):
    """What a submission brings about, in its own transaction: CN-012's intake above all."""
    use_waivers(visit)
    if visit.adverse_event_mentioned:
        open_from_visit(visit, by=by)
    for question in questions:
        raise_request(
            visit.customer,
            kind=question.kind,
            words=question.words,
            product=question.product,
            visit=visit,
            by=by,
        )
    follow_up_on_next_step(visit, is_asked=bool(questions), due_on=follow_up_on, by=by)
    _fulfil_care(visit, record, by)
    VisitDraft.objects.filter(visit=visit).delete()
    forget_visit(visit)
    # A visit without a valid filing would have been refused.
    store_effectiveness(visit, record, is_filed=True)


def _fulfil_care(visit, record, by):
    """A visit done counts for its customer, for each who took part, and for their house."""
    if not visit.is_done:
        return
    met = {visit.customer_id, visit.organisation_id, *(one.pk for one in record.participants)}
    fulfil_by_visit(met - {None}, day=visit.day, visit=visit.uuid, by=by)
