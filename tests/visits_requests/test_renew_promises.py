"""A promise over a year whose holidays nobody knows yet is counted anew when they are published."""

import datetime

import pytest

from accounts.models import Reminder
from accounts.services.calendar import seed_calendar, set_calendar_day
from analytics.models import DirtyDay
from tests.factories import COMPANY_ZONE
from visits.models import ServiceLevel
from visits.services.request import (
    raise_request,
    reopen_request,
    resolve_request,
    respond_to_request,
)


def at(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=COMPANY_ZONE)


@pytest.fixture
def asked(lin, zhou, mo, an, service_levels):
    """On new year's eve, two working hours before it ends; eight are promised."""
    seed_calendar(2025, by=an)
    return raise_request(
        zhou.customer,
        kind="medical_inquiry",
        words="有数据吗？",
        raised_at=at("2025-12-31 16:00"),
        by=lin,
    )


@pytest.mark.req("VIS-08")
def test_the_promise_passes_over_the_holidays_once_they_are_known(asked, an):
    assert (asked.is_provisional, asked.respond_by) == (True, at("2026-01-01 15:00"))

    seed_calendar(2026, by=an)

    asked.refresh_from_db()
    newest = asked.history.latest()
    assert (asked.is_provisional, asked.respond_by) == (False, at("2026-01-04 15:00"))
    assert asked.resolve_by == at("2026-01-06 16:00")
    assert (newest.actor, newest.action) == (an.actor, "request.renew_promise")


@pytest.mark.req("VIS-10")
def test_its_reminders_move_along_even_those_told_for_the_wrong_day(asked, an, mo):
    Reminder.objects.filter(subject=asked.uuid, user=mo).update(
        handled_at=at("2026-01-01 16:00"), was_told=True
    )

    seed_calendar(2026, by=an)

    moments = Reminder.objects.filter(subject=asked.uuid, handled_at=None)
    assert set(moments.values_list("user__username", "kind", "due_at")) == {
        ("mo", "request.promise_soon", at("2026-01-04 13:00")),
        ("mo", "request.promise_late", at("2026-01-04 15:00")),
        ("lin", "request.promise_late", at("2026-01-04 15:00")),
    }


@pytest.mark.req("ANA-01")
def test_figures_of_the_day_that_it_left_and_of_the_one_that_it_reached_are_counted_anew(
    asked, an, lin
):
    DirtyDay.objects.all().delete()

    seed_calendar(2026, by=an)

    days = set(DirtyDay.objects.filter(user=lin).values_list("date", flat=True))
    assert {datetime.date(2026, 1, 1), datetime.date(2026, 1, 4)} <= days


def test_an_answer_is_judged_by_the_promise_of_its_time(asked, an, mo):
    respond_to_request(asked, text="有。", by=mo)

    seed_calendar(2026, by=an)

    asked.refresh_from_db()
    assert asked.respond_by == at("2026-01-01 15:00")
    assert (asked.resolve_by, asked.is_provisional) == (at("2026-01-06 16:00"), False)


def test_what_is_resolved_stays_as_it_was(asked, an, mo):
    resolve_request(asked, text="有。", by=mo)
    before = asked.history.count()

    seed_calendar(2026, by=an)

    assert asked.history.count() == before


def test_a_reopened_request_is_counted_from_its_reopening(asked, an, mo, lin, monkeypatch):
    resolve_request(asked, text="有。", by=mo)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2025-12-31 17:00"))
    reopen_request(asked, because="缺少长期数据", by=lin)

    seed_calendar(2026, by=an)

    asked.refresh_from_db()
    # Twenty-seven hours: one on new year's eve, then the 4th, 5th and all but an hour of the 6th.
    assert (asked.resolve_by, asked.is_provisional) == (at("2026-01-06 17:00"), False)


def test_a_day_that_the_company_sets_itself_counts_too(asked, an):
    set_calendar_day(datetime.date(2026, 1, 1), is_working=False, name="元旦", by=an)

    asked.refresh_from_db()
    assert asked.respond_by == at("2026-01-02 15:00")


def test_a_company_day_entered_early_leaves_the_year_to_be_published(asked, an):
    set_calendar_day(datetime.date(2026, 2, 14), is_working=True, name="盘点", by=an)
    asked.refresh_from_db()
    assert (asked.is_provisional, asked.respond_by) == (True, at("2026-01-01 15:00"))

    seed_calendar(2026, by=an)

    asked.refresh_from_db()
    assert (asked.is_provisional, asked.respond_by) == (False, at("2026-01-04 15:00"))


def test_a_change_that_moves_nothing_writes_nothing(asked, an):
    before = asked.history.count()

    set_calendar_day(datetime.date(2026, 5, 1), is_working=False, by=an)
    set_calendar_day(datetime.date(2027, 1, 1), is_working=False, by=an)

    assert asked.history.count() == before


def test_a_change_in_another_year_does_not_even_look_at_it(asked, an, arrange):
    with arrange():  # would be seen, were it counted anew
        ServiceLevel.objects.update(response_hours=1)

    set_calendar_day(datetime.date(2027, 1, 1), is_working=False, by=an)

    asked.refresh_from_db()
    assert asked.respond_by == at("2026-01-01 15:00")


def test_one_that_no_service_level_covers_keeps_the_holidays_from_nobody(
    asked, lin, first_hospital, an, arrange
):
    other = raise_request(
        first_hospital.customer,
        kind="medical_inquiry",
        words="有数据吗？",
        raised_at=at("2025-12-31 16:00"),
        by=lin,
    )
    with arrange():
        ServiceLevel.objects.filter(tier="").delete()

    assert seed_calendar(2026, by=an) > 0

    asked.refresh_from_db()
    other.refresh_from_db()
    assert (asked.is_provisional, other.is_provisional) == (False, True)
