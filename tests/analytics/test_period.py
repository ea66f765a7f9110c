"""Periods counted ahead give the figures that counting at reading gives, whoever moves, leaves or errs (ANA-01)."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import LegalEntity, ParameterVersion
from accounts.services.territory import join_territory
from analytics import ahead
from analytics.drilldown import rows_of
from analytics.kpis import KPIS, Part
from analytics.models import (
    CustomerFact,
    KeptPeriod,
    PeriodFlow,
    PeriodTarget,
    UnsettledCustomer,
)
from analytics.periods import Period, PeriodKind, period_of, todays_periods
from analytics.scope import Scope
from analytics.services import dirty_day, fact, period
from analytics.services.figure import figure, read
from analytics.statements import NOW, Ask, statement
from customers.models import PersonaFact
from tests import factories
from tests.analytics.conftest import SEPTEMBER, day, elsewhere, judge

WEEKS = [period_of(PeriodKind.WEEK, day(number)) for number in (1, 8, 15, 22)]
KEPT = [SEPTEMBER, *WEEKS, period_of(PeriodKind.QUARTER, day(1)), period_of(PeriodKind.YEAR, day(1))]  # fmt: skip


def nothing(story):
    """September as it was."""


def zhou_moves_within_the_month(story):
    with story.arrange():
        alignment = story.zhou.customer.alignments.get()
        alignment.valid_to = day(10)
        alignment.save()
    factories.align(story.zhou.customer, story.territories["W11"], valid_from=day(11))
    story.visited(story.chen, story.zhou.customer, day(12), people=[story.zhou])


def hu_belongs_to_two_lines(story):
    factories.align(story.september.hu.customer, story.territories["W11"])
    story.visited(story.chen, story.september.hu.customer, day(3), people=[story.september.hu])


def chen_meets_lins_doctor(story):
    story.visited(story.chen, story.zhou.customer, day(16), people=[story.zhou, story.gu])


def ma_closes_within_the_month(story):
    with story.arrange():
        customer = story.september.ma.customer
        customer.status, customer.status_on = "closed", day(9)
        customer.save()


def zhou_changes_tier_within_the_month(story):
    with story.arrange():
        held = story.zhou.customer.tier_periods.get()
        held.valid_to = day(9)
        held.save()
    factories.set_tier(story.zhou.customer, "growth", valid_from=day(10))
    dirty_day.mark_customers([story.zhou.pk], day(10))


def lin_hands_her_territory_over(story):
    with story.arrange():
        membership = story.lin.memberships.get()
        membership.valid_to = day(10)
        membership.save()
    join_territory(story.chen, story.territories["E11"], valid_from=day(11), by=factories.TESTS)
    story.visited(story.chen, story.september.ma.customer, day(18), people=[story.september.ma])


def a_visit_is_amended(story):
    visit = story.september.first
    with story.arrange():
        visit.outcome = "refused"
        visit.save()
        judge(visit, story.policy, effective=False)
    dirty_day.mark_days([(visit.rep_id, visit.day)])


def a_visit_is_logged_for_august(story):
    story.visited(story.lin, story.zhou.customer, datetime.date(2025, 8, 29), people=[story.zhou])


def ma_begins_within_the_month(story):
    with story.arrange():
        story.september.ma.customer.alignments.update(valid_from=day(20))
    story.visited(story.lin, story.september.ma.customer, day(3), people=[story.september.ma])


def zhou_tells_his_times_again(story):
    story.known(story.zhou, day(22), "times")


def hu_prescribes_another_product_than_long_ago(story):
    with story.arrange():
        PersonaFact.objects.create(
            customer=story.september.hu.customer,
            kind="prescribing",
            product=factories.ProductFactory(code="OTHER", holder=LegalEntity.objects.first()),
            value_sealed="",
            source="visit",
            known_on=datetime.date(2025, 3, 17),  # until the 13th of September
        )


def times_hold_for_a_year_from_the_15th(story):
    with story.arrange():
        held = ParameterVersion.objects.get(code="PERSONA")
        held.valid_to = day(14)
        held.save()
        ParameterVersion.objects.create(
            code="PERSONA",
            version=2,
            values={**held.values, "times_days": 365},
            status="approved",
            valid_from=day(15),
            reason="Fewer questions",
        )


def zhou_becomes_a_director(story):
    with story.arrange():
        story.zhou.type = "director"
        story.zhou.save()
    dirty_day.mark_customers([story.zhou.pk])


CHANGES = [
    nothing,
    zhou_moves_within_the_month,
    hu_belongs_to_two_lines,
    chen_meets_lins_doctor,
    ma_closes_within_the_month,
    zhou_changes_tier_within_the_month,
    lin_hands_her_territory_over,
    a_visit_is_amended,
    a_visit_is_logged_for_august,
    ma_begins_within_the_month,
    zhou_tells_his_times_again,
    hu_prescribes_another_product_than_long_ago,
    times_hold_for_a_year_from_the_15th,
    zhou_becomes_a_director,
]


def asks(story):
    periods = {str(number): one for number, one in enumerate(KEPT)}
    places = story.territories
    for viewer in (story.lin, story.shen, story.chen, story.director):
        yield Ask(Scope(viewer, SEPTEMBER), periods)
        yield Ask(Scope(viewer, SEPTEMBER, tier="growth"), periods)
    for viewer in (story.shen, story.director):
        yield Ask(Scope(viewer, SEPTEMBER), periods, by=("person",))
        yield Ask(Scope(viewer, SEPTEMBER, person=story.lin), periods)
        yield Ask(Scope(viewer, SEPTEMBER, person=story.chen), periods)
    roots = (places["E"].pk, places["W"].pk)
    yield Ask(Scope(story.director, SEPTEMBER), periods, by=("territory", "tier"), roots=roots)
    yield Ask(Scope(story.director, SEPTEMBER, territory=places["E1"]), periods)
    yield Ask(Scope(story.director, SEPTEMBER, line="cardio"), periods)


def readings(story):
    """What is not nothing; a period without facts may be told as zero or not at all."""
    return [
        {
            (key, code): (told.numerator, told.denominator, told.median)
            for key, known in reading.items()
            for code, told in known.items()
            if told.numerator or told.denominator
        }
        for reading in (read(ask)[0] for ask in asks(story))
    ]


@pytest.mark.req("ANA-01")
@pytest.mark.parametrize("change", CHANGES)
def test_a_period_counted_ahead_is_what_its_days_give(change, story):
    change(story)
    dirty_day.refresh()
    assert {(one.first, one.last) for one in KEPT} <= ahead.kept_periods().keys()
    assert fact.differences() == []

    counted_ahead = readings(story)
    KeptPeriod.objects.all().delete()

    assert counted_ahead == readings(story)


@pytest.mark.req("PROMISE-2")
@pytest.mark.parametrize("change", CHANGES)
def test_a_figure_counted_ahead_has_as_many_rows_as_it_says(change, story):
    change(story)
    dirty_day.refresh()
    told, seen = [], []
    for viewer in (story.lin, story.shen, story.chen, story.director):
        for narrower in ({}, {"person": story.lin}, {"tier": "growth"}, {"period": WEEKS[2]}):
            scope = Scope(viewer, SEPTEMBER).only(**narrower)
            for code in ("coverage", "frequency", "profile_freshness", "effective_rate"):
                found = figure(KPIS[code], scope)
                told += [found.numerator, found.denominator]
                seen += [rows_of(KPIS[code], scope, part).count() for part in Part]

    assert seen == told
    assert sum(told) > 0


@pytest.mark.req("ANA-01")
def test_a_change_counts_its_own_territory_and_periods_anew_and_no_other(story):
    def others():
        september = KeptPeriod.objects.get(first=SEPTEMBER.first, last=SEPTEMBER.last)
        west = PeriodTarget.objects.filter(territory=story.territories["W11"])
        earlier = PeriodFlow.objects.filter(period__last__lt=september.first)
        last_week = PeriodTarget.objects.filter(period__first__gt=day(28))
        return {row.pk for row in [*west, *earlier, *last_week]}

    before = others()
    story.visited(story.lin, story.zhou.customer, day(17))
    dirty_day.refresh()

    assert others() == before


@pytest.mark.req("ANA-01")
def test_the_check_finds_a_wrong_period_and_a_rebuild_puts_it_right(story, capsys):
    wrong = PeriodTarget.objects.filter(user=None, tier="strategic").first()
    PeriodTarget.objects.filter(pk=wrong.pk).update(covered=wrong.covered + 1)
    PeriodFlow.objects.filter(kpi="timeliness").delete()
    UnsettledCustomer.objects.create(customer_id=story.zhou.pk)

    with pytest.raises(CommandError, match="cells differ"):
        call_command("analytics_rebuild", check=True)
    told = {(table, kind) for table, kind, _ in fact.differences()}
    call_command("analytics_rebuild")

    assert {
        ("analytics_periodtarget", "wrong"),
        ("analytics_periodflow", "missing"),
        ("analytics_unsettledcustomer", "wrong"),
    } <= told
    assert fact.differences() == []


def test_the_next_day_the_boards_have_its_periods(story):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)

    period.keep_up(tomorrow)

    kept = {Period(first, last) for first, last in ahead.kept_periods()}
    assert {*todays_periods(tomorrow), *KEPT} <= kept
    assert Period(tomorrow - datetime.timedelta(days=2), tomorrow) not in kept
    assert set(PeriodFlow.objects.values_list("period", flat=True)) <= set(
        ahead.kept_periods().values()
    )
    assert fact.differences() == []


@pytest.mark.req("ANA-01")
def test_the_first_full_count_keeps_the_periods_of_the_days_it_finds(september):
    fact.rebuild()

    assert {(one.first, one.last) for one in KEPT} <= ahead.kept_periods().keys()
    assert fact.differences() == []


@pytest.mark.req("ANA-01")
def test_an_older_visit_brings_its_periods_with_it(story):
    august = period_of(PeriodKind.MONTH, datetime.date(2025, 8, 29))
    assert (august.first, august.last) not in ahead.kept_periods()

    story.visited(story.lin, story.zhou.customer, august.last, people=[story.zhou])
    dirty_day.refresh()

    kept = ahead.kept_periods()[august.first, august.last]
    found = PeriodFlow.objects.filter(period=kept, kpi="attempts")
    assert [flow.numerator for flow in found] == [1]
    assert fact.differences() == []


def the_next_day_comes(story):
    period.keep_up(day(21))


def zhou_moves_and_is_counted(story):
    zhou_moves_within_the_month(story)
    dirty_day.refresh()


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
@pytest.mark.req("ANA-01")
@pytest.mark.parametrize("meanwhile", [the_next_day_comes, zhou_moves_and_is_counted])
def test_figures_are_of_one_moment(meanwhile, story, monkeypatch):
    """Between the choice of what is read and the reading, another transaction counts anew."""
    period.keep_up(day(20))
    running = Period(day(1), day(20))
    assert (running.first, running.last) in ahead.kept_periods()
    ask = Ask(Scope(story.director, SEPTEMBER), {NOW: SEPTEMBER, "running": running})
    before = read(ask)

    def interrupted(asks):
        made = statement(asks)
        elsewhere(lambda: meanwhile(story)).join()
        return made

    monkeypatch.setattr("analytics.services.figure.statement", interrupted)
    assert read(ask) == before
    assert (running.first, running.last) not in ahead.kept_periods()


def test_facts_of_days_stay_as_they_are(story):
    """Whoever asks for days of no kept period is answered from them."""
    odd = Period(day(2), day(9))
    assert (odd.first, odd.last) not in ahead.kept_periods()

    (reading,) = read(Ask(Scope(story.lin, odd), {NOW: odd}))

    met = CustomerFact.objects.filter(user=story.lin, date__range=(odd.first, odd.last), met__gt=0)
    assert reading.figure(KPIS["coverage"]).numerator == met.count() == 0
    assert reading.figure(KPIS["visits_done"]).numerator == 2
