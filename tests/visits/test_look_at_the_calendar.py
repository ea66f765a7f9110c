"""The calendar: what stands on which day, what stands against it, and for whom."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Absence, CalendarDay
from tests import factories
from visits.calendar import Calendar
from visits.forms.calendar import Span, View
from visits.models import Visit
from visits.services.follow_up import add_follow_up
from visits.services.visit import plan_visit

pytestmark = pytest.mark.req("VIS-02")
DAY = timedelta(days=1)
MONTH = "/calendar/"


@pytest.fixture
def bai(first_hospital, territories):
    return factories.PersonFactory(
        name="白术", organisation=first_hospital, territory=territories["E11"]
    )


class Program:
    def __init__(self, client):
        self.client = client

    def get(self, path, params):
        return self.client.get(f"/api/v1/{path}", params)

    def post(self, path, body):
        return self.client.post(f"/api/v1/{path}", body, content_type="application/json")


@pytest.fixture
def program(as_user):
    return lambda user: Program(as_user(user))


def feed(program, user, first, last, **more):
    answer = program(user).get("calendar/", {"since": first, "until": last} | more)
    assert answer.status_code == 200
    return answer.json()


@pytest.mark.parametrize("view", View.values)
def test_each_view_is_a_table_or_list_of_links_without_script(as_user, lin, planned, view):
    page = as_user(lin).get(MONTH, {"view": view})

    assert page.status_code == 200
    assert f'href="/visits/v/{planned.uuid}/"' in page.text
    assert f'href="/visits/v/{planned.uuid}/#plan"' in page.text


@pytest.mark.parametrize(
    ("view", "first", "last"),
    [
        ("month", date(2026, 9, 28), date(2026, 11, 1)),
        ("week", date(2026, 10, 12), date(2026, 10, 18)),
        ("day", date(2026, 10, 15), date(2026, 10, 15)),
        ("list", date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_a_span_is_whole_weeks_or_its_own_days(view, first, last):
    span = Span.of({"view": view, "day": "2026-10-15"}, date(2026, 1, 1))

    assert (span.first, span.last) == (first, last)


def test_odd_addresses_show_this_month(as_user, lin, policy, today):
    page = as_user(lin).get(MONTH, {"view": "year", "day": "0001-13-41", "rep": "x"})

    assert page.context["span"] == Span(View.MONTH, today)


def test_plans_follow_ups_and_what_is_logged_stand_on_their_days(
    program, lin, zhou, submitted, today
):
    add_follow_up(zhou.customer, what="Call back", due_on=today + 2 * DAY, by=lin)

    rows = feed(program, lin, today, today + 3 * DAY)

    assert {(row["day"], row["kind"], row["state"]) for row in rows} >= {
        (str(today), "visit", "submitted"),
        (str(today + 2 * DAY), "due", "due"),
    }
    assert "Call back · 周岚" in [row["title"] for row in rows]


def test_two_plans_at_one_time_and_a_day_off_are_marked(program, lin, zhou, bai, policy, today):
    saturday = today + ((5 - today.weekday()) % 7 + 7) * DAY
    for person, clock in [(zhou, time(9)), (bai, time(9, 40))]:
        plan_visit(person.customer, day=saturday, time=clock, minutes=45, by=lin)

    rows = feed(program, lin, saturday, saturday)

    assert [row["conflicts"] for row in rows] == [
        ["A weekend day", "At the same time: 白术, 09:40–10:25"],
        ["A weekend day", "At the same time: 周岚, 09:00–09:45"],
    ]


def test_a_make_up_saturday_is_a_working_day_and_a_holiday_has_its_name(
    program, lin, zhou, bai, policy, today, arrange
):
    saturday = today + ((5 - today.weekday()) % 7 + 7) * DAY
    with arrange():
        CalendarDay.objects.create(country="CN", day=saturday, is_working=True, name="国庆节")
        CalendarDay.objects.create(
            country="CN", day=saturday + 2 * DAY, is_working=False, name="中秋节"
        )
    plan_visit(zhou.customer, day=saturday, by=lin)
    plan_visit(bai.customer, day=saturday + 2 * DAY, by=lin)

    rows = feed(program, lin, saturday, saturday + 2 * DAY)

    assert [row["conflicts"] for row in rows] == [[], ["中秋节"]]


def test_time_off_stands_against_a_plan(program, lin, planned, today, arrange):
    with arrange():
        Absence.objects.create(
            user=lin, kind="leave", valid_from=today, valid_to=today, status="approved"
        )

    rows = feed(program, lin, today, today)

    said = [sentence for row in rows for sentence in row["conflicts"]]
    assert "Time off: Leave" in said


def test_her_manager_sees_the_team_by_name_and_chooses_one(
    program, as_user, shen, lin, chen, planned, today
):
    rows = feed(program, shen, today, today)

    assert [(row["rep"], row["is_movable"]) for row in rows] == [("林晓彤", False)]
    assert rows[0]["colour"] > 0
    assert feed(program, shen, today, today, rep=str(lin.uuid)) == rows
    assert "林晓彤" in as_user(shen).get(MONTH).text


def test_a_colleague_elsewhere_sees_nothing_of_it(program, chen, planned, today):
    assert feed(program, chen, today, today) == []


def test_two_months_are_enough(program, lin, today):
    answer = program(lin).get("calendar/", {"since": today, "until": today + 90 * DAY})

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"until": ["Ask for two months at most."]}


@pytest.mark.parametrize("as_team", [False, True])
def test_a_month_costs_the_same_for_one_plan_and_for_many(
    as_user, lin, shen, zhou, bai, policy, today, as_team
):
    def queries(client):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(MONTH).status_code == 200
        return len(captured)

    client = as_user(shen if as_team else lin)
    plan_visit(zhou.customer, day=today, by=lin)
    add_follow_up(zhou.customer, what="Call", due_on=today, by=lin)
    client.get(MONTH)
    one = queries(client)
    for person in (zhou, bai):
        plan_visit(person.customer, day=today + DAY, time=time(9), by=lin)
        add_follow_up(person.customer, what="Call", due_on=today, by=lin)

    assert queries(client) == one <= 12


def test_the_page_lets_in_one_style_sheet_by_number_and_no_inline_style(as_user, lin, planned):
    answer = as_user(lin).get(MONTH)

    policy = answer.headers["Content-Security-Policy"]
    assert "style-src 'self' 'nonce-" in policy
    assert "unsafe-inline" not in policy
    assert ' style="' not in answer.text


def test_a_drag_calls_the_verb_of_the_form(program, lin, zhou, planned, today):
    moved = program(lin).post(
        f"visits/{planned.uuid}/move/",
        {"day": str(today + 2 * DAY), "time": "14:30", "minutes": 45},
    )
    kept = program(lin).post(f"visits/{planned.uuid}/move/", {"day": str(today + 3 * DAY)})

    assert (moved.status_code, kept.status_code) == (200, 200)
    visit = Visit.objects.get(pk=planned.pk)
    assert (visit.day, visit.planned_time, visit.planned_minutes) == (
        today + 3 * DAY,
        time(14, 30),
        45,
    )


def test_what_the_verb_refuses_comes_back_as_a_sentence(program, lin, chen, planned, today):
    past = program(lin).post(f"visits/{planned.uuid}/move/", {"day": str(today - DAY)})
    long = program(lin).post(f"visits/{planned.uuid}/move/", {"minutes": 601})
    others = program(chen).post(f"visits/{planned.uuid}/move/", {"day": str(today + DAY)})

    assert (past.status_code, past.json()["detail"]) == (409, "A plan is for today or later.")
    assert (long.status_code, others.status_code) == (400, 404)


def test_only_the_first_thousand_are_drawn(lin, planned, today, monkeypatch):
    monkeypatch.setattr("visits.calendar.MOST", 0)

    shown = Calendar(lin, today, today, Visit.objects.visible_to(lin))

    assert (shown.is_cut, shown.items) == (True, [])
