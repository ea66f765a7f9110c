"""A rep submits a visit: everything is judged at once, and from then on it is locked for everyone."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import Reminder
from tests import factories
from tests.unguarded import run_as_owner
from visits.models import AdverseEvent, FollowUp, Request, Visit, VisitDraft
from visits.record import Record, Talk, record_of
from visits.services.draft import save_draft
from visits.services.submission import Question, submit_visit
from visits.services.visit import cancel_visit, edit_plan, reschedule_visit, start_visit

MINUTE = timedelta(minutes=1)


def submit(visit, record, by, adverse_event=False, **more):
    return submit_visit(visit, record=record, adverse_event=adverse_event, by=by, **more)


def refused(visit, record, by, adverse_event=False, **more):
    """The fields that the one refusal names."""
    with pytest.raises(ValidationError) as refusal:
        submit(visit, record, by, adverse_event, **more)
    return set(refusal.value.message_dict)


@pytest.mark.req("VIS-04")
def test_a_submitted_visit_says_what_was_typed_and_when_it_came(planned, complete, lin):
    before = timezone.now()
    phone = timezone.now() - timedelta(hours=1)

    visit = submit(planned, complete, lin, device_time=phone)

    visit.refresh_from_db()
    assert (visit.status, visit.outcome, visit.next_step) == ("submitted", "seen", "send_material")
    assert record_of(visit) == complete
    assert visit.history.first().action == "visit.submit"
    assert before <= visit.submitted_at <= timezone.now()
    assert visit.device_time == phone


@pytest.mark.req("GL-014")
def test_the_servers_clock_says_when_it_was_submitted_whatever_the_phone_says(
    planned, complete, lin
):
    visit = submit(planned, complete, lin, device_time=timezone.now() - timedelta(days=3))

    assert timezone.now() - visit.submitted_at < MINUTE


@pytest.mark.req("VIS-04")
def test_all_that_is_missing_is_said_at_once(planned, lin):
    assert refused(planned, Record(outcome="seen"), lin, None) == {
        "adverse_event",
        "feedback",
        "next_step",
        "started_at",
        "topic",
    }


@pytest.mark.req("VIS-05")
@pytest.mark.parametrize("seconds", [0, 59])
def test_a_visit_lasts_at_least_a_minute(planned, complete, lin, seconds):
    short = replace(complete, ended_at=complete.started_at + timedelta(seconds=seconds))

    assert refused(planned, short, lin) == {"minutes"}


@pytest.mark.req("CN-025")
@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("topic", None, {"topic"}),
        ("next_step", "", {"next_step"}),
        ("products", (), {"feedback"}),
    ],
)
def test_a_seen_customer_needs_record_topic_and_value(planned, complete, lin, field, value, named):
    assert refused(planned, replace(complete, **{field: value}), lin) == named


@pytest.mark.req("CN-025")
def test_each_product_needs_the_customers_reaction(planned, complete, lin, product, messages):
    silent = replace(complete, products=(Talk(product, tuple(messages)),))

    assert refused(planned, silent, lin) == {f"reaction-{product.uuid}"}


def test_a_product_is_named_once_with_messages_of_its_own(planned, complete, lin, product, holder):
    other = factories.KeyMessageFactory(product=factories.ProductFactory(holder=holder))
    twice = replace(complete, products=complete.products * 2)
    strange = replace(complete, products=(Talk(product, (other,), "neutral"),))

    assert refused(planned, twice, lin) == {"products"}
    assert refused(planned, strange, lin) == {"products"}


@pytest.mark.req("VIS-04b")
@pytest.mark.parametrize("outcome", ["not_seen", "refused", "too_short", "gate_only", "asked_back"])
def test_an_honest_outcome_needs_only_itself_and_the_answer(planned, lin, outcome):
    now = timezone.now()

    visit = submit(planned, Record(outcome=outcome, started_at=now - MINUTE), lin)

    assert (visit.status, visit.outcome) == ("submitted", outcome)


@pytest.mark.req("VIS-04b")
def test_what_was_planned_stays_when_the_customer_was_not_met(planned, lin, product):
    visit = submit(planned, Record(outcome="not_seen", started_at=timezone.now() - MINUTE), lin)

    assert [row.product for row in visit.products.all()] == [product]


@pytest.mark.req("CN-012")
def test_without_the_adverse_event_answer_nothing_is_submitted(planned, complete, lin):
    assert refused(planned, complete, lin, None) == {"adverse_event"}


@pytest.mark.req("CN-012")
def test_yes_opens_exactly_one_adverse_event_draft(planned, complete, lin, qiao):
    visit = submit(planned, complete, lin, True)

    assert [event.status for event in AdverseEvent.objects.filter(visit=visit)] == ["draft"]


@pytest.mark.req("CN-012")
def test_when_the_adverse_event_cannot_be_opened_the_visit_is_not_submitted(planned, complete, lin):
    run_as_owner(
        "ALTER TABLE visits_adverseevent ADD CONSTRAINT full_up CHECK (status <> 'draft') NOT VALID"
    )

    with pytest.raises(Exception, match="full_up"):
        submit(planned, complete, lin, True)

    planned.refresh_from_db()
    assert planned.status == "planned"


@pytest.mark.req("VIS-08")
def test_a_question_becomes_a_request_of_the_visit(planned, complete, lin, service_levels):
    question = Question("medical_inquiry", "剂量在透析患者中如何调整？")

    visit = submit(planned, complete, lin, questions=[question])

    assert list(Request.objects.values_list("visit", "words", "department")) == [
        (visit.pk, "剂量在透析患者中如何调整？", "medical")
    ]


@pytest.mark.req("VIS-08")
def test_a_question_says_what_it_is_about_for_that_decides_who_answers(planned, complete, lin):
    with pytest.raises(ValidationError) as refusal:
        submit(planned, complete, lin, questions=[Question("", "剂量？")])

    assert refusal.value.message_dict == {
        "question_kind": ["Choose what the customer asked for: it decides who answers."]
    }


@pytest.mark.req("VIS-05b")
def test_the_next_step_becomes_a_follow_up(planned, complete, lin, today):
    visit = submit(planned, complete, lin)

    assert list(FollowUp.objects.values_list("visit", "owner", "what", "due_on")) == [
        (visit.pk, lin.pk, "Send material", today + timedelta(days=7))
    ]


def test_a_question_that_became_a_request_needs_no_follow_up(
    planned, complete, lin, service_levels
):
    record = replace(complete, next_step="answer_question")

    submit(planned, record, lin, questions=[Question("medical_inquiry", "透析？")])

    assert FollowUp.objects.count() == 0


def test_submitting_takes_away_the_draft_and_the_reminders(planned, complete, lin):
    save_draft(planned, data={"outcome": ["seen"]}, by=lin)

    submit(planned, complete, lin)

    assert VisitDraft.objects.count() == 0
    assert Reminder.objects.filter(subject=planned.uuid).count() == 0


def test_a_visit_in_the_future_is_refused(planned, complete, lin):
    later = timezone.now() + timedelta(minutes=10)
    record = replace(complete, started_at=later, ended_at=later + MINUTE)

    assert refused(planned, record, lin) == {"started_at"}


def test_a_visit_that_ends_in_the_future_is_refused(planned, complete, lin):
    record = replace(complete, ended_at=timezone.now() + timedelta(minutes=10))

    assert refused(planned, record, lin) == {"minutes"}


def test_a_participant_from_elsewhere_is_refused(planned, complete, lin, gu):
    assert refused(planned, replace(complete, participants=(gu,)), lin) == {"participants"}


@pytest.mark.req("VIS-04")
@pytest.mark.parametrize(
    "verb",
    [
        lambda visit, by: submit(visit, Record(outcome="not_seen"), by),
        lambda visit, by: cancel_visit(visit, because="Undo", by=by),
        lambda visit, by: reschedule_visit(visit, day=visit.day, by=by),
        lambda visit, by: edit_plan(visit, record=Record(), by=by),
        lambda visit, by: start_visit(visit, by=by),
        lambda visit, by: save_draft(visit, data={}, by=by),
    ],
    ids=["submit", "cancel", "reschedule", "edit", "start", "draft"],
)
def test_a_submitted_visit_is_locked_against_every_verb(submitted, lin, verb):
    before = submitted.history.count()

    with pytest.raises(ValidationError):
        verb(submitted, lin)

    assert submitted.history.count() == before


def test_only_the_rep_whose_visit_it_is_submits_it(planned, complete, chen, shen):
    for stranger in (chen, shen):
        with pytest.raises(PermissionDenied):
            submit(planned, complete, stranger)


@pytest.mark.req("PROMISE-3")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_two_taps_at_once_submit_the_visit_once(planned, complete, lin):
    def tap(_number):
        try:
            return submit(Visit.objects.get(pk=planned.pk), complete, lin).status
        except ValidationError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as phones:
        answers = sorted(phones.map(tap, range(2)))

    assert answers == ["VISIT_LOCKED", "submitted"]
    assert planned.history.filter(action="visit.submit").count() == 1
    assert FollowUp.objects.count() == 1
