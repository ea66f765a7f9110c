"""Shen drafts the next version and tries it out; An publishes it, with a reason."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Job
from accounts.services.job import run_job
from customers.models import Customer, ScoringModel, TierScore
from customers.scoring import criteria
from customers.services import scoring_model as verbs
from customers.services.trial import moves_of
from tests.customers.tiering import DOCTORS, TODAY, YESTERDAY, change, live_model, night

pytestmark = pytest.mark.req("CUS-04")
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def draft(shen):
    live_model()
    return verbs.draft_scoring_model(by=shen)


def test_a_draft_begins_as_a_copy_of_what_holds(draft):
    assert (draft.version, draft.status, draft.weights["person.doctor"]) == (2, "draft", DOCTORS)


def test_the_first_draft_weighs_alike_whatever_suits_a_type(shen):
    draft = verbs.draft_scoring_model(by=shen)

    known = criteria()
    weights = draft.weights["person.doctor"]
    assert sum(weight for code, weight in weights.items() if known[code].axis == "value") == 100
    assert sum(weight for code, weight in weights.items() if known[code].axis == "need") == 100
    assert "grade" not in weights


def test_there_is_one_draft_at_a_time(draft, shen):
    with pytest.raises(ValidationError) as refusal:
        verbs.draft_scoring_model(by=shen)
    assert "Another draft waits already: change that one." in refusal.value.messages


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weights": {"person.doctor": {"title": 90, "field": 100}}}, "weights"),
        ({"weights": {"person.doctor": {"grade": 100, "field": 100}}}, "weights"),
        ({"weights": {}}, "weights"),
        ({"value_mid": 70}, "value_mid"),
        ({"cells": {"high-high": "strategic"}}, "cells"),
        ({"scales": {"title": {"chief": 120}}}, "scales"),
    ],
)
def test_a_draft_that_cannot_be_used_is_refused_beside_its_field(draft, shen, changes, field):
    with pytest.raises(ValidationError) as refusal:
        verbs.edit_scoring_model(draft, **changes, by=shen)
    assert list(refusal.value.message_dict) == [field]


def test_the_try_out_says_who_would_move_and_why_and_changes_nothing(draft, shen, zhou, gu):
    night(ScoringModel.objects.get(version=1), YESTERDAY)
    draft = verbs.edit_scoring_model(
        draft, weights={"person.doctor": {"place": 100, "field": 100}}, need_mid=20, by=shen
    )
    draft = verbs.try_scoring_model(draft, by=shen)

    # Zhou stays strategic; Gu works nowhere that we know, and would begin as basic.
    assert draft.trial == {"up": 0, "down": 0, "first": 1, "same": 1, "on": TODAY.isoformat()}
    (move,) = moves_of(draft, on=TODAY, customers=Customer.objects.all())
    assert (move.customer, move.tier_from, move.tier_to) == (gu.customer, "", "basic")
    assert (move.value_before, move.value) == (66, 15)
    assert move.why == (
        "Value contribution 66 → 15 (threshold 65): Grade of the main place of work"
    )
    assert TierScore.objects.filter(scoring_model=draft).count() == 0


def test_nothing_goes_live_untried_and_a_change_makes_it_untried(draft, shen, an):
    with pytest.raises(ValidationError) as refusal:
        verbs.publish_scoring_model(draft, because="Yearly review", by=an)
    assert refusal.value.messages == ["Try it out first: nobody knows yet whom it would move."]

    verbs.try_scoring_model(draft, by=shen)
    assert verbs.edit_scoring_model(draft, value_high=70, by=shen).trial == {}


def test_the_next_version_begins_where_the_present_one_ends_and_is_scored_at_once(
    draft, shen, an, zhou
):
    verbs.try_scoring_model(draft, by=shen)
    verbs.publish_scoring_model(draft, because="Yearly review", by=an)

    assert [
        (model.version, model.status, model.valid_to) for model in ScoringModel.objects.all()
    ] == [(2, "live", None), (1, "ended", YESTERDAY)]
    job = run_job(Job.objects.get(kind="customers.score").pk)
    assert job.result == {"scored": 1, "proposed": 1}


def test_a_version_of_a_later_day_waits_for_its_morning(draft, shen, an):
    verbs.try_scoring_model(draft, by=shen)
    verbs.publish_scoring_model(draft, valid_from=TOMORROW, because="Yearly review", by=an)

    first = ScoringModel.objects.get(version=1)
    assert (first.status, first.valid_to) == ("live", TODAY)
    change(first, valid_to=YESTERDAY)
    verbs.end_models_by_the_clock()
    first.refresh_from_db()
    assert first.status == "ended"


def test_nobody_publishes_what_they_drafted_and_a_manager_publishes_nothing(an, shen):
    live_model()
    draft = verbs.draft_scoring_model(by=an)
    verbs.try_scoring_model(draft, by=shen)

    with pytest.raises(PermissionDenied):
        verbs.publish_scoring_model(draft, because="Yearly review", by=an)
    with pytest.raises(PermissionDenied):
        verbs.publish_scoring_model(draft, because="Yearly review", by=shen)


def test_a_rep_drafts_nothing(lin):
    with pytest.raises(PermissionDenied):
        verbs.draft_scoring_model(by=lin)


def test_a_discarded_draft_makes_room_for_another(draft, shen):
    verbs.discard_scoring_model(draft, by=shen)

    assert verbs.draft_scoring_model(by=shen).version == 3
