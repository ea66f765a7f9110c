"""Lin plans a visit that repeats: holidays are moved or left out, and one or all later ones change."""

import re
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from visits.models import Visit
from visits.repetition import OnClosed, Repetition, Rhythm, days_of
from visits.services.series import cancel_later, move_later, plan_series
from visits.services.several import plan_several
from visits.services.visit import plan_visit, reschedule_visit

pytestmark = pytest.mark.req("VIS-02")
DAY, WEEK = timedelta(days=1), timedelta(days=7)
THURSDAY = date(2026, 9, 24)
# The National Day week of 2026, and the Saturday that makes up for it.
HOLIDAYS = {date(2026, 10, day) for day in range(1, 8)}


def is_working(day):
    return day not in HOLIDAYS and (day.weekday() < 5 or day == date(2026, 10, 10))


@pytest.mark.parametrize(
    ("rhythm", "count", "on_closed", "days"),
    [
        ("week", 4, "keep", ["2026-09-24", "2026-10-01", "2026-10-08", "2026-10-15"]),
        # 1 October moves onto the day of the next time: both are one visit.
        ("week", 4, "move", ["2026-09-24", "2026-10-08", "2026-10-15"]),
        ("week", 4, "skip", ["2026-09-24", "2026-10-08", "2026-10-15"]),
        ("two_weeks", 3, "move", ["2026-09-24", "2026-10-08", "2026-10-22"]),
        # The fourth Thursday of each month.
        ("month", 4, "move", ["2026-09-24", "2026-10-22", "2026-11-26", "2026-12-24"]),
    ],
)
def test_the_days_of_a_repetition(rhythm, count, on_closed, days):
    rule = Repetition(THURSDAY, Rhythm(rhythm), count=count, on_closed=OnClosed(on_closed))

    assert [str(day) for day in days_of(rule, is_working)] == days


def test_it_ends_on_its_last_day_and_the_fifth_weekday_stands_for_the_last():
    rule = Repetition(date(2026, 9, 30), Rhythm.MONTH, until=date(2026, 12, 29))

    days = days_of(rule, lambda day: True)

    assert days == [date(2026, 9, 30), date(2026, 10, 28), date(2026, 11, 25)]


@pytest.fixture
def weekly(lin, zhou, policy, today):
    """Lin sees Zhou every week, four times, from next Wednesday."""
    first = today + ((2 - today.weekday()) % 7 + 7) * DAY
    rule = Repetition(first, Rhythm.WEEK, count=4, on_closed=OnClosed.KEEP)
    return plan_series(zhou.customer, rule, time=time(9), objective="Subgroup", by=lin).visits


def days(visits):
    fresh = Visit.objects.filter(pk__in=[visit.pk for visit in visits]).order_by("pk")
    return [visit.day for visit in fresh if visit.status == "planned"]


def test_each_time_is_a_plain_visit_of_one_series(weekly):
    assert len({visit.series for visit in weekly}) == 1
    assert [visit.day - weekly[0].day for visit in weekly] == [n * WEEK for n in range(4)]
    assert {(visit.objective, visit.planned_time) for visit in weekly} == {("Subgroup", time(9))}


def test_only_this_one_moves(weekly, lin):
    before = days(weekly)

    reschedule_visit(weekly[1], day=before[1] + DAY, by=lin)

    assert days(weekly) == [before[0], before[1] + DAY, *before[2:]]


@pytest.mark.parametrize("shift", [WEEK, DAY, -DAY])
def test_this_one_and_the_later_ones_move_as_far(weekly, lin, shift):
    before = days(weekly)

    moved = move_later(weekly[1], day=before[1] + shift, time=time(14), by=lin)

    assert len(moved) == 3
    assert days(weekly) == [before[0], *(day + shift for day in before[1:])]


@pytest.mark.parametrize("shift", [WEEK, -DAY])
def test_moves_forth_and_back_hold_the_plans_in_one_order(weekly, lin, shift):
    with CaptureQueriesContext(connection) as asked:
        move_later(weekly[0], day=weekly[0].day + shift, by=lin)

    held = [one["sql"] for one in asked if "FOR NO KEY UPDATE" in one["sql"]]
    keys = [re.search(r'"visits_visit"."id" = (\d+)', sql) for sql in held]
    assert [int(key[1]) for key in keys if key] == [visit.pk for visit in weekly]


