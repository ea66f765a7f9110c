"""First Hospital stands in two lists; so does Zhou."""

import pytest
from django.utils import timezone

from customers.models import Duplicate
from customers.services.duplicate import find_duplicates
from tests.conftest import TESTS
from tests.factories import OrganisationFactory, PersonFactory
from visits.models import Visit


@pytest.fixture
def twin(first_hospital, territories):
    """First Hospital once more, as another list writes it."""
    return OrganisationFactory(name="临江市第一人民医院（临江一院）", territory=territories["E11"])


@pytest.fixture
def latin(zhou, first_hospital, territories):
    """Zhou once more, in Latin letters, in the territory next to Lin's."""
    return PersonFactory(
        name="Dr. Lan ZHOU", organisation=first_hospital, territory=territories["E12"], title=""
    )


@pytest.fixture
def houses(first_hospital, twin):
    find_duplicates(by=TESTS)
    return Duplicate.objects.get()


@pytest.fixture
def pair(zhou, latin):
    find_duplicates(by=TESTS)
    return Duplicate.objects.get()


@pytest.fixture
def visit_lin(lin, latin, arrange):
    """visit_lin("planned"): a visit of Lin's to the record in Latin letters, or to another customer."""

    def make(status, customer=latin.customer):
        now = timezone.now()
        done = status == "submitted"
        seen = {"started_at": now, "submitted_at": now, "adverse_event_mentioned": False}
        with arrange():
            return Visit.objects.create(
                rep=lin,
                customer=customer,
                territory=lin.memberships.get().territory,
                status=status,
                day=timezone.localdate(),
                planned_on=timezone.localdate(),
                outcome="seen" if done else "",
                **(seen if done else {}),
            )

    return make
