"""Zhou lacks a tool for following patients up; Lin writes it down."""

import datetime

import pytest
from django.utils import timezone

from customers.services.need import open_need, solve_need

DAY = datetime.timedelta(days=1)


@pytest.fixture
def today(db):
    return timezone.localdate()


@pytest.fixture
def pain(lin, zhou, product):
    return open_need(
        zhou.customer,
        category="clinical",
        product=product,
        pain_point="No tool to follow patients up",
        by=lin,
    )


@pytest.fixture
def aged(arrange):
    """aged(need, 21): as if it had been found so many days earlier."""

    def make(need, days):
        with arrange():
            need.found_on -= days * DAY
            need.save()
        return need

    return make


@pytest.fixture
def solved(chen, gu, product, aged):
    """Chen solved the same for her own doctor, three weeks after she had found it."""
    need = open_need(
        gu.customer, category="clinical", product=product, pain_point="Patients get lost", by=chen
    )
    aged(need, 21)
    return solve_need(
        need,
        solution="Follow-up cards",
        result="38 of 40 patients came back",
        lesson="A card with the next date, handed out by the nurse",
        by=chen,
    )
