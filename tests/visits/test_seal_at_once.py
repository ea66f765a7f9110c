"""What an audit asks for first does not wait for the minute's seal: rights, filings, adverse events."""

import pytest

from accounts import registry
from accounts.services.role import grant_role
from tests import factories
from visits.services.submission import submit_visit

pytestmark = pytest.mark.req("LED-020")


@pytest.fixture
def asked(monkeypatch):
    """How often a seal was asked for, a list that grows."""
    times = []
    monkeypatch.setattr(registry, "sealers", [lambda: times.append("now")])
    return times


def test_a_role_that_is_granted(lin, an, asked):
    grant_role(lin, role="manager", valid_from=factories.LONG_AGO, by=an)

    assert asked == ["now"]


def test_an_adverse_event_that_is_reported(planned, complete, lin, asked):
    submit_visit(planned, record=complete, adverse_event=True, by=lin)

    assert asked == ["now"]


def test_a_visit_without_one_waits_for_the_minute(planned, complete, lin, asked):
    submit_visit(planned, record=complete, adverse_event=False, by=lin)

    assert asked == []
