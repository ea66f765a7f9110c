"""Lin's plan for Zhou, her strategic doctor: one objective, one part for Mo of medical affairs."""

import datetime

import pytest
from django.utils import timezone

from customers.services.account_plan import add_objective, open_plan, start_plan
from customers.services.plan_action import add_action

DAY = datetime.timedelta(days=1)


@pytest.fixture
def today(db):
    return timezone.localdate()


@pytest.fixture
def draft(lin, zhou):
    return open_plan(zhou.customer, title="Follow-up in the ward", by=lin)


@pytest.fixture
def objective(draft, lin, today):
    return add_objective(
        draft,
        what="Cards in every ward",
        measure="wards with a card",
        baseline=1,
        target=5,
        due_on=today + 90 * DAY,
        by=lin,
    )


@pytest.fixture
def action(objective, lin, mo, today):
    due_on = today + 10 * DAY
    return add_action(objective, what="Prepare the data", owner=mo, due_on=due_on, by=lin)


@pytest.fixture
def plan(draft, action, lin):
    return start_plan(draft, by=lin)