def test_all_move_or_none(weekly, lin, today):
    before = days(weekly)

    with pytest.raises(ValidationError) as refusal:
        move_later(weekly[0], day=today - DAY, by=lin)

    assert refusal.value.messages[0].endswith("A plan is for today or later.")
    assert days(weekly) == before


def test_this_one_and_the_later_ones_are_cancelled(weekly, lin):
    assert cancel_later(weekly[2], because="He retires", by=lin) == 2

    assert days(weekly) == [weekly[0].day, weekly[1].day]


def test_a_day_that_is_planned_already_stays_as_it_is(lin, zhou, policy, today):
    known = plan_visit(zhou.customer, day=today + WEEK, by=lin)
    rule = Repetition(today, Rhythm.WEEK, count=3, on_closed=OnClosed.KEEP)

    series = plan_series(zhou.customer, rule, by=lin)

    assert series.left_out == [known.day]
    assert [visit.day for visit in series.visits] == [today, today + 2 * WEEK]


def test_the_page_asks_how_long_and_plans(as_user, lin, zhou, policy, today):
    url = f"{reverse('visits:plan_repeated')}?customer={zhou.customer.uuid}"
    said = {"first": today.isoformat(), "rhythm": "week", "on_closed": "keep", "minutes": 30}

    refused = as_user(lin).post(url, said)
    planned = as_user(lin).post(url, said | {"count": 5}, follow=True)

    assert refused.status_code == 422
    assert "Say until when, or how many times." in refused.text
    assert "5 visits planned." in planned.text
    assert set(Visit.objects.values_list("planned_minutes", flat=True)) == {30}


def test_the_visits_page_moves_and_cancels_the_later_ones_too(as_user, lin, weekly):
    before, page = days(weekly), as_user(lin)
    address = f"/visits/v/{weekly[1].uuid}"

    page.post(f"{address}/move/", {"day": before[1] + DAY, "and_later": "on"})
    page.post(f"{address}/cancel/", {"because": "He retires", "and_later": "on"})

    assert days(weekly) == before[:1]


def test_programs_repeat_and_spread_plans(as_user, lin, zhou, policy, today):
    def post(path, body):
        return as_user(lin).post(f"/api/v1/visits/{path}/", body, content_type="application/json")

    customer = str(zhou.customer.uuid)
    repeated = post("repeat", {"customer": customer, "first": today, "rhythm": "week", "count": 2})
    several = post("several", {"customers": [customer], "days": [today + 3 * DAY]})

    assert (repeated.status_code, several.status_code) == (201, 201)
    assert len(repeated.json()["visits"]) == 2
    assert len(several.json()["visits"]) == 1


@pytest.fixture
def doctors(first_hospital, territories):
    return [
        factories.PersonFactory(
            name=f"{n} 医生", organisation=first_hospital, territory=territories["E11"]
        ).customer
        for n in range(5)
    ]


def test_many_are_spread_over_the_days_by_what_is_planned_there(lin, zhou, doctors, policy, today):
    plan_visit(zhou.customer, day=today, by=lin)

    planned = plan_several(doctors, days=[today, today + DAY], most_a_day=3, by=lin)

    assert [visit.day for visit in planned].count(today) == 2
    assert [visit.day for visit in planned].count(today + DAY) == 3


def test_whoever_finds_no_room_is_named_and_nothing_is_planned(lin, doctors, policy, today):
    with pytest.raises(ValidationError) as refusal:
        plan_several(doctors, days=[today, today + DAY], most_a_day=2, by=lin)

    said = "No room is left on these days: at most 2 visits a day."
    assert refusal.value.message_dict == {str(doctors[4].uuid): [said]}
    assert not Visit.objects.exists()


def test_the_page_shows_what_each_day_holds(as_user, lin, zhou, policy, today):
    plan_visit(zhou.customer, day=today + DAY, by=lin)

    days = as_user(lin).get("/visits/plan/several/").context["form"]["days"]

    assert [label.endswith(" (1)") for _key, label in days.field.choices][:3] == [
        False,
        True,
        False,
    ]


def test_who_is_planned_already_is_said_while_the_days_are_chosen(
    as_user, lin, zhou, policy, today
):
    plan_visit(zhou.customer, day=today + DAY, by=lin)
    chosen = {"customer": zhou.customer.uuid, "days": today + DAY, "filter": "1"}

    answer = as_user(lin).post("/visits/plan/several/", chosen, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    ((_row, is_ticked, sentences, _against),) = answer.context["rows"]
    assert (is_ticked, len(sentences)) == (True, 1)
    assert sentences[0].endswith("already.")
