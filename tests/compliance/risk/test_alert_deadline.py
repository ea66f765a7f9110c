"""Alerts are decided within so many working days of the company; what is not, is passed on once (RSK-E03)."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Notification
from accounts.services.calendar import seed_calendar
from compliance.models import Alert
from compliance.services.alert import close_alert, decide_alert, reopen_alert, triage_alert
from compliance.services.alert_deadline import deadline, escalate_overdue
from compliance.services.evaluation import evaluate
from tests.compliance.risk.conftest import BECAUSE, at_once
from tests.factories import COMPANY_ZONE

MINUTE = timedelta(minutes=1)
BEFORE_THE_FESTIVAL = (
    "2026-02-13 10:00"  # a Friday; the Saturday after it is made up, then nine days are off
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=COMPANY_ZONE)


@pytest.fixture
def told():
    """Who has been told of what is overdue, and of how many alerts."""

    def ask():
        rows = Notification.objects.filter(kind="alert.overdue").order_by("pk")
        return sorted((row.user.username, row.params["number"]) for row in rows)

    return ask


@pytest.fixture
def raised_at(rule, happened):
    def tell(text, **fact):
        happened(200, **fact)
        (alert,) = evaluate(rule, since=None, now=at(text))
        return alert

    return tell


@pytest.mark.req("RSK-E03")
@pytest.mark.parametrize(
    ("severity", "due_at"),
    [
        ("high", "2026-02-24 10:00"),
        ("medium", "2026-02-27 10:00"),
        ("low", "2026-03-05 10:00"),  # the last day of February is a Saturday that is made up
    ],
)
def test_days_off_do_not_count_and_days_made_up_do(an, severity, due_at):
    seed_calendar(2026, by=an)
    start = at(BEFORE_THE_FESTIVAL)

    assert deadline(severity, start) == {
        "counted_from": start,
        "due_at": at(due_at),
        "is_provisional": False,
    }


@pytest.mark.req("RSK-E03")
def test_a_deadline_moves_when_the_year_s_holidays_become_known(raised_at, an):
    alert = raised_at(BEFORE_THE_FESTIVAL)
    assert (alert.due_at, alert.is_provisional) == (at("2026-02-17 10:00"), True)

    seed_calendar(2026, by=an)

    alert.refresh_from_db()
    assert (alert.due_at, alert.is_provisional) == (at("2026-02-24 10:00"), False)
    assert alert.history.latest().action == "alert.renew_deadline"


@pytest.mark.req("RSK-E03")
def test_a_minute_past_the_deadline_officers_and_the_management_are_told_once(
    raised, wen, boss, told
):
    alert = raised(200)

    assert escalate_overdue(alert.due_at) == 0
    assert escalate_overdue(alert.due_at + MINUTE) == 1
    assert escalate_overdue(alert.due_at + 2 * MINUTE) == 0
    assert told() == [("boss", 1), ("wen", 1)]
    assert alert.history.latest().action == "alert.escalate"


@pytest.mark.req("RSK-E03")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_of_two_workers_at_once_one_passes_it_on(raised, wen, told):
    late = raised(200).due_at + MINUTE

    assert at_once(lambda: escalate_overdue(late), lambda: escalate_overdue(late)) == (1, 0)
    assert told() == [("wen", 1)]


@pytest.mark.req("RSK-E03")
def test_nobody_is_told_of_the_deadline_of_what_is_decided(raised, wen, boss, told):
    alert = triage_alert(raised(200), by=wen)
    decide_alert(alert, outcome="accepted", because=BECAUSE, by=wen)

    assert escalate_overdue(alert.due_at + MINUTE) == 0
    assert told() == []


@pytest.mark.req("RSK-E03")
def test_reopened_it_has_a_new_deadline_which_may_pass_too(raised, wen, told):
    alert = triage_alert(raised(70), by=wen)
    escalate_overdue(alert.due_at + MINUTE)
    decide_alert(alert, outcome="false_positive", because=BECAUSE, by=wen)
    close_alert(alert, by=wen)

    alert = reopen_alert(alert, because="A second doctor says otherwise", by=wen)

    assert alert.due_at == deadline("medium", alert.counted_from)["due_at"]
    assert timezone.now() - alert.counted_from < MINUTE
    assert escalate_overdue(alert.due_at + MINUTE) == 1
    assert told() == [("wen", 1), ("wen", 1)]


@pytest.mark.req("RSK-E04")
def test_nobody_is_told_that_an_alert_about_themselves_is_overdue(raised, wen, law, told):
    alert = raised(200, person=wen)

    escalate_overdue(alert.due_at + MINUTE)

    assert told() == [("law", 1)]


def test_many_cost_as_many_queries_as_one_and_make_one_line(run, happened, wen, told):
    counts = []
    for number in (1, 9):
        for n in range(number):
            happened(200, subject=f"{number}-{n}")
        run()
        late = Alert.objects.latest("due_at").due_at + MINUTE
        with CaptureQueriesContext(connection) as queries:
            escalate_overdue(late)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert told() == [("wen", 1), ("wen", 9)]
