"""Shen gives many customers of her district another owner, and takes it back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.permissions import Role
from accounts.services.territory import join_territory
from customers.models import Alignment, Customer
from customers.services.alignment import align_customer, realign
from customers.services.bulk_change import preview_bulk_change, start_bulk_change
from tests.customers_bulk.conftest import fates, keys
from tests.factories import LONG_AGO, TESTS, PersonFactory, UserFactory

TODAY = timezone.localdate()
NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def bao(territories):
    """The rep of Linjiang West, in Lin's district."""
    user = UserFactory(username="bao", name="包清和", roles=[Role.REP])
    join_territory(user, territories["E12"], valid_from=LONG_AGO, by=TESTS)
    return user


def to_west(on=TODAY):
    return {"source": "E11", "target": "E12", "on": on.isoformat()}


def seen_by(user):
    return {customer.name for customer in Customer.objects.visible_to(user)}


EVERYBODY = {"周岚", "临江市第一人民医院", "安然"}


@pytest.mark.req("CUS-13", "ACC-02")
def test_what_the_preview_shows_is_what_moves(shen, lin, bao, three, territories, act):
    elsewhere = PersonFactory(name="何兰舟", territory=territories["E12"]).customer
    seen = preview_bulk_change("owner", to_west(), keys([*three, elsewhere]), by=shen)
    assert len(seen.changing) == 3
    assert seen.left_out == [("They don't belong to 临江东 on that day.", 1)]
    assert seen.effects[0][1] == 0  # open needs: none

    change = act("owner", to_west(), [*three, elsewhere], because="Fair load", by=shen)

    assert (change.changed, change.left_out) == (3, 1)
    assert (seen_by(lin), seen_by(bao)) == (set(), EVERYBODY | {"何兰舟"})
    moved = Alignment.history.filter(valid_from=TODAY).latest()
    assert (moved.action, moved.actor, moved.history_change_reason) == (
        "alignment.realign",
        shen.actor,
        "Fair load",
    )


@pytest.mark.req("CUS-13", "ACC-02")
def test_it_is_taken_back_and_the_days_before_stay_as_they_were(
    shen, lin, bao, three, territories, act, take_back
):
    align_customer(three[0], territories["E12"], by=shen)  # belonged there as well
    change = act("owner", to_west(), three, by=shen)

    take_back(change, by=shen)

    assert (change.undone, change.kept) == (3, 0)
    assert (seen_by(lin), seen_by(bao)) == (EVERYBODY, {"周岚"})
    days = Alignment.objects.filter(customer=three[1]).order_by("pk")
    assert [(row.territory.code, row.valid_from, row.valid_to) for row in days] == [
        ("E11", LONG_AGO, TODAY - timedelta(days=1)),
        ("E11", TODAY, None),
    ]
    assert Alignment.history.filter(history_type="-").count() == 2


@pytest.mark.req("CUS-13", "ACC-02")
def test_who_has_moved_again_stays_there_and_that_is_told(
    shen, lin, three, territories, act, take_back
):
    change = act("owner", to_west(), three, by=shen)
    realign(
        [three[2].pk],
        source=territories["E12"],
        target=territories["E11"],
        on=TODAY,
        because="Not her",
        by=shen,
    )

    take_back(change, by=shen)

    assert fates(change)["安然"] == ("kept", "It has moved again meanwhile.")
    assert seen_by(lin) == EVERYBODY


@pytest.mark.req("CUS-13", "ACC-02")
def test_a_move_of_next_week_is_called_off_without_a_trace_in_the_calendar(
    shen, lin, three, act, take_back
):
    change = act("owner", to_west(NEXT_WEEK), three, by=shen)
    assert seen_by(lin) == EVERYBODY

    take_back(change, by=shen)

    assert set(Alignment.objects.on(NEXT_WEEK).values_list("territory__code", flat=True)) == {"E11"}


@pytest.mark.req("CUS-13")
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"source": "E11", "target": "E11", "on": TODAY.isoformat()}, "target"),
        ({"source": "E11", "target": "E12", "on": "2020-01-01"}, "on"),
        ({"source": "W11", "target": "E12", "on": TODAY.isoformat()}, "source"),
        ({"source": "E11"}, "on"),
    ],
    ids=["to itself", "in the past", "not hers", "half said"],
)
def test_what_cannot_be_is_said_beside_its_field(shen, three, said, field):
    with pytest.raises(ValidationError) as refusal:
        preview_bulk_change("owner", said, keys(three), by=shen)
    assert field in refusal.value.message_dict


@pytest.mark.req("CUS-13")
def test_a_rep_gives_nobody_away(lin, three):
    with pytest.raises(PermissionDenied):
        start_bulk_change("owner", to_west(), keys(three), because="Busy", whom="All", by=lin)
