"""A stock is that of the last day: whose persona is in date then, as time alone changes it (CUS-03, decision 23)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from analytics import ahead
from analytics.kpis import KPIS
from analytics.periods import Period, PeriodKind
from analytics.scope import Scope
from analytics.services import dirty_day, fact, period
from analytics.services.figure import figure
from customers.models import PersonaFact
from customers.persona import persona_of
from customers.services.persona_fact import confirm_fact, drop_fact, note_fact
from tests.analytics.conftest import day

KPI = KPIS["profile_freshness"]
VALUES = {"prescribing": "trial", "channel": "phone", "visits_wanted": "welcome"}


def parts(viewer, shown):
    found = figure(KPI, Scope(viewer, shown))
    return found.numerator, found.denominator


@pytest.mark.req("CUS-03")
def test_facts_grow_too_old_by_time_alone(story):
    """Zhou's times hold up to the 20th, and a fact about Hu is taken back on the 24th: of three people."""
    told = {}
    for number in (9, 20, 21, 24):
        period.keep_up(day(number))
        shown = Period(day(1), day(number))
        assert (shown.first, shown.last) in ahead.kept_periods()
        told[number] = parts(story.lin, shown)

    assert told == {9: (1, 3), 20: (2, 3), 21: (1, 3), 24: (0, 3)}
    assert fact.differences() == []


@pytest.mark.req("CUS-03")
def test_what_is_noted_confirmed_and_taken_back_counts_from_that_day(story, lin, zhou, product):
    today = Period(timezone.localdate(), timezone.localdate())

    def is_in_date():
        dirty_day.refresh()
        persona = persona_of(zhou, lin)
        assert fact.differences() == []
        return parts(lin, today)[0], persona.number_in_date == persona.number_needed

    for kind in PersonaFact.Kind:
        note_fact(
            zhou.customer,
            kind=kind,
            value=VALUES.get(kind, "short talks"),
            source="visit",
            product=product if kind == "prescribing" else None,
            known_on=today.last - timedelta(days=181 if kind == "times" else 0),
            by=lin,
        )
    assert is_in_date() == (0, False)

    times = PersonaFact.objects.current().get(customer=zhou.pk, kind="times")
    confirmed = confirm_fact(times, by=lin)
    assert is_in_date() == (1, True)

    drop_fact(confirmed, because="She never said so", by=lin)
    assert is_in_date() == (0, False)


@pytest.mark.req("CUS-03")
def test_the_board_shows_it_with_what_it_means(story, shen, as_user):
    board = as_user(shen).get("/dashboard/", {"period": PeriodKind.MONTH, "on": "2025-09-01"})
    meaning = as_user(shen).get("/figures/")

    assert "Customer information in date" in board.text
    assert 'id="profile_freshness"' in meaning.text
