"""Alerts travel through programs as they do through pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Access
from compliance.models import Suppression
from tests.api.conftest import uuids
from tests.compliance.risk.conftest import (  # noqa: F401
    facts,
    happened,
    law,
    raised,
    rule,
    run,
)


@pytest.mark.req("RSK-E01")
def test_wens_program_reads_an_alert_whole(program, wen, lin, raised):  # noqa: F811
    alert = raised(70, person=lin)
    wens = program(wen)

    said = wens.get(f"alerts/{alert.uuid}/").json()

    names = ["rule", "rule_version", "parameters", "values", "inputs", "says", "person", "status"]
    assert {name: said[name] for name in names} == {
        "rule": "RSK-31",
        "rule_version": 1,
        "parameters": 1,
        "values": {"is_on": True, "most_minutes": 60},
        "inputs": {"minutes": 70},
        "says": "It took 70 minutes.",
        "person": str(lin.uuid),
        "status": "new",
    }
    assert Access.objects.filter(user=wen, action="api", subject=alert.uuid).exists()


def test_a_list_is_narrowed(program, wen, lin, raised):  # noqa: F811
    high, medium = raised(200, person=lin), raised(70, subject="visit-2")
    wens = program(wen)

    assert uuids(wens.get("alerts/")) == [medium.uuid, high.uuid]
    assert uuids(wens.get("alerts/", severity="high")) == [high.uuid]
    assert uuids(wens.get("alerts/", person=str(lin.uuid))) == [high.uuid]
    assert uuids(wens.get("alerts/", status="closed")) == []


@pytest.mark.req("RSK-E03")
def test_every_step_of_its_life(program, wen, law, raised):  # noqa: F811
    alert, wens = raised(70), program(wen)

    def does(step, **body):
        return wens.post(f"alerts/{alert.uuid}/{step}/", body).json()["status"]

    assert does("triage") == "triaged"
    assert does("assign", owner=str(law.uuid)) == "triaged"
    assert does("investigate") == "investigating"
    assert does("decide", outcome="false_positive", because="A typing error") == "false_positive"
    assert does("close") == "closed"
    assert does("reopen", because="It happened again") == "investigating"
    alert.refresh_from_db()
    assert alert.owner == law


@pytest.mark.req("RSK-E03")
@pytest.mark.parametrize(
    ("step", "body", "code"),
    [
        ("decide", {"outcome": "accepted"}, 400),
        ("decide", {"outcome": "closed", "because": "x"}, 400),
        ("decide", {"outcome": "accepted", "because": "x"}, 409),
        ("close", {}, 409),
        ("reopen", {}, 400),
    ],
)
def test_what_is_not_possible_is_refused(program, wen, raised, step, body, code):  # noqa: F811
    assert program(wen).post(f"alerts/{raised(70).uuid}/{step}/", body).status_code == code


def test_until_a_past_day_nothing_is_silenced_and_the_refusal_says_why(program, wen, raised):  # noqa: F811
    body = {"until": "2020-01-01", "because": "Known"}

    answer = program(wen).post(f"alerts/{raised(70).uuid}/suppress/", body)

    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "From today, and for 92 days at most." in answer.text
    assert Suppression.objects.count() == 0


def test_a_program_has_the_rule_be_silent(program, wen, raised):  # noqa: F811
    until = timezone.localdate() + timedelta(days=9)
    body = {"until": until.isoformat(), "because": "Known"}

    assert program(wen).post(f"alerts/{raised(70).uuid}/suppress/", body).status_code == 200
    assert Suppression.objects.get().valid_to == until


@pytest.mark.req("RSK-E04")
def test_for_whom_it_concerns_it_is_not_there(program, wen, lin, raised):  # noqa: F811
    alert = raised(70, person=wen)

    assert program(wen).get(f"alerts/{alert.uuid}/").status_code == 404
    assert program(wen).post(f"alerts/{alert.uuid}/triage/").status_code == 404
    assert program(lin).get("alerts/").status_code == 403
