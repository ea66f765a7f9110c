"""A change and its mark are one; whatever dies or collides meanwhile, the figures follow."""

import socket
import time

import pytest
from django.db import transaction

from accounts.registry import mark_day_changed
from analytics.models import DailyFact, DirtyDay
from analytics.services import dirty_day, fact, period
from tests.analytics.conftest import day, elsewhere, judge
from tests.background.test_faults import kill, publishing_to, wait_until, worker


def attempts(user, on):
    rows = DailyFact.objects.filter(user=user, date=on, kpi="attempts", product=None)
    return sum(rows.values_list("numerator", flat=True))


@pytest.mark.req("ANA-01")
def test_a_late_visit_changes_yesterdays_cell_and_no_other(lin, zhou, visited):
    visited(lin, zhou.customer, day(1))
    visited(lin, zhou.customer, day(2))
    dirty_day.refresh()
    others = set(DailyFact.objects.exclude(date=day(1)).values_list("pk", flat=True))

    visited(lin, zhou.customer, day(1))
    assert dirty_day.refresh() == 1

    assert attempts(lin, day(1)) == 2
    assert set(DailyFact.objects.exclude(date=day(1)).values_list("pk", flat=True)) == others


@pytest.mark.req("ANA-01")
def test_an_amended_visit_counts_with_its_new_facts_on_its_day(
    lin, zhou, visited, figures, policy, arrange
):
    visit = visited(lin, zhou.customer, day(1))
    assert figures(lin, "visits_effective").value == 1

    with arrange():
        visit.outcome = "refused"
        visit.save()
        judge(visit, policy, effective=False)
        mark_day_changed(lin, visit.day)

    assert (figures(lin, "visits_effective").value, figures(lin, "attempts").value) == (0, 1)
    assert attempts(lin, day(1)) == 1


def test_a_verb_marks_in_its_own_transaction(lin):
    with pytest.raises(RuntimeError), transaction.atomic():
        mark_day_changed(lin, day(1))
        raise RuntimeError

    assert DirtyDay.objects.count() == 0


def test_many_marks_of_a_day_are_one_count(lin, zhou, visited):
    visited(lin, zhou.customer, day(1))
    dirty_day.mark_days([(lin.pk, day(1))] * 50)

    assert dirty_day.refresh() == 1
    assert DirtyDay.objects.count() == 0


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
@pytest.mark.req("ANA-01")
def test_a_change_that_lands_while_its_day_is_counted_is_not_lost(lin, zhou, visited, monkeypatch):
    visited(lin, zhou.customer, day(1))
    recompute = dirty_day.recompute
    landed = []

    def meanwhile(days):
        recompute(days)
        if not landed:
            # After the count and before its commit, as another transaction.
            landed.append(elsewhere(lambda: visited(lin, zhou.customer, day(1))))
            landed[0].join()

    monkeypatch.setattr(dirty_day, "recompute", meanwhile)
    dirty_day.refresh()
    assert (attempts(lin, day(1)), DirtyDay.objects.count()) == (1, 1)

    dirty_day.refresh()
    assert (attempts(lin, day(1)), DirtyDay.objects.count()) == (2, 0)


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_second_worker_leaves_the_figures_to_the_first(lin, chen, zhou, gu, visited, monkeypatch):
    visited(lin, zhou.customer, day(1))
    recompute = dirty_day.recompute
    seen = []

    def slowly(days):
        seen.append(days)
        if len(seen) == 1:
            elsewhere(lambda: visited(chen, gu.customer, day(2))).join()
            second = elsewhere(dirty_day.refresh)
            second.join(timeout=20)
            assert not second.is_alive()
        recompute(days)

    monkeypatch.setattr(dirty_day, "recompute", slowly)
    dirty_day.refresh()
    assert (seen, attempts(lin, day(1)), attempts(chen, day(2))) == ([[(lin.pk, day(1))]], 1, 0)

    assert dirty_day.refresh() == 1
    assert (attempts(lin, day(1)), attempts(chen, day(2))) == (1, 1)
    assert fact.differences() == []


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_no_worker_waits_while_the_periods_of_a_new_day_are_counted(
    lin, zhou, visited, monkeypatch
):
    choose = period.choose
    waited = []

    def slowly(today):
        if not waited:
            elsewhere(lambda: visited(lin, zhou.customer, day(1))).join()
            second = elsewhere(dirty_day.refresh)
            second.join(timeout=20)
            waited.append(second.is_alive())
        return choose(today)

    monkeypatch.setattr(period, "choose", slowly)
    dirty_day.refresh()

    assert (waited, DirtyDay.objects.count()) == ([False], 1)
    assert dirty_day.refresh() == 1
    assert attempts(lin, day(1)) == 1


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_refresh_waits_for_nobody_who_counts_everything(lin, zhou, visited, monkeypatch):
    visited(lin, zhou.customer, day(1))
    done = []

    def in_between(cursor, model, fresh):
        thread = elsewhere(lambda: done.append(dirty_day.refresh()))
        thread.join(timeout=20)
        return 0, 0

    monkeypatch.setattr(fact, "_correct", in_between)
    fact.rebuild()

    assert done == [0] * len(fact.COUNTED)
    monkeypatch.undo()
    assert dirty_day.refresh() == 1
    assert attempts(lin, day(1)) == 1


@pytest.mark.faults
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
@pytest.mark.req("ANA-01")
def test_a_nudge_brings_the_figures_within_seconds_and_a_killed_worker_loses_nothing(
    lin, zhou, visited
):
    with worker() as process:
        with transaction.atomic():
            visited(lin, zhou.customer, day(1))
        wait_until(lambda: attempts(lin, day(1)) == 1)
        # Enough work for the kill to come in its midst.
        with transaction.atomic():
            visited(lin, zhou.customer, day(2))
            dirty_day.mark_days((lin.pk, day(1 + n % 28)) for n in range(20_000))
        time.sleep(0.3)
        kill(process)

    wait_until(lambda: dirty_day.refresh() or not DirtyDay.objects.exists())

    assert (attempts(lin, day(1)), attempts(lin, day(2))) == (1, 1)
    assert fact.differences() == []


@pytest.mark.faults
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_broker_that_says_nothing_holds_one_deed_up_and_loses_no_mark(lin, monkeypatch):
    monkeypatch.setattr(dirty_day, "_broker_is_away_until", 0.0)

    def seconds(on):
        began = time.monotonic()
        with transaction.atomic():
            mark_day_changed(lin, on)
        return time.monotonic() - began

    with socket.create_server(("127.0.0.1", 0)) as silent:
        host, port = silent.getsockname()
        with publishing_to(f"redis://{host}:{port}"):
            first, second = seconds(day(1)), seconds(day(2))

    assert first < 6
    assert second < first / 2
    assert DirtyDay.objects.count() == 2
