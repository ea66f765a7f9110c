"""Marketing keeps the card of a competitor's product; Lin sees its rep at Zhou's."""

import datetime

import pytest
from django.utils import timezone

from accounts.permissions import Role
from customers.services.competitor import add_competitor, add_competitor_product
from customers.services.competitor_activity import note_activity
from tests.factories import UserFactory

DAY = datetime.timedelta(days=1)


@pytest.fixture
def today(db):
    return timezone.localdate()


@pytest.fixture
def xiang(db):
    return UserFactory(username="xiang", name="向阳", roles=[Role.MARKETING])


@pytest.fixture
def rival(xiang):
    return add_competitor(name="Huanyu", by=xiang)


@pytest.fixture
def card(rival, product, messages, xiang):
    return add_competitor_product(
        rival,
        name="Oldapin",
        product=product,
        strengths="Long on the market",
        weaknesses="Twice a day",
        answer="Once daily",
        key_messages=messages[:1],
        by=xiang,
    )


@pytest.fixture
def observe(card, today):
    """observe(zhou, by=lin, observed_on=…)"""

    def make(person, *, by, **said):
        said = {"kind": "visit", "what": "Their rep waits outside", "source": "seen"} | said
        return note_activity(person.customer, competitor_product=card, **said, by=by)

    return make
