"""Who is a target changes in other apps: their tables mark the territories whose periods are out of date."""

import pytest
from django.utils import timezone

from analytics.models import DirtyTerritory, UnsettledCustomer
from analytics.services import dirty_day, fact, period
from customers.models import Alignment, Customer
from tests import factories
from tests.analytics.conftest import day, elsewhere, judge


@pytest.mark.parametrize(
    "change",
    [
        lambda story: Alignment.objects.filter(customer=story.zhou.pk).update(valid_to=day(10)),
        lambda story: Alignment.objects.filter(customer=story.zhou.pk).delete(),
        lambda story: factories.set_tier(story.september.ma.customer, "basic"),
        lambda story: story.zhou.customer.tier_periods.all().delete(),
        lambda story: story.lin.memberships.all().delete(),
        lambda story: type(story.zhou.customer).objects.filter(pk=story.zhou.pk).update(
            status="closed", status_on=day(9)
        ),
    ],
)  # fmt: skip
def test_tables_mark_whatever_changes_a_target(change, story):
    assert not DirtyTerritory.objects.exists()

    with story.arrange():
        change(story)

    marked = {mark.territory_id for mark in DirtyTerritory.objects.all()}
    assert marked == {story.territories["E11"].pk}
    assert dirty_day.up_to_date_at() < timezone.now()


def test_a_move_marks_both_territories(story):
    with story.arrange():
        Alignment.objects.filter(customer=story.zhou.pk).update(territory=story.territories["W11"])

    marked = {mark.territory_id for mark in DirtyTerritory.objects.all()}
    assert marked == {story.territories["E11"].pk, story.territories["W11"].pk}


def test_one_statement_marks_a_territory_once_however_many_customers_it_closes(story):
    with story.arrange():
        closed = Customer.objects.update(status="closed", status_on=day(9))

    places = story.territories
    marked = sorted(mark.territory_id for mark in DirtyTerritory.objects.all())
    assert closed > len(marked)
    assert marked == sorted([places["E11"].pk, places["W11"].pk])


@pytest.fixture
def counted(monkeypatch):
    """The territories of each count from here on."""
    recount, found = period.recount_territories, []

    def told(cursor, territories):
        found.append(territories)
        recount(cursor, territories)

    monkeypatch.setattr(period, "recount_territories", told)
    return found


def test_thousands_of_marks_of_a_territory_are_one_count(story, counted):
    east, west = story.territories["E11"].pk, story.territories["W11"].pk
    marks = [DirtyTerritory(territory_id=place) for place in [east] * 1500 + [west]]
    DirtyTerritory.objects.bulk_create(marks)

    dirty_day.refresh()

    assert counted == [sorted([east, west])]
    assert not DirtyTerritory.objects.exists()


def test_more_territories_than_one_transaction_takes_are_all_counted(story, counted, monkeypatch):
    monkeypatch.setattr(dirty_day, "TERRITORIES", 1)
    east, west = story.territories["E11"].pk, story.territories["W11"].pk
    marks = [DirtyTerritory(territory_id=place) for place in [west, east, west]]
    DirtyTerritory.objects.bulk_create(marks)

    dirty_day.refresh()

    assert counted == [[west], [east]]
    assert not DirtyTerritory.objects.exists()


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
@pytest.mark.req("ANA-01")
def test_a_closing_while_its_territory_is_counted_is_not_lost(story, monkeypatch):
    recount, east = period.recount_territories, story.territories["E11"].pk

    def close_zhou():
        with story.arrange():
            customer = Customer.objects.get(pk=story.zhou.pk)
            customer.status, customer.status_on = "closed", day(9)
            customer.save()

    def meanwhile(cursor, territories):
        recount(cursor, territories)
        # After the count and before its commit, as another transaction.
        elsewhere(close_zhou).join()

    DirtyTerritory.objects.create(territory_id=east)
    monkeypatch.setattr(period, "recount_territories", meanwhile)
    dirty_day.refresh()
    assert [mark.territory_id for mark in DirtyTerritory.objects.all()] == [east]

    monkeypatch.undo()
    dirty_day.refresh()
    assert not DirtyTerritory.objects.exists()
    assert fact.differences() == []


@pytest.mark.req("ANA-01")
def test_who_leaves_a_second_line_is_counted_ahead_again(story):
    """Ma was met by nobody: only the alignments tell."""
    ma, west = story.september.ma.customer, story.territories["W11"]
    factories.align(ma, west)
    dirty_day.refresh()
    assert [row.customer_id for row in UnsettledCustomer.objects.all()] == [ma.pk]

    with story.arrange():
        ma.alignments.filter(territory=west).delete()
    dirty_day.refresh()
    assert not UnsettledCustomer.objects.exists()

    with story.arrange():
        ma.alignments.update(valid_to=day(9))
    dirty_day.refresh()
    with story.arrange():
        ma.alignments.all().delete()
    dirty_day.refresh()
    assert not UnsettledCustomer.objects.exists()
    assert fact.differences() == []


def test_who_is_met_elsewhere_is_counted_at_reading_until_it_proves_wrong(story):
    visit = story.visited(story.chen, story.zhou.customer, day(16), people=[story.zhou])
    dirty_day.refresh()
    assert [row.customer_id for row in UnsettledCustomer.objects.all()] == [story.zhou.pk]

    with story.arrange():
        visit.outcome = "refused"
        visit.save()
        judge(visit, story.policy, effective=False)
    dirty_day.mark_days([(story.chen.pk, day(16))])
    dirty_day.refresh()

    assert not UnsettledCustomer.objects.exists()
    assert fact.differences() == []
