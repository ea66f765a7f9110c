"""Wen proposes other parameters, her colleague approves them; both versions stay."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils import timezone

from accounts.history import deed, system
from accounts.models import ParameterVersion
from accounts.services.parameter import (
    approve_parameters,
    parameters_on,
    propose_parameters,
    reject_parameters,
    ship_parameters,
    withdraw_parameters,
)
from compliance.models import Alert
from compliance.risk.rule import RULES
from compliance.services.precision import look_at_precision, precision_by_parameters
from tests.compliance.risk.conftest import RULE, in_force, versions

DAY = timedelta(days=1)
LONG_AGO = date(2000, 1, 1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def propose(rule, wen, today):
    def say(most_minutes=90, valid_from=None, by=None, **more):
        return propose_parameters(
            RULE,
            values=in_force().whole | {"most_minutes": most_minutes} | more,
            valid_from=valid_from or today + DAY,
            reason="Conferences take longer",
            by=by or wen,
        )

    return say


@pytest.mark.req("RSK-E01")
def test_every_rule_comes_with_a_version_and_is_shipped_once(rule):
    assert set(parameters_on(timezone.localdate())) == {
        *RULES,
        "PERSONA",
        "GUEST-LINK",
        "CONTACT",
        "CYCLE-PLAN",
    }
    assert versions() == [(1, "approved", LONG_AGO, None)]
    assert ship_parameters() == 0


@pytest.mark.req("RSK-E01")
def test_a_proposal_counts_for_nothing_until_a_second_person_approves_it(propose, wen, law, today):
    proposal = propose(90)
    assert in_force().whole["most_minutes"] == 60

    with pytest.raises(PermissionDenied, match="what they proposed"):
        approve_parameters(proposal, by=wen)
    approve_parameters(proposal, by=law)

    assert versions() == [
        (1, "approved", LONG_AGO, today),
        (2, "approved", today + DAY, None),
    ]
    assert parameters_on(today, RULE)[RULE].version == 1
    assert parameters_on(today + DAY, RULE)[RULE].whole["most_minutes"] == 90


def test_nor_does_the_database_take_a_version_approved_by_its_author(propose, wen):
    proposal = propose(90)

    refused = pytest.raises(IntegrityError, match="second_person")
    with refused, deed("test.tamper", by=system("tests")):
        proposal.status, proposal.decided_by = "approved", wen
        proposal.save()


def test_approved_after_its_first_day_it_holds_from_the_approval_on(propose, boss, today):
    proposal = propose(90, valid_from=today - 5 * DAY)

    assert approve_parameters(proposal, by=boss).valid_from == today


def test_two_versions_never_hold_on_one_day(propose, law, today):
    approve_parameters(propose(90, valid_from=today), by=law)

    with pytest.raises(ValidationError, match="the next begins later"):
        propose(100, valid_from=today)


def test_one_proposal_waits_at_a_time_and_may_be_withdrawn_by_its_author(propose, wen, law):
    proposal = propose(90)
    with pytest.raises(ValidationError, match="Another proposal waits"):
        propose(100)
    with pytest.raises(PermissionDenied, match="Only who proposed it"):
        withdraw_parameters(proposal, by=law)

    withdraw_parameters(proposal, by=wen)
    assert propose(100).version == 3


def test_a_rejection_needs_a_reason(propose, law):
    proposal = propose(90)
    with pytest.raises(ValidationError, match="Say why"):
        reject_parameters(proposal, because="", by=law)

    assert reject_parameters(proposal, because="Too lax", by=law).status == "rejected"
    with pytest.raises(ValidationError, match="decided meanwhile"):
        approve_parameters(proposal, by=law)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"most_minutes": 0}, "not possible"),
        ({"most_minutes": 601}, "not possible"),
        ({"most_minutes": True}, "not possible"),
        ({"most_minutes": "90"}, "not possible"),
        ({"is_on": 1}, "not possible"),
        ({"other": 1}, "Unknown: other"),
        ({"most_minutes": 60}, "Nothing is different"),
    ],
)
def test_what_makes_no_sense_is_refused(propose, values, sentence):
    with pytest.raises(ValidationError, match=sentence):
        propose(**{"most_minutes": 90} | values)
    assert ParameterVersion.objects.proposed().count() == 0


@pytest.mark.parametrize("person", ["lin", "shen", "an", "boss"])
def test_only_compliance_proposes(propose, request, person):
    with pytest.raises(PermissionDenied):
        propose(90, by=request.getfixturevalue(person))


@pytest.fixture
def closed(raised):
    """closed(50, confirmed=4): so many closed alerts, of which so many were confirmed."""

    def make(number, *, confirmed):
        alert = raised(70, subject="first")
        with deed("test.arrange", by=system("tests")):
            for n in range(number):
                outcome = "confirmed" if n < confirmed else "false_positive"
                alert.pk, alert.uuid, alert._state.adding = None, Alert().uuid, True
                alert.subject, alert.status = f"past-{n}", "closed"
                alert.outcome, alert.reason = outcome, "Looked at"
                alert.save()

    return make


@pytest.mark.req("RSK-E09")
def test_precision_is_confirmed_by_closed_of_a_version(closed):
    closed(4, confirmed=3)

    precision = precision_by_parameters()[in_force().pk]

    assert (precision.confirmed, precision.closed, precision.percent) == (3, 4, 75)


@pytest.mark.req("RSK-E09")
@pytest.mark.parametrize(
    ("number", "confirmed", "asked"), [(50, 4, 1), (50, 5, 0), (49, 0, 0), (51, 5, 1)]
)
def test_a_rule_that_is_mostly_wrong_asks_once_to_be_adjusted(
    closed, wen, number, confirmed, asked
):
    closed(number, confirmed=confirmed)

    look_at_precision()
    look_at_precision()

    assert wen.notifications.filter(kind="alert.retune").count() == asked


@pytest.mark.req("RSK-E09")
def test_adjusted_it_has_a_new_chance(closed, set_to, wen):
    closed(50, confirmed=0)
    set_to(most_minutes=90)

    look_at_precision()

    assert wen.notifications.filter(kind="alert.retune").count() == 0
