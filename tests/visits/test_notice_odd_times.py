"""Visits at one time, at night and on days off are noticed by night (RSK-19, RSK-21)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import CalendarDay
from compliance.models import Alert
from compliance.services.evaluation import evaluate_by_night
from visits.times_risk import RULES, at_place, judge_hours, judge_overlap

SECOND, MINUTE, HOUR, DAY = (
    timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days")
)
NOON = datetime(2026, 3, 4, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
VALUES = {"least_minutes": 1, "night_from": 20, "night_until": 7}


def pair(shared):
    began, ended = [NOON, NOON + HOUR - shared], [NOON + HOUR, NOON + 2 * HOUR]
    inputs = {"began": [at.isoformat() for at in began], "ended": [at.isoformat() for at in ended]}
    return judge_overlap(inputs, VALUES)


@pytest.mark.req("RSK-19")
@pytest.mark.parametrize(
    ("shared", "minutes"),
    [(MINUTE, 1), (MINUTE - SECOND, None), (0 * MINUTE, None), (20 * MINUTE, 20)],
)
def test_a_minute_in_two_places_is_one_too_many(shared, minutes):
    verdict = pair(shared)

    assert (verdict and verdict.words["minutes"]) == minutes
    assert (verdict and verdict.severity) == ("high" if minutes else None)


def hours(clock, length=20, is_working_day=True):
    began = datetime.combine(NOON, datetime.strptime(clock, "%H:%M").time(), NOON.tzinfo)
    inputs = {"began": began.isoformat(), "ended": (began + length * MINUTE).isoformat()}
    return judge_hours(inputs | {"is_working_day": is_working_day}, VALUES)


@pytest.mark.req("RSK-21")
@pytest.mark.parametrize(
    ("clock", "length", "said"),
    [
        ("07:00", 20, None),
        ("06:59", 20, "night"),
        ("19:40", 20, None),
        ("19:41", 20, "night"),
        ("20:00", 0, "night"),
        ("23:50", 20, "night"),
    ],
)
def test_the_night_begins_at_eight_and_ends_at_seven(clock, length, said):
    verdict = hours(clock, length)

    assert (verdict and (verdict.sentence, verdict.severity)) == (said and (said, "medium"))


@pytest.mark.req("RSK-21")
def test_a_day_off_is_noticed_at_noon_too():
    assert hours("12:00", is_working_day=False).sentence == "day_off"


@pytest.fixture
def noticed():
    """noticed("RSK-21"): [(person, words of the sentence)] of its alerts, after a night."""

    def of(rule):
        evaluate_by_night()
        rows = Alert.objects.filter(rule=rule).order_by("pk")
        return [(row.person.username, row.sentence) for row in rows]

    return of


@pytest.fixture
def took_place(logged_on, arrange):
    """took_place(moment): a visit of Lin's that was submitted just now and, so it says, began then."""

    def at(moment):
        visit = logged_on(timezone.now() - HOUR)
        with arrange():
            visit.started_at, visit.ended_at = moment, moment + 20 * MINUTE
            visit.day = at_place(moment).date()
            visit.save()
        return visit

    return at


@pytest.fixture
def saturday(today):
    return datetime.combine(today - ((today.weekday() - 5) % 7 + 7) * DAY, NOON.time(), NOON.tzinfo)


@pytest.mark.req("RSK-21")
def test_a_weekend_is_noticed_but_not_a_make_up_saturday(took_place, saturday, noticed, arrange):
    took_place(saturday)
    took_place(saturday - 7 * DAY)
    with arrange():
        CalendarDay.objects.create(
            country="CN", day=saturday.date(), is_working=True, name="国庆节"
        )

    assert noticed("RSK-21") == [("lin", "day_off")]


@pytest.mark.req("RSK-21")
def test_the_first_of_october_is_noticed(took_place, noticed, arrange):
    first = datetime(2026, 10, 1, 12, tzinfo=NOON.tzinfo)
    with arrange():
        CalendarDay.objects.create(country="CN", day=first.date(), is_working=False, name="国庆节")
    took_place(first)

    assert noticed("RSK-21") == [("lin", "day_off")]


@pytest.mark.req("RSK-21")
def test_the_clock_is_the_hospitals_not_the_servers_or_the_reps(
    took_place, saturday, noticed, lin, arrange
):
    with arrange():
        lin.time_zone = "America/New_York"
        lin.save()
    working_day = saturday - 3 * DAY
    with timezone.override("America/New_York"):
        took_place(working_day)  # noon there, midnight here
        took_place(working_day + 9 * HOUR)  # nine in the evening there, morning here

        assert noticed("RSK-21") == [("lin", "night")]


@pytest.mark.req("RSK-19")
def test_two_visits_at_one_time_are_one_alert_with_both(wen, took_place, saturday, noticed):
    noon = saturday - 3 * DAY
    first, other = took_place(noon), took_place(noon + 10 * MINUTE)
    took_place(noon + 40 * MINUTE)
    expected = [("lin", "overlap")]

    assert noticed("RSK-19") == expected
    alert = Alert.objects.get(rule="RSK-19")
    assert alert.words == {"minutes": 10}
    assert {row["key"] for row in alert.evidence} == {str(first.uuid), str(other.uuid)}
    assert noticed("RSK-19") == expected


def test_each_rule_is_declared_with_words_for_what_it_says():
    assert {rule.id: set(rule.sentences) for rule in RULES} == {
        "RSK-19": {"overlap"},
        "RSK-21": {"night", "day_off"},
    }
