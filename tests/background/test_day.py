"""Each morning's work is done once, whoever is awake first."""

from datetime import date

import pytest
from django.utils import timezone

from accounts import registry
from accounts.models import DayStart
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
