"""Shen decides what the scores of her district ask for, one by one or many at once."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import registry
from customers.models import Customer, TierProposal
from customers.services.tier import set_tier, tier_on
from customers.services.tier_proposal import approve_proposals, reject_proposals
from tests import factories
from tests.customers.tiering import TODAY, YESTERDAY, live_model, night, waiting

pytestmark = pytest.mark.req("CUS-04")


@pytest.fixture
def model(zhou):
    model = live_model()
    night(model)
    return model


def test_an_approval_sets_the_tier_from_today_and_keeps_its_evidence(model, shen, zhou):
    approve_proposals([waiting(zhou)], because="Few patients of ours", by=shen)

    proposal = TierProposal.objects.get()
    assert (proposal.status, proposal.decided_by) == ("approved", shen)
    assert (tier_on(zhou.customer, YESTERDAY), tier_on(zhou.customer, TODAY)) == (
        "strategic",
        "growth",
    )
    period = zhou.customer.tier_periods.on(TODAY).get()
    assert (period.reason, period.set_by, period.proposal) == (
        "Few patients of ours",
        shen,
        proposal,
    )
    assert Customer.objects.get(pk=zhou.pk).tier == "growth"
    assert proposal.history.latest().action == "tier_proposal.approve"


def test_an_approval_without_words_keeps_those_of_the_evidence(model, shen, zhou):
    approve_proposals([waiting(zhou)], by=shen)

    period = zhou.customer.tier_periods.on(TODAY).get()
    assert (
        period.reason
        == "Value contribution 100 (threshold 65): Title, Grade of the main place of work"
    )


def test_whoever_waits_for_a_change_of_tier_is_told_inside_the_deed(model, shen, zhou, monkeypatch):
    told = []
    monkeypatch.setattr(
        registry, "tier_changed", [lambda ids, on, by: told.append((list(ids), on, by))]
    )
    approve_proposals([waiting(zhou)], by=shen)
    set_tier(zhou.customer, tier="basic", reason="Retires", by=shen)

    assert told == [([zhou.pk], TODAY, shen), ([zhou.pk], TODAY, shen)]


def test_a_rejection_says_why_and_the_same_is_not_proposed_again(model, shen, zhou):
    with pytest.raises(ValidationError) as refusal:
        reject_proposals([waiting(zhou)], because=" ", by=shen)
    assert list(refusal.value.message_dict) == ["because"]

    reject_proposals([waiting(zhou)], because="Only for this quarter", by=shen)
    night(model)

    assert (tier_on(zhou.customer, TODAY), TierProposal.objects.get().status) == (
        "strategic",
        "rejected",
    )


def test_another_version_may_propose_what_was_rejected(model, shen, zhou):
    reject_proposals([waiting(zhou)], because="Only for this quarter", by=shen)
    end(model)
    night(live_model(version=2, valid_from=TODAY))

    assert waiting(zhou).tier_to == "growth"


def end(model):
    with factories.deed("test.arrange", by=factories.TESTS):
        model.status, model.valid_to = "ended", YESTERDAY
        model.save()


def test_many_are_decided_at_once_with_as_many_questions_as_one(
    model, shen, zhou, territories, django_assert_max_num_queries
):
    others = [
        factories.PersonFactory(name=f"李{n}", territory=territories["E11"]) for n in range(4)
    ]
    night(model)
    with django_assert_max_num_queries(60):
        approve_proposals(list(TierProposal.objects.waiting()), because="Reviewed", by=shen)

    assert [tier_on(person.customer, TODAY) for person in [zhou, *others]] == ["growth"] * 5


def test_nobody_decides_beyond_their_territory(gu, model, shen):
    with pytest.raises(PermissionDenied):
        approve_proposals([waiting(gu)], by=shen)


def test_a_rep_decides_nothing(model, lin, zhou):
    with pytest.raises(PermissionDenied):
        approve_proposals([waiting(zhou)], by=lin)


def test_what_is_decided_is_decided(model, shen, zhou):
    proposal = waiting(zhou)
    approve_proposals([proposal], by=shen)

    with pytest.raises(ValidationError) as refusal:
        reject_proposals([proposal], because="Changed my mind", by=shen)
    assert refusal.value.messages == ["It has been decided meanwhile."]


def test_a_tier_set_by_hand_overtakes_what_waited(model, shen, zhou):
    set_tier(zhou.customer, tier="basic", reason="Moves abroad", by=shen)

    assert TierProposal.objects.get().status == "superseded"


def test_an_empty_choice_is_refused(shen):
    with pytest.raises(ValidationError) as refusal:
        approve_proposals([], by=shen)
    assert refusal.value.messages == ["Choose at least one proposal."]
