"""A submitted visit is put right: the rep proposes, her manager decides, both versions stay readable."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts import registry
from accounts.models import Notification
from accounts.permissions import Role
from accounts.services.territory import join_territory
from tests import factories
from visits.models import Visit, VisitAmendment
from visits.record import from_values, record_of, to_values
from visits.services.amendment import (
    accept_amendment,
    file_amendment,
    reject_amendment,
    withdraw_amendment,
)
from visits.services.submission import submit_visit
from visits.services.visit import reschedule_visit
from visits.sides import sides_of

pytestmark = pytest.mark.req("VIS-04")


@pytest.fixture
def better(complete):
    return replace(complete, outcome="too_short", feedback="She had to leave at once")


@pytest.fixture
def amendment(submitted, better, lin):
    return file_amendment(submitted, record=better, reason="Wrong outcome tapped", by=lin)


@pytest.fixture
def days_changed(monkeypatch):
    """The (user id, day) pairs that figures would be told of."""
    days = []
    monkeypatch.setattr(registry, "days_changed", [days.extend])
    return days


def test_only_what_differs_is_proposed_beside_what_stood_there(amendment):
    assert amendment.previous == {"outcome": "seen", "feedback": ""}
    assert amendment.values == {
        "outcome": "too_short",
        "feedback": "She had to leave at once",
    }


def test_a_record_survives_its_own_json(complete):
    assert from_values(to_values(complete)) == complete


def test_filing_changes_nothing_yet(amendment, submitted, complete):
    assert record_of(Visit.objects.get(pk=submitted.pk)) == complete


def test_accepting_writes_the_visit_once_and_judges_it_anew(amendment, submitted, better, shen):
    before = submitted.history.count()

    accept_amendment(amendment, by=shen, credentials=factories.signing(shen))

    visit = Visit.objects.get(pk=submitted.pk)
    assert record_of(visit) == better
    assert visit.history.count() == before + 1
    last = visit.history.first()
    assert (last.action, last.actor) == ("visit.amend", shen.actor)
    assert last.history_change_reason == "Wrong outcome tapped"
    assert visit.status == "submitted"


def test_both_days_are_counted_anew(submitted, complete, lin, shen, days_changed):
    start = complete.started_at - timedelta(days=1)
    moved = replace(complete, started_at=start, ended_at=start + timedelta(minutes=20))
    amendment = file_amendment(submitted, record=moved, reason="It was yesterday", by=lin)

    accept_amendment(amendment, by=shen, credentials=factories.signing(shen))

    visit = Visit.objects.get(pk=submitted.pk)
    assert visit.day == submitted.day - timedelta(days=1)
    due_on = submitted.follow_ups.get().due_on
    assert set(days_changed) == {(lin.pk, submitted.day), (lin.pk, visit.day), (lin.pk, due_on)}


def test_the_days_of_the_plan_and_of_what_was_agreed_are_counted_anew(
    planned, complete, lin, shen, days_changed
):
    plan_day = planned.planned_on + timedelta(days=2)
    reschedule_visit(planned, day=plan_day, by=lin)
    submit_visit(planned, record=complete, adverse_event=False, by=lin)
    agreed = planned.follow_ups.get()
    wrong_product = replace(complete, products=(), feedback="She wants to read it")
    amendment = file_amendment(planned, record=wrong_product, reason="Another product", by=lin)
    days_changed.clear()

    accept_amendment(amendment, by=shen, credentials=factories.signing(shen))

    visit = Visit.objects.get(pk=planned.pk)
    assert set(days_changed) == {(lin.pk, visit.day), (lin.pk, plan_day), (lin.pk, agreed.due_on)}


def test_rejecting_leaves_the_visit_and_says_why(amendment, submitted, complete, shen):
    reject_amendment(
        amendment, because="She told me so herself", by=shen, credentials=factories.signing(shen)
    )

    amendment.refresh_from_db()
    assert (amendment.status, amendment.decision_reason) == ("rejected", "She told me so herself")
    assert record_of(Visit.objects.get(pk=submitted.pk)) == complete


def test_rejecting_needs_a_reason(amendment, shen):
    with pytest.raises(ValidationError):
        reject_amendment(amendment, because="", by=shen, credentials=factories.signing(shen))


@pytest.mark.req("WFL-002")
def test_the_author_does_not_decide_even_as_a_manager(amendment, lin, territories, arrange):
    with arrange():
        lin.user_roles.create(role=Role.MANAGER, valid_from=factories.LONG_AGO)
    join_territory(lin, territories["E1"], valid_from=factories.LONG_AGO, by=factories.TESTS)
    lin = type(lin).objects.get(pk=lin.pk)

    for decide in (accept_amendment, reject_amendment):
        with pytest.raises(PermissionDenied):
            decide(amendment, because="Mine", by=lin, credentials=factories.signing(lin))


@pytest.mark.req("WFL-002")
def test_neither_a_rep_nor_compliance_nor_a_manager_from_elsewhere_decides(
    amendment, chen, wen, territories
):
    west = factories.UserFactory(username="west", roles=[Role.MANAGER])
    join_territory(west, territories["W1"], valid_from=factories.LONG_AGO, by=factories.TESTS)

    for stranger in (chen, wen, west):
        with pytest.raises(PermissionDenied):
            accept_amendment(amendment, by=stranger, credentials=factories.signing(stranger))


def test_only_the_rep_herself_amends(submitted, better, shen, chen):
    for stranger in (shen, chen):
        with pytest.raises(PermissionDenied):
            file_amendment(submitted, record=better, reason="Let me", by=stranger)


def test_one_amendment_waits_at_a_time(amendment, submitted, complete, lin):
    other = replace(complete, objective="Another one")

    with pytest.raises(ValidationError) as refusal:
        file_amendment(submitted, record=other, reason="And this", by=lin)

    assert refusal.value.messages == ["An amendment of this visit is already waiting."]


def test_what_would_not_have_been_submitted_is_not_proposed(submitted, complete, lin):
    with pytest.raises(ValidationError) as refusal:
        file_amendment(submitted, record=replace(complete, next_step=""), reason="Oops", by=lin)

    assert list(refusal.value.message_dict) == ["next_step"]


def test_an_amendment_that_changes_nothing_is_refused(submitted, complete, lin):
    with pytest.raises(ValidationError):
        file_amendment(submitted, record=complete, reason="Nothing", by=lin)


def test_a_plan_is_not_amended(planned, complete, lin):
    with pytest.raises(ValidationError):
        file_amendment(planned, record=complete, reason="Too early", by=lin)


def test_a_withdrawn_amendment_is_decided_no_more(amendment, lin, shen):
    withdraw_amendment(amendment, by=lin)

    with pytest.raises(ValidationError):
        accept_amendment(amendment, by=shen, credentials=factories.signing(shen))


def test_only_its_author_withdraws(amendment, shen):
    with pytest.raises(PermissionDenied):
        withdraw_amendment(amendment, by=shen)


def test_the_manager_hears_of_it_and_the_rep_of_the_decision(submitted, better, lin, shen):
    amendment = file_amendment(submitted, record=better, reason="Wrong outcome", by=lin)
    accept_amendment(amendment, by=shen, credentials=factories.signing(shen))

    told = Notification.objects.order_by("pk").values_list("user", "kind")
    assert [row for row in told if row[1].startswith("visit_amendment")] == [
        (shen.pk, "visit_amendment.filed"),
        (lin.pk, "visit_amendment.decided"),
    ]


def test_the_manager_reads_both_sides_and_accepts_on_the_page(amendment, as_user, shen):
    desk = as_user(shen)
    url = reverse("visits:amendment_detail", args=[amendment.uuid])
    assert url in desk.get(reverse("visits:amendment_list")).text

    page = desk.get(url).text
    assert "<del>Seen</del>" in page
    assert "<ins>Too short</ins>" in page
    desk.post(
        reverse("visits:amendment_accept", args=[amendment.uuid]),
        {"accept-username": "shen", "accept-secret": factories.PASSWORD},
    )

    assert VisitAmendment.objects.get().status == "accepted"


def test_the_rep_files_it_in_the_visits_own_form(submitted, as_user, lin, product, topic, zhou):
    phone = as_user(lin)
    url = reverse("visits:amendment_new", args=[submitted.uuid])
    assert "Hand over the subgroup data" in phone.get(url).text

    answer = phone.post(
        url,
        {
            "reason": "She was doubtful",
            "outcome": "seen",
            "channel": "face",
            "objective": submitted.objective,
            "topic": topic.uuid,
            "next_step": "send_material",
            "participants": zhou.customer.uuid,
            "started_at": submitted.started_at.astimezone().strftime("%Y-%m-%dT%H:%M"),
            "minutes": "20",
            "products": product.uuid,
            f"reaction-{product.uuid}": "doubtful",
        },
    )

    amendment = VisitAmendment.objects.get()
    assert answer.url == reverse("visits:amendment_detail", args=[amendment.uuid])
    # The form knows minutes and the local time; neither makes a difference of its own.
    assert amendment.values.keys() == {"products"}
    assert amendment.values["products"][0]["reaction"] == "doubtful"
    # What was said of the product stands beside what it was, not the whole of it.
    label = f"{product}: {{}}"
    assert [(side.label, side.before, side.after) for side in sides_of(amendment)] == [
        (label.format("Key message"), "Adherence: once daily", ""),
        (label.format("Reaction"), "Interested", "Doubtful"),
    ]
