"""Lin asks whom to see next: plain rules answer, each with a sentence and points, and learn from what she says."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.registry import suggestion_rules
from customers.models import TierPeriod
from customers.services.need import open_need
from visits.models import SuggestionAnswer, SuggestionWeight, Visit
from visits.services.request import raise_request
from visits.services.suggestion import (
    accept_suggestion,
    dismiss_suggestion,
    factor,
    learn_weights,
)
from visits.suggestions import suggest

DAY = timedelta(days=1)


def said(user, day):
    """{name: {rule: sentence}} in the order in which they are suggested."""
    return {
        row.customer.name: {one.rule.code: one.why for one in row.reasons}
        for row in suggest(user, day)
    }


@pytest.mark.req("VIS-13")
def test_who_was_never_seen_is_suggested_and_who_is_planned_is_not(lin, zhou, policy, topic, today):
    assert said(lin, today)["周岚"]["cadence"] == "No visit yet; the plan is every 14 days"

    accept_suggestion(zhou.customer, day=today, rules=["cadence"], by=lin)
    assert "周岚" not in said(lin, today)


@pytest.mark.req("VIS-13")
def test_within_the_rhythm_nothing_is_due_and_then_it_grows(lin, submitted, today):
    def points(after):
        rows = suggest(lin, today + after * DAY)
        return [one.points for row in rows for one in row.reasons if one.rule.code == "cadence"]

    assert (points(13), points(14), points(28), points(60)) == ([], [20], [40], [40])


@pytest.mark.req("VIS-13")
def test_a_promise_a_need_and_a_new_tier_speak_with_a_sentence_each(
    lin, submitted, service_levels, arrange, today
):
    raise_request(
        submitted.customer, kind="medical_inquiry", words="Over 75?", visit=submitted, by=lin
    )
    open_need(
        submitted.customer,
        category="clinical",
        pain_point="no protocol",
        next_review_on=today + 5 * DAY,
        by=lin,
    )
    with arrange():
        TierPeriod.objects.filter(customer=submitted.customer).update(valid_from=today - 3 * DAY)

    rules = said(lin, today)["周岚"]
    assert set(rules) == {"promise", "need", "tier"}
    assert rules["tier"].startswith("Strategic since ")
    assert rules["need"].startswith("An open need is to be reviewed on ")


@pytest.mark.req("VIS-13")
def test_dismissed_with_a_reason_it_stays_away_for_a_while(lin, zhou, policy, today):
    answer = dismiss_suggestion(zhou.customer, reason="not_now", rules=["cadence"], by=lin)

    assert answer.back_on == today + 7 * DAY
    assert ["周岚" in said(lin, today + days * DAY) for days in (0, 6, 7)] == [False, False, True]
    with pytest.raises(ValidationError):
        dismiss_suggestion(zhou.customer, reason="", rules=[], by=lin)


@pytest.mark.req("VIS-13")
@pytest.mark.parametrize(
    ("accepted", "dismissed", "weight"),
    [(0, 0, "1.00"), (5, 5, "1.00"), (10, 0, "1.33"), (0, 10, "0.67"), (900, 0, "1.50")],
)
def test_a_rule_weighs_what_its_answers_make_of_it(accepted, dismissed, weight):
    assert str(factor(accepted=accepted, dismissed=dismissed)) == weight


@pytest.mark.req("VIS-13")
def test_the_night_learns_and_the_next_day_counts_differently(
    as_user, lin, zhou, policy, arrange, today
):
    (before,) = [row for row in suggest(lin, today) if row.customer == zhou.customer]
    with arrange():
        for _number in range(10):
            SuggestionAnswer.objects.create(
                rep=lin,
                customer=zhou.customer,
                answered_on=today,
                answer="dismissed",
                reason="no_need",
                back_on=today,
                rules=["cadence"],
            )
    learn_weights()

    (after,) = [row for row in suggest(lin, today) if row.customer == zhou.customer]
    assert (before.points, after.points) == (40, 27)
    row = SuggestionWeight.objects.get()
    assert (row.rule, row.accepted, row.dismissed) == ("cadence", 0, 10)
    assert "0.67" in as_user(lin).get(reverse("visits:suggestion_weights")).text


@pytest.mark.req("VIS-13")
def test_one_tap_plans_and_a_refusal_says_why(as_user, lin, zhou, policy, topic, today):
    phone, accept = as_user(lin), reverse("visits:suggestion_accept")
    page = phone.get(reverse("visits:suggestion_list"))
    (row,) = [row for row in page.context["suggestions"] if row.customer == zhou.customer]
    asked = {"day": today, "customer": zhou.customer.uuid}
    phone.post(accept, asked | {f"rules-{zhou.customer.uuid}": " ".join(row.rules)})
    again = phone.post(accept, asked, follow=True)

    answer = SuggestionAnswer.objects.get()
    assert (answer.visit, answer.rules) == (Visit.objects.get(), row.rules)
    assert "You already plan to see this customer on that day." in again.text


@pytest.mark.req("VIS-13")
def test_she_puts_one_off_on_the_page(as_user, lin, zhou, gu, policy, today):
    phone = as_user(lin)
    address = reverse("visits:suggestion_dismiss", args=[zhou.customer.uuid])
    page = phone.post(address, {"reason": "wish", "rules": "cadence eaten"}, follow=True)

    answer = SuggestionAnswer.objects.get()
    assert (answer.reason, answer.rules) == ("wish", ["cadence"])
    assert f"{today + 90 * DAY:%Y-%m-%d}" in page.text
    others = reverse("visits:suggestion_dismiss", args=[gu.customer.uuid])
    assert phone.post(others, {"reason": "wish"}).status_code == 404


@pytest.mark.req("VIS-13")
def test_the_api_tells_and_takes_the_same(as_user, lin, zhou, policy, topic, today):
    phone = as_user(lin)
    first = phone.get("/api/v1/suggestions/").json()[0]
    assert (first["name"], first["reasons"][0]["rule"]) == ("周岚", "cadence")

    said = {"day": f"{today}", "rules": ["cadence"]}
    told = phone.post(
        f"/api/v1/suggestions/{zhou.customer.uuid}/accept/", said, content_type="application/json"
    ).json()
    assert told["visit"] == str(Visit.objects.get().uuid)


def test_each_rule_asks_once_for_all_customers(lin, zhou, policy, today):
    with CaptureQueriesContext(connection) as caught:
        suggest(lin, today)
    assert len(caught) <= len(suggestion_rules) + 3
