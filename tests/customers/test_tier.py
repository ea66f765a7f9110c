"""Shen moves Zhou to another tier, with a reason, and every past day keeps its own."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts import registry
from customers.day import turn_tiers
from customers.models import Customer
from customers.services.tier import set_tier, tier_on

TODAY = timezone.localdate()
YESTERDAY, NEXT_WEEK = (TODAY + datetime.timedelta(days=days) for days in (-1, 7))


@pytest.mark.req("CUS-04")
def test_a_manager_sets_a_tier_and_the_past_keeps_its_own(shen, zhou):
    set_tier(zhou.customer, tier="growth", reason="Fewer patients", by=shen)

    assert zhou.customer.tier == "growth"
    assert (tier_on(zhou.customer, YESTERDAY), tier_on(zhou.customer, TODAY)) == (
        "strategic",
        "growth",
    )
    period = zhou.customer.tier_periods.on(TODAY).get()
    assert (period.reason, period.set_by) == ("Fewer patients", shen)
    assert period.history.latest().action == "tier.set"


@pytest.mark.req("CUS-04")
def test_a_tier_for_a_later_day_waits_for_its_morning(shen, zhou, arrange):
    set_tier(
        zhou.customer, tier="basic", reason="Moves to administration", valid_from=NEXT_WEEK, by=shen
    )
    assert zhou.customer.tier == "strategic"

    with arrange():  # the day comes
        for period in zhou.customer.tier_periods.order_by("valid_from"):
            period.valid_from -= datetime.timedelta(days=7)
            period.valid_to = period.valid_to and period.valid_to - datetime.timedelta(days=7)
            period.save()
    turn_tiers()

    assert Customer.objects.get(pk=zhou.pk).tier == "basic"


@pytest.mark.req("CUS-04")
def test_a_second_decision_takes_the_place_of_one_of_the_same_day_or_later(shen, zhou):
    set_tier(zhou.customer, tier="basic", reason="Later", valid_from=NEXT_WEEK, by=shen)
    set_tier(zhou.customer, tier="growth", reason="Now", by=shen)
    set_tier(zhou.customer, tier="basic", reason="Better now", by=shen)

    periods = zhou.customer.tier_periods.order_by("valid_from")
    assert [(period.tier, period.valid_from, period.valid_to) for period in periods] == [
        ("strategic", datetime.date(2020, 1, 1), YESTERDAY),
        ("basic", TODAY, None),
    ]


@pytest.mark.req("CUS-04")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"valid_from": YESTERDAY}, "valid_from"),
        ({"tier": "platinum"}, "tier"),
        ({"tier": "strategic"}, "tier"),
    ],
)
def test_what_is_missing_or_changes_nothing_is_refused(shen, zhou, changes, field):
    with pytest.raises(ValidationError) as refusal:
        set_tier(
            zhou.customer, **{"tier": "growth", "reason": "Fewer patients", **changes}, by=shen
        )

    assert list(refusal.value.message_dict) == [field]


def test_a_rep_sets_no_tier(lin, zhou):
    with pytest.raises(PermissionDenied):
        set_tier(zhou.customer, tier="growth", reason="Fewer patients", by=lin)


@pytest.mark.req("ANA-01")
def test_the_reps_figures_of_the_day_are_counted_anew(shen, lin, chen, zhou, monkeypatch):
    marked = []
    monkeypatch.setattr(registry, "days_changed", [marked.extend])

    set_tier(zhou.customer, tier="growth", reason="Fewer patients", by=shen)

    assert marked == [(lin.pk, TODAY)]
