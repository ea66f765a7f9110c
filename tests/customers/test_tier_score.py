"""Each night all customers are scored; what changed is kept with its days, and other tiers are proposed."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import Notification
from accounts.services.notification import text_of
from customers.models import ScoringRun, TierProposal, TierScore
from customers.proposal_wording import evidence_of, why
from customers.services.customer import archive_customer
from customers.services.tier_score import score_if_due_by_the_clock
from tests.customers.tiering import TODAY, YESTERDAY, change, live_model, night, waiting
from visits.models import Request

pytestmark = pytest.mark.req("CUS-04")


def days_of(person):
    rows = TierScore.objects.filter(customer=person.customer_id).order_by("valid_from")
    return [(row.value, row.need, row.tier, row.valid_from, row.valid_to) for row in rows]


def test_a_night_scores_both_axes_and_proposes_the_tier_of_the_cell(zhou, gu):
    run = night(live_model())

    # Chief in a 3A hospital: 100; a field that is none of ours: 30. Gu works nowhere that we know: 60 and 6.
    assert days_of(zhou) == [(100, 30, "growth", TODAY, None)]
    assert days_of(gu) == [(66, 30, "growth", TODAY, None)]
    assert (run.scored, run.changed, run.proposed) == (2, 2, 2)
    assert [(row.tier_from, row.tier_to) for row in TierProposal.objects.order_by("pk")] == [
        ("strategic", "growth"),
        ("", "growth"),
    ]


def test_whoever_scores_the_same_keeps_one_row_for_all_the_days(zhou):
    model = live_model()
    night(model, YESTERDAY)
    run = night(model)

    assert days_of(zhou) == [(100, 30, "growth", YESTERDAY, None)]
    assert (run.changed, run.proposed) == (0, 0)


def test_a_changed_fact_begins_a_new_score_and_every_past_day_keeps_its_own(zhou):
    model = live_model()
    night(model, YESTERDAY)
    change(zhou, title="住院医师")
    night(model)

    assert days_of(zhou) == [
        (100, 30, "growth", YESTERDAY, YESTERDAY),
        (55, 30, "basic", TODAY, None),
    ]
    assert TierScore.objects.on(YESTERDAY).get(customer=zhou.pk).value == 100


def test_the_proposal_says_which_criteria_moved_the_score_across_the_threshold(zhou):
    model = live_model()
    change(zhou, title="住院医师", specialty="心血管内科")
    night(model, YESTERDAY)
    change(zhou, title="副主任医师")
    night(model)

    assert why(waiting(zhou)) == "Value contribution 55 → 85 (threshold 65): Title"
    assert [
        (str(line.title), line.weight, line.before, line.now) for line in evidence_of(waiting(zhou))
    ] == [
        ("Title", 60, 25, 75),
        ("Grade of the main place of work", 40, 100, 100),
        ("Specialty of our products", 100, 30, 30),
    ]


def test_a_request_that_a_customer_waits_for_raises_the_need(zhou, lin, product, arrange):
    weights = {"person.doctor": {"title": 100, "open_requests": 100}}
    model = live_model(weights=weights)
    with arrange():
        Request.objects.create(
            customer=zhou.customer,
            kind="question",
            words="?",
            territory=lin.memberships.get().territory,
            department="marketing",
            raised_by=lin,
            raised_at=timezone.now(),
            respond_by=timezone.now(),
            resolve_by=timezone.now(),
        )
    night(model)

    assert days_of(zhou) == [(100, 50, "strategic", TODAY, None)]


def test_the_manager_nearest_above_is_told_once_a_day(zhou, gu, shen):
    model = live_model()
    night(model)
    night(model)

    told = Notification.objects.get(user=shen)
    assert text_of(told) == ("1 customer's score asks for another tier: it waits for your decision")


def test_the_clock_scores_once_from_two_in_the_morning_on(zhou):
    live_model()
    two = timezone.make_aware(datetime.datetime.combine(TODAY, datetime.time(2, 5)))

    assert score_if_due_by_the_clock(two - datetime.timedelta(minutes=10)) is None
    assert score_if_due_by_the_clock(two).scored == 1
    assert score_if_due_by_the_clock(two + datetime.timedelta(minutes=10)) is None
    assert ScoringRun.objects.get().on == TODAY


def test_without_a_live_version_nobody_is_scored(zhou):
    assert score_if_due_by_the_clock() is None


def test_whoever_is_archived_is_scored_no_more_and_what_waited_expires(zhou, steward):
    model = live_model()
    night(model, YESTERDAY)
    archive_customer(zhou.customer, because="Retired", on=TODAY, by=steward)
    night(model)

    assert days_of(zhou) == [(100, 30, "growth", YESTERDAY, YESTERDAY)]
    assert TierProposal.objects.get().status == "expired"


def test_a_score_that_comes_back_takes_its_proposal_back(zhou):
    model = live_model()
    night(model, YESTERDAY)
    change(zhou, specialty="心血管内科")
    live = model.scales | {"field": {"ours": 100, "other": 50}}
    change(model, scales=live)
    night(model)

    assert days_of(zhou)[-1][:3] == (100, 50, "strategic")
    assert TierProposal.objects.get().status == "expired"


def test_another_target_overtakes_what_waited_and_the_same_target_is_brought_up_to_date(zhou):
    model = live_model()
    night(model, YESTERDAY)
    first = waiting(zhou)
    change(zhou, title="副主任医师")
    night(model)
    first.refresh_from_db()
    assert (first.status, first.value, first.value_before) == ("waiting", 85, None)

    change(zhou, title="住院医师")
    night(model)
    first.refresh_from_db()
    assert (first.status, waiting(zhou).tier_to) == ("superseded", "basic")


def test_a_proposal_nobody_decides_on_expires_and_is_made_anew(zhou):
    model = live_model()
    night(model)
    old = waiting(zhou)
    night(model, TODAY + TierProposal.EXPIRES_AFTER)

    old.refresh_from_db()
    assert (old.status, waiting(zhou).proposed_on) == (
        "expired",
        TODAY + TierProposal.EXPIRES_AFTER,
    )
