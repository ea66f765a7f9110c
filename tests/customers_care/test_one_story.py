"""One timeline of everything: tiers, needs, care and plans beside visits and requests, and what to do next (CUS-14)."""

from datetime import timedelta

import pytest

from customers.services.care import finish_care
from customers.services.need import open_need
from customers.timeline import next_step, timeline
from tests import factories
from tests.customers_plans.conftest import action, draft, objective, plan  # noqa: F401

pytestmark = pytest.mark.req("CUS-14")
CAREFUL = 12  # questions a page


def told(customer, user):
    entries, _older = timeline(customer, user)
    return [(entry.title, entry.text, entry.by) for entry in entries]


@pytest.fixture
def need(lin, zhou):
    return open_need(zhou.customer, category="clinical", pain_point="They forget doses", by=lin)


def test_care_needs_and_plans_stand_in_one_story(lin, shen, zhou, due, need):
    finish_care(due, how="sent", note="三篇文献", by=lin)

    assert ("Care: Literature digest", "三篇文献", "林晓彤") in told(zhou.customer, lin)
    assert ("Need found: Clinical", "They forget doses", "林晓彤") in told(zhou.customer, lin)


def test_a_plan_is_told_once_it_has_begun(lin, zhou, request):
    request.getfixturevalue("draft")
    told_before = [title for title, *_rest in told(zhou.customer, lin)]
    request.getfixturevalue("plan")

    assert "Account plan" not in told_before
    assert ("Account plan", "Follow-up in the ward", "林晓彤") in told(zhou.customer, lin)


def test_each_tier_is_told_with_the_one_before_it(lin, zhou, today, arrange):
    with arrange():
        zhou.customer.tier_periods.all().delete()
    factories.set_tier(zhou.customer, "basic", valid_from=today - timedelta(days=90))
    with arrange():
        zhou.customer.tier_periods.update(valid_to=today - timedelta(days=31))
    factories.set_tier(zhou.customer, "growth", valid_from=today - timedelta(days=30))

    entries, _older = timeline(zhou.customer, lin)

    tiers = [(entry.tier_from, entry.tier_to) for entry in entries if entry.tier_to]
    assert tiers == [("basic", "growth"), ("", "basic")]


def test_care_that_is_late_is_what_to_do_next(lin, zhou, due, pull):
    pull(due, days=40)

    step = next_step(zhou.customer, lin)

    assert (step.title, step.why) == (
        "Literature digest",
        "The playbook asks for it: 1 per month",
    )
    assert step.when.startswith("overdue since")


@pytest.mark.usefixtures("due", "need", "plan")
def test_with_everything_the_page_asks_no_more(as_user, lin, zhou, django_assert_max_num_queries):
    browser = as_user(lin)
    browser.get(f"/customers/{zhou.customer.uuid}/")

    with django_assert_max_num_queries(CAREFUL):
        browser.get(f"/customers/{zhou.customer.uuid}/")
