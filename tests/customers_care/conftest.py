"""What the stories about care share: playbooks in force, and a morning."""

import pytest
from django.utils import timezone

from accounts.permissions import Role
from customers.models import Care, Playbook, PlaybookItem
from customers.services.care_cycle import turn_care
from tests import factories
from tests.visits.conftest import complete, planned, policy, today, topic  # noqa: F401


@pytest.fixture
def in_force(arrange):
    """in_force("strategic", "doctor", {"kind": "visit", "times": 4}, …): a playbook that holds since long ago."""

    def write(tier, customer_type, *items):
        with arrange():
            playbook = Playbook.objects.create(
                tier=tier,
                customer_type=customer_type,
                version=1,
                status=Playbook.Status.LIVE,
                valid_from=factories.LONG_AGO,
            )
            for item in items:
                PlaybookItem.objects.create(playbook=playbook, **item)
        return playbook

    return write


@pytest.fixture
def digest(in_force):
    """A strategic doctor is given a literature digest each month."""
    return in_force("strategic", "doctor", {"kind": "literature"}).items.get()


@pytest.fixture
def due(lin, zhou, digest):
    """Lin owes Zhou this month's digest."""
    turn_care()
    return Care.objects.get(customer=zhou.pk)


@pytest.fixture
def pull(arrange):
    """pull(care, days=20): as if it had begun and been due that much earlier."""

    def back(care, *, days):
        with arrange():
            for name in ("opens_on", "due_on", "lapses_on"):
                setattr(care, name, getattr(care, name) - timezone.timedelta(days=days))
            care.save()

    return back


@pytest.fixture
def xiang(db):
    """Marketing writes the playbooks."""
    return factories.UserFactory(username="xiang", name="向阳", roles=[Role.MARKETING])


def lines_of(customer):
    """(care, how it stands) of a customer, in the order in which they were opened."""
    rows = Care.objects.filter(customer=customer.pk).order_by("pk").select_related("item")
    return [(str(care), care.status) for care in rows]
