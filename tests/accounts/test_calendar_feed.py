"""Lin's own calendar reads her plans under a secret address, which says no more than a calendar may."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from accounts.models import Access, CalendarFeed
from accounts.services.calendar_feed import make_feed
from accounts.services.leaver import deactivate_user
from accounts.views import calendar_feed as views
from visits.models import FollowUp, Request
from visits.services.visit import cancel_visit, plan_visit, reschedule_visit

pytestmark = pytest.mark.req("ACC-05")


@pytest.fixture
def address(lin, as_user):
    return as_user(lin).post("/me/calendar/").context["address"]


@pytest.fixture
def read(address):
    """Lin's events, as a calendar program without a session reads them: [Event]."""

    def events():
        answer = Client().get(address)
        assert answer.status_code == 200
        return Calendar.from_ical(answer.content).walk("VEVENT")

    return events


@pytest.fixture
def plan(lin, zhou):
    day = timezone.localdate() + timedelta(days=3)
    return plan_visit(zhou.customer, day=day, time=time(9, 30), objective="晨会", by=lin)


def test_a_planned_visit_stands_at_its_time_in_her_own_zone(plan, read, lin, arrange):
    with arrange():
        lin.time_zone = "Asia/Shanghai"
        lin.save()
    (event,) = read()

    begins = datetime.combine(plan.planned_on, time(9, 30), ZoneInfo("Asia/Shanghai"))
    assert (begins, begins + timedelta(minutes=30)) == (event.DTSTART, event.DTEND)
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert (event["STATUS"], event["SEQUENCE"], event["CLASS"]) == ("CONFIRMED", 0, "PRIVATE")


def test_it_names_the_place_and_neither_the_doctor_nor_the_objective(plan, read, address):
    (event,) = read()

    mark = f"#{plan.uuid.hex[-4:].upper()}"
    assert event["SUMMARY"] == f"Visit · 临江市第一人民医院 · {mark}"
    assert event["URL"].endswith(f"/visits/v/{plan.uuid}/")
    said = Client().get(address).content.decode()
    assert [word for word in ("周岚", "晨会") if word in said] == []


def test_a_visit_that_is_moved_stays_the_same_event_with_a_higher_number(plan, read, lin):
    (before,) = read()
    reschedule_visit(plan, day=plan.day + timedelta(days=1), time=time(9, 30), by=lin)
    (after,) = read()

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == 1
    assert after["LAST-MODIFIED"].dt == plan.history.latest().recorded_at.replace(microsecond=0)
    assert before.DTSTART + timedelta(days=1) == after.DTSTART


def test_a_cancelled_visit_says_so_under_the_same_number(plan, read, lin):
    (before,) = read()
    cancel_visit(plan, because="The doctor is away", by=lin)
    (after,) = read()

    assert (after["UID"], after["STATUS"]) == (before["UID"], "CANCELLED")


def test_a_visit_without_a_time_fills_its_day_and_leaves_her_free(lin, zhou, read):
    day = timezone.localdate() + timedelta(days=1)
    plan_visit(zhou.customer, day=day, by=lin)
    (event,) = read()

    assert (event.DTSTART, event["TRANSP"]) == (day, "TRANSPARENT")


def test_follow_ups_and_promises_stand_on_their_days(lin, zhou, first_hospital, read, arrange):
    today = timezone.localdate()
    due = timezone.now().replace(microsecond=0) + timedelta(days=2)
    with arrange():
        FollowUp.objects.create(customer=zhou.customer, what="送资料", owner=lin, due_on=today)
        Request.objects.create(
            customer=first_hospital.customer,
            kind="question",
            words="周主任问",
            territory=lin.memberships.get().territory,
            department="medical",
            raised_by=lin,
            raised_at=timezone.now(),
            respond_by=due,
            resolve_by=due + timedelta(days=9),
        )

    follow_up, promise = read()

    assert (follow_up.DTSTART, follow_up["SUMMARY"][:9]) == (today, "Follow-up")
    assert due == promise.DTSTART
    assert promise["SUMMARY"].startswith("Promised answer due · 临江市第一人民医院 · #")


def test_it_speaks_her_language(lin, plan, read, arrange):
    with arrange():
        lin.language = "zh-hans"
        lin.save()
    (event,) = read()

    assert event["SUMMARY"].startswith("拜访 · ")


def test_nobody_else_s_plans_are_in_it(chen, gu, read):
    plan_visit(gu.customer, day=timezone.localdate() + timedelta(days=1), by=chen)

    assert read() == []


def test_the_address_is_shown_once_and_kept_as_a_hash(lin, as_user, address):
    secret = address.rpartition("/")[2].removesuffix(".ics")

    assert secret not in as_user(lin).get("/me/calendar/").text
    assert secret not in str(CalendarFeed.objects.values())


def test_a_new_address_replaces_the_old_one_and_both_are_revoked_for_good(lin, as_user, address):
    browser = as_user(lin)
    newer = browser.post("/me/calendar/").context["address"]
    assert [Client().get(url).status_code for url in (address, newer)] == [404, 200]

    browser.post("/me/calendar/revoke/")
    assert Client().get(newer).status_code == 404
    assert [row.action for row in CalendarFeed.history.order_by("history_id")] == [
        *("calendar_feed.create", "calendar_feed.create", "calendar_feed.create"),
        "calendar_feed.revoke",
    ]


def test_who_has_left_has_no_calendar_any_more(lin, an, address):
    deactivate_user(lin, because="离职", by=an)

    assert Client().get(address).status_code == 404
    assert CalendarFeed.objects.current().count() == 0


def test_where_the_company_allows_none_no_address_works_and_none_is_made(
    lin, as_user, address, settings
):
    settings.CHANNELS = ["push"]

    assert Client().get(address).status_code == 404
    page = as_user(lin).get("/me/calendar/")
    assert "switched private calendar addresses off" in page.text
    assert as_user(lin).post("/me/calendar/").status_code == 409


def test_an_unknown_address_is_not_found(db):
    assert Client().get("/calendar/nothing.ics").status_code == 404


def test_no_cache_keeps_it_and_every_opening_is_in_the_access_log(lin, plan, address):
    answer = Client().get(address, REMOTE_ADDR="10.0.0.7")
    Client().get(address)

    assert answer.headers["Cache-Control"] == "private, no-store"
    first, _second = Access.objects.filter(what="accounts.calendarfeed").order_by("pk")
    assert (first.user, first.action, first.count, first.ip) == (lin, "export", 1, "10.0.0.7")


def test_who_asks_too_often_waits_a_minute(address, monkeypatch):
    monkeypatch.setattr(views, "A_MINUTE", 2)
    # No minute ends in between.
    monkeypatch.setattr("accounts.rate_limit._this_minute", lambda: 0)

    answers = [Client().get(address, REMOTE_ADDR="10.9.9.9") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "60"


def test_nobody_makes_an_address_for_others(lin, an):
    with pytest.raises(PermissionDenied, match="their own"):
        make_feed(lin, by=an)


def test_many_plans_cost_as_many_queries_as_one(lin, zhou, read, plan):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            read()
        return len(caught)

    few = queries()
    for days in range(5, 9):
        plan_visit(zhou.customer, day=timezone.localdate() + timedelta(days=days), by=lin)

    assert queries() == few <= 20
