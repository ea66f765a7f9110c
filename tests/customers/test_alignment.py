"""Shen moves customers from one territory to another, and sees before what will move."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import registry
from accounts.permissions import Role
from accounts.services.territory import close_territory, join_territory
from customers.day import turn_alignments
from customers.models import Alignment, Customer
from customers.services.alignment import (
    align_customer,
    end_alignment,
    preview_realignment,
    realign,
)
from tests.factories import LONG_AGO, TESTS, UserFactory

TODAY = timezone.localdate()
YESTERDAY, NEXT_WEEK = (TODAY + datetime.timedelta(days=days) for days in (-1, 7))


@pytest.fixture
def bao(territories):
    """The rep of Linjiang West, in Lin's district."""
    user = UserFactory(username="bao", name="包清和", roles=[Role.REP])
    join_territory(user, territories["E12"], valid_from=LONG_AGO, by=TESTS)
    return user


def seen_by(user):
    return set(Customer.objects.visible_to(user))


def days_in(customer, territory):
    return [
        (row.valid_from, row.valid_to)
        for row in Alignment.objects.filter(customer=customer, territory=territory).order_by("pk")
    ]


@pytest.fixture
def move(shen, territories):
    """Moves, or counts, what goes from Linjiang East to Linjiang West today."""
    where = {"source": territories["E11"], "target": territories["E12"], "on": TODAY}
    return lambda **changes: realign(
        Customer.objects.visible_to(shen), **(where | changes), because="Fair load", by=shen
    )


@pytest.mark.req("ACC-02")
def test_what_the_preview_counts_is_what_then_moves(
    shen, lin, bao, zhou, first_hospital, gu, territories, move
):
    where = {"source": territories["E11"], "target": territories["E12"], "on": TODAY}
    align_customer(first_hospital.customer, territories["E12"], by=shen)

    preview = preview_realignment(Customer.objects.visible_to(shen), **where)

    assert (preview.customers, preview.already_there) == (2, 1)
    assert move() == 2
    assert seen_by(lin) == set()
    assert seen_by(bao) == {zhou.customer, first_hospital.customer}


@pytest.mark.req("ACC-02")
def test_the_past_stays_where_it_was(zhou, territories, move):
    move()

    assert days_in(zhou.customer, territories["E11"]) == [(datetime.date(2020, 1, 1), YESTERDAY)]
    assert days_in(zhou.customer, territories["E12"]) == [(TODAY, None)]


@pytest.mark.req("ACC-02")
def test_a_move_on_a_later_day_waits_for_its_morning(lin, bao, zhou, first_hospital, move, arrange):
    everybody = {zhou.customer, first_hospital.customer}
    move(on=NEXT_WEEK)
    assert (seen_by(lin), seen_by(bao)) == (everybody, set())

    with arrange():  # the day comes
        for row in Alignment.objects.order_by("valid_from"):
            row.valid_from -= datetime.timedelta(days=7)
            row.valid_to = row.valid_to and row.valid_to - datetime.timedelta(days=7)
            row.save()
    turn_alignments()

    assert (seen_by(lin), seen_by(bao)) == (set(), everybody)


@pytest.mark.req("ACC-02")
def test_the_preview_tells_what_upper_apps_count(shen, zhou, territories, monkeypatch):
    def count(customer_ids, on):
        return "planned visits", Customer.objects.filter(pk__in=customer_ids).count() * 3

    monkeypatch.setattr(registry, "realignment_effects", [count])

    preview = preview_realignment(
        Customer.objects.visible_to(shen),
        source=territories["E11"],
        target=territories["E12"],
        on=TODAY,
    )

    assert preview.effects == [("planned visits", 6)]


@pytest.mark.req("ACC-02")
def test_a_move_can_be_taken_back_and_planned_again_without_a_gap(zhou, territories, move):
    back = {"source": territories["E12"], "target": territories["E11"]}
    move(on=NEXT_WEEK)
    move()
    move(**back)

    assert days_in(zhou.customer, territories["E12"]) == []
    assert (
        Alignment.objects.on(NEXT_WEEK).get(customer=zhou.customer).territory
        == (territories["E11"])
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"on": YESTERDAY}, "on"), ({"target": "E11"}, "target"), ({"target": "E1"}, "target")],
)
def test_moves_into_the_past_or_to_nowhere_are_refused(territories, move, changes, field):
    where = {name: territories.get(value, value) for name, value in changes.items()}

    with pytest.raises(ValidationError) as refusal:
        move(**where)
    assert list(refusal.value.message_dict) == [field]


@pytest.mark.req("ACC-02")
def test_a_customer_leaves_a_territory_after_its_last_day(shen, lin, zhou):
    alignment = Alignment.objects.get(customer=zhou.customer)

    end_alignment(alignment, on=TODAY, because="Moved away", by=shen)
    assert zhou.customer in seen_by(lin)

    end_alignment(alignment, on=YESTERDAY, because="Moved away", by=shen)
    assert zhou.customer not in seen_by(lin)


def test_customers_belong_to_leaves_of_the_tree_only(shen, zhou, territories):
    with pytest.raises(ValidationError) as refusal:
        align_customer(zhou.customer, territories["E1"], by=shen)
    assert list(refusal.value.message_dict) == ["territory"]


@pytest.mark.req("ACC-02")
def test_nobody_is_aligned_in_the_past(shen, zhou, territories, as_user):
    with pytest.raises(ValidationError) as refusal:
        align_customer(zhou.customer, territories["E12"], valid_from=YESTERDAY, by=shen)
    assert refusal.value.message_dict == {
        "valid_from": ["The past stays as it was: choose today or a later day."]
    }

    page = as_user(shen).post(
        reverse("customers:alignment_new", args=[zhou.customer.uuid]),
        {"territory": territories["E12"].pk, "valid_from": YESTERDAY.isoformat()},
    )
    assert (page.status_code, days_in(zhou.customer, territories["E12"])) == (409, [])


def test_nobody_is_aligned_to_a_closed_territory(shen, zhou, territories):
    close_territory(territories["E12"], by=TESTS)
    territories["E12"].refresh_from_db()

    with pytest.raises(ValidationError) as refusal:
        align_customer(zhou.customer, territories["E12"], by=shen)
    assert refusal.value.message_dict == {
        "territory": ["This territory is closed: nobody works there."]
    }


def test_a_rep_moves_nobody(lin, zhou, territories):
    with pytest.raises(PermissionDenied):
        align_customer(zhou.customer, territories["E12"], by=lin)


@pytest.mark.req("ACC-02")
def test_two_changes_of_one_customer_wait_for_each_other(shen, zhou, territories):
    with CaptureQueriesContext(connection) as queries:
        align_customer(zhou.customer, territories["E12"], by=shen)

    sentences = [query["sql"] for query in queries]
    held = next(n for n, sql in enumerate(sentences) if "FOR NO KEY UPDATE" in sql)
    cleared = next(
        n
        for n, sql in enumerate(sentences)
        if sql.strip().startswith("DELETE FROM customers_customerterritory")
    )
    assert '"customers_customer"' in sentences[held]
    assert held < cleared
