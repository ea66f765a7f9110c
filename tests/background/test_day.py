"""Each morning's work is done once, whoever is awake first."""

from datetime import date

import pytest
from django.utils import timezone

from accounts import registry
from accounts.models import DayStart, Notification
from accounts.services.day import start_the_day


@pytest.fixture
def starters(monkeypatch):
    rows = registry.Registry()
    monkeypatch.setattr(registry, "day_starters", rows)
    return rows


def test_each_starter_runs_once_a_day(starters):
    ran = []

    @starters.register
    def align():
        ran.append("align")

    start_the_day()
    start_the_day()

    assert ran == ["align"]


def test_it_runs_again_on_the_next_day(starters, monkeypatch):
    days = []

    @starters.register
    def align():
        days.append(timezone.localdate())

    for day in (date(2026, 3, 9), date(2026, 3, 10)):
        monkeypatch.setattr(timezone, "localdate", lambda day=day: day)
        start_the_day()

    assert days == [date(2026, 3, 9), date(2026, 3, 10)]


def test_a_starter_that_fails_is_tried_again_and_the_others_are_not(starters):
    ran = []

    @starters.register
    def fails_at_first():
        ran.append("first")
        if ran == ["first"]:
            raise ZeroDivisionError

    @starters.register
    def works():
        ran.append("second")

    start_the_day()
    start_the_day()

    assert ran == ["first", "second", "first"]
    assert DayStart.objects.count() == 2


def test_what_a_starter_wrote_before_it_failed_is_undone_and_nothing_else(starters, lin, caplog):
    @starters.register
    def works():
        Notification.objects.create(user=lin, kind="told", key="kept")

    @starters.register
    def breaks_the_database():
        Notification.objects.create(user=lin, kind="told", key="undone")
        DayStart.objects.create(day=None)

    @starters.register
    def works_too():
        Notification.objects.create(user=lin, kind="told", key="kept too")

    start_the_day()

    keys = Notification.objects.order_by("pk").values_list("key", flat=True)
    assert list(keys) == ["kept", "kept too"]
    assert [row.starter.rpartition(".")[2] for row in DayStart.objects.order_by("pk")] == [
        "works",
        "works_too",
    ]
    assert [
        record.getMessage().rpartition(".")[2]
        for record in caplog.records
        if record.name == start_the_day.__module__
    ] == ["breaks_the_database failed"]
