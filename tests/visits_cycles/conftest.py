"""Lin's three doctors, the cadence of their tiers, and her plan for October 2026."""

from datetime import date, datetime, time, timedelta

import pytest

from accounts.history import system
from accounts.services.calendar import seed_calendar
from customers.models import Playbook, PlaybookItem
from tests import factories
from visits.models import Cycle, PlanTarget, Visit
from visits.services.cycle_plan import (
    approve_plan,
    generate_plan,
    submit_plan,
)

TESTS = system("tests")
DAY = timedelta(days=1)
# October 2026: 18 working days, the make-up Saturday among them.
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
DOCTORS = [("周岚", "strategic"), ("贺敏", "growth"), ("孟溪", "basic")]
CADENCE = {"strategic": (4, "month"), "growth": (2, "month"), "basic": (1, "quarter")}


@pytest.fixture
def cycle(arrange):
    seed_calendar(2026, by=TESTS)
    with arrange():
        return Cycle.objects.create(valid_from=FIRST, valid_to=LAST)


@pytest.fixture
def playbooks(arrange):
    with arrange():
        for tier, (times, period) in CADENCE.items():
            playbook = Playbook.objects.create(
                tier=tier,
                customer_type="doctor",
                version=1,
                status="live",
                valid_from=factories.LONG_AGO,
            )
            PlaybookItem.objects.create(playbook=playbook, kind="visit", times=times, period=period)


@pytest.fixture
def doctors(territories, playbooks):
    """Lin's three, the most important first."""
    found = []
    for name, tier in DOCTORS:
        person = factories.PersonFactory(name=name, type="doctor", territory=territories["E11"])
        factories.set_tier(person.customer, tier)
        found.append(person.customer)
    return found


@pytest.fixture
def plan(cycle, doctors, lin):
    return generate_plan(cycle, by=lin)


@pytest.fixture
def agreed(plan, lin, shen):
    return approve_plan(submit_plan(plan, by=lin), by=shen)


@pytest.fixture
def seen(arrange, lin, territories):
    """So many visits done, each on its own day of the cycle from the 8th on."""

    def see(customer, number):
        with arrange():
            for n in range(number):
                made(lin, customer, territories["E11"], FIRST + (7 + n) * DAY)

    return see


def made(rep, customer, territory, day):
    at = datetime.combine(day, time(9), factories.COMPANY_ZONE)
    return Visit.objects.create(
        rep=rep,
        customer=customer,
        territory=territory,
        day=day,
        status="submitted",
        outcome="seen",
        started_at=at,
        submitted_at=at,
        adverse_event_mentioned=False,
    )


def numbers(plan, name="planned"):
    return list(PlanTarget.objects.filter(plan=plan).order_by("rank").values_list(name, flat=True))


def actions(row):
    return [one.action for one in row.history.order_by("history_id")]
