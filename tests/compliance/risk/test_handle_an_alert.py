"""Wen takes an alert up, decides and closes it; whom it concerns can neither see nor touch it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.history import deed, system
from accounts.permissions import Role
from accounts.services.territory import join_territory
from compliance.models import Alert, Suppression
from compliance.services.alert import (
    assign_alert,
    close_alert,
    decide_alert,
    investigate_alert,
    reopen_alert,
    triage_alert,
)
from compliance.services.evaluation import evaluate
from compliance.services.suppression import end_suppression, suppress_alerts
from tests.compliance.risk.conftest import BECAUSE
from tests.conftest import TESTS, _person
from tests.factories import LONG_AGO


def trail(alert):
    rows = alert.history.order_by("history_id")
    return [(row.actor.split(":")[0], row.action, row.history_change_reason) for row in rows]


@pytest.mark.req("RSK-E03")
def test_from_new_to_closed_and_every_deed_is_recorded(raised, lin, wen, law):
    alert = raised(70, person=lin)
    triage_alert(alert, owner=law, by=wen)
    investigate_alert(alert, by=law)
    decide_alert(alert, outcome="confirmed", because=BECAUSE, by=law)
    alert = close_alert(alert, by=wen)

    assert (alert.status, alert.outcome, alert.reason) == ("closed", "confirmed", BECAUSE)
    assert (alert.owner, alert.decided_by) == (law, law)
    assert trail(alert) == [
        ("system", "alert.raise", "RSK-31"),
        ("user", "alert.triage", None),
        ("user", "alert.investigate", None),
        ("user", "alert.confirmed", BECAUSE),
        ("user", "alert.close", None),
    ]


@pytest.mark.req("RSK-E03")
@pytest.mark.parametrize("before", Alert.Status)
@pytest.mark.parametrize("after", Alert.Status)
def test_only_the_table_says_what_may_follow_also_in_the_database(raised, before, after):
    alert = raised(70)
    path = {
        "new": [],
        "triaged": ["triaged"],
        "investigating": ["triaged", "investigating"],
        "confirmed": ["triaged", "confirmed"],
        "false_positive": ["triaged", "false_positive"],
        "accepted": ["triaged", "accepted"],
        "closed": ["triaged", "confirmed", "closed"],
    }[before]
    for status in path:
        put(alert, status)

    if after == before or after in Alert.NEXT[before]:
        put(alert, after)
        assert alert.status == after
    else:
        with pytest.raises(DatabaseError, match="cannot become"), transaction.atomic():
            put(alert, after)
        alert.refresh_from_db()
        with pytest.raises(ValidationError, match="cannot become"):
            alert.check_can_become(after)


def put(alert, status):
    with deed("test.move", by=system("tests")):
        alert.status = status
        if status != "closed":
            alert.outcome = status if status in Alert.OUTCOMES else ""
        alert.reason = BECAUSE
        alert.save()


@pytest.mark.req("RSK-E03")
@pytest.mark.parametrize("outcome", sorted(Alert.OUTCOMES))
def test_every_outcome_needs_a_reason(raised, wen, outcome):
    alert = triage_alert(raised(70), by=wen)

    with pytest.raises(ValidationError, match="Say why"):
        decide_alert(alert, outcome=outcome, because=" ", by=wen)
    assert decide_alert(alert, outcome=outcome, because=BECAUSE, by=wen).status == outcome


@pytest.mark.req("RSK-E03")
def test_reopened_it_is_undecided_with_a_new_deadline(raised, wen):
    alert = triage_alert(raised(70), by=wen)
    decide_alert(alert, outcome="false_positive", because=BECAUSE, by=wen)
    alert = close_alert(alert, by=wen)
    before = alert.due_at

    alert = reopen_alert(alert, because="A second doctor says otherwise", by=wen)

    assert (alert.status, alert.outcome, alert.decided_by) == ("investigating", "", None)
    assert alert.due_at >= before
    with pytest.raises(ValidationError, match="Say why"):
        reopen_alert(alert, because="", by=wen)


@pytest.mark.req("RSK-E04")
@pytest.mark.parametrize(
    "verb",
    [
        triage_alert,
        investigate_alert,
        close_alert,
        lambda alert, by: decide_alert(alert, outcome="accepted", because=BECAUSE, by=by),
        lambda alert, by: reopen_alert(alert, because=BECAUSE, by=by),
        lambda alert, by: assign_alert(alert, owner=by, by=by),
        lambda alert, by: suppress_alerts(
            alert, until=timezone.localdate(), because=BECAUSE, by=by
        ),
    ],
)
def test_the_person_concerned_can_do_nothing_even_as_an_officer(raised, wen, verb):
    alert = raised(70, person=wen)

    with pytest.raises(PermissionDenied, match="about themselves"):
        verb(alert, by=wen)


@pytest.mark.req("RSK-E04")
def test_it_is_given_to_nobody_whom_it_concerns_or_who_may_not(raised, wen, law, mo):
    alert = raised(70, person=law)

    for owner in (law, mo):
        with pytest.raises(ValidationError, match="can't handle"):
            triage_alert(alert, owner=owner, by=wen)


@pytest.mark.req("RSK-E04")
def test_the_line_manager_decides_what_is_not_high(raised, lin, shen):
    medium = triage_alert(raised(70, person=lin), by=shen)

    assert decide_alert(medium, outcome="confirmed", because=BECAUSE, by=shen).decided_by == shen
    assert close_alert(medium, by=shen).status == "closed"


@pytest.mark.req("RSK-E04")
def test_a_high_one_the_line_manager_neither_decides_nor_closes_nor_reopens(raised, lin, shen, wen):
    alert = triage_alert(raised(200, person=lin), by=shen)

    with pytest.raises(PermissionDenied, match="not by the manager"):
        decide_alert(alert, outcome="false_positive", because=BECAUSE, by=shen)
    decide_alert(alert, outcome="confirmed", because=BECAUSE, by=wen)
    with pytest.raises(PermissionDenied, match="not by the manager"):
        close_alert(alert, by=shen)
    close_alert(alert, by=wen)
    with pytest.raises(PermissionDenied, match="not by the manager"):
        reopen_alert(alert, because=BECAUSE, by=shen)


@pytest.mark.req("RSK-E04")
def test_who_led_the_person_when_it_was_noticed_does_not_decide_in_another_role(
    rule, happened, territories, lin, wen
):
    happened(200, person=lin)
    (alert,) = evaluate(rule, since=None, now=timezone.now() - timedelta(days=9))
    triage_alert(alert, by=wen)
    yu = _person("yu", "于岚", Role.COMPLIANCE)
    yesterday = timezone.localdate() - timedelta(days=1)
    join_territory(yu, territories["E1"], valid_from=LONG_AGO, valid_to=yesterday, by=TESTS)

    with pytest.raises(PermissionDenied, match="not by the manager"):
        decide_alert(alert, outcome="false_positive", because=BECAUSE, by=yu)
    with pytest.raises(PermissionDenied, match="not by the manager"):
        suppress_alerts(alert, until=timezone.localdate(), because=BECAUSE, by=yu)


@pytest.mark.req("RSK-E04")
def test_who_sees_alerts(raised, lin, chen, shen, wen, boss, mo, an, director):
    alert = raised(70, person=lin)

    seers = {
        user.username
        for user in (lin, chen, shen, wen, boss, mo, an, director)
        if Alert.objects.visible_to(user).filter(pk=alert.pk).exists()
    }

    assert seers == {"shen", "wen", "boss"}


@pytest.mark.req("RSK-E04")
def test_an_officer_does_not_see_the_one_about_herself_nor_a_manager_one_about_the_system(
    raised, wen, law, shen
):
    about_wen = raised(70, person=wen)
    about_nobody = raised(70, subject="visit-2")

    assert list(Alert.objects.visible_to(wen)) == [about_nobody]
    assert list(Alert.objects.visible_to(law)) == [about_nobody, about_wen]
    assert list(Alert.objects.visible_to(shen)) == []


def test_suppressed_the_rule_is_silent_about_this_subject_until_the_day(raised, happened, run, wen):
    alert = raised(70)
    held = suppress_alerts(
        alert, until=timezone.localdate() + timedelta(days=30), because="Known", by=wen
    )
    happened(70, window="later")
    happened(70, subject="visit-2")

    assert [one.subject for one in run()] == ["visit-2"]
    end_suppression(held, because="Solved", by=wen)
    assert [(one.subject, one.window) for one in run()] == [("visit-1", "later")]
    assert Suppression.objects.get().ended_at is not None


@pytest.mark.parametrize(
    ("days", "because", "sentence"),
    [(93, "Known", "92 days at most"), (-1, "Known", "From today"), (5, " ", "Say why")],
)
def test_silence_has_an_end_and_a_reason(raised, wen, days, because, sentence):
    with pytest.raises(ValidationError, match=sentence):
        suppress_alerts(
            raised(70), until=timezone.localdate() + timedelta(days=days), because=because, by=wen
        )


def test_a_manager_silences_nothing(raised, lin, shen):
    with pytest.raises(PermissionDenied):
        suppress_alerts(
            raised(70, person=lin), until=timezone.localdate(), because="Known", by=shen
        )
