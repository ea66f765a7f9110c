"""Lin puts her day in an order that makes a short way, and takes it back."""

import random
from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests import factories
from visits.models import Visit
from visits.route import Stop, distance, in_good_order, length
from visits.services.day_route import order_day, set_order, undo_order
from visits.services.submission import submit_visit
from visits.services.visit import plan_visit

pytestmark = pytest.mark.req("VIS-02")
DAY = timedelta(days=1)
BEIJING, SHANGHAI = (116.4074, 39.9042), (121.4737, 31.2304)
# Along one road, from west to east.
ROAD = [(121.40 + n / 100, 31.2) for n in range(6)]


def names(stops):
    return [stop.key for stop in stops]


def test_from_beijing_to_shanghai_it_is_1067_km():
    assert round(distance(BEIJING, SHANGHAI)) == 1067


def test_stops_along_a_road_are_met_along_the_road():
    mixed = [Stop(n, ROAD[n]) for n in (3, 0, 5, 1, 4, 2)]

    assert names(in_good_order(mixed, start=ROAD[0])) == [0, 1, 2, 3, 4, 5]


def test_a_time_that_is_agreed_stays_between_the_other_times():
    stops = [
        Stop("late, west", ROAD[0], time(16)),
        Stop("west", ROAD[1]),
        Stop("early, east", ROAD[5], time(9)),
        Stop("east", ROAD[4]),
    ]

    assert names(in_good_order(stops)) == ["early, east", "east", "west", "late, west"]


def test_who_has_no_place_on_the_map_comes_last_but_for_a_time():
    stops = [
        Stop("nowhere"),
        Stop("nowhere at ten", None, time(10)),
        Stop("placed at eleven", ROAD[0], time(11)),
        Stop("placed", ROAD[3]),
    ]

    ordered = names(in_good_order(stops, start=ROAD[0]))

    assert ordered[-1] == "nowhere"
    assert ordered.index("nowhere at ten") < ordered.index("placed at eleven")


@pytest.mark.parametrize("seed", range(40))
def test_each_stop_once_never_longer_than_it_was_and_always_the_same(seed):
    dice = random.Random(seed)
    stops = [Stop(n, (121 + dice.random(), 31 + dice.random())) for n in range(dice.randint(0, 14))]
    start = (121.5, 31.5) if seed % 2 else None

    ordered = in_good_order(stops, start)

    assert sorted(names(ordered)) == names(stops)
    assert length(ordered, start) <= length(stops, start) + 1e-6
    assert in_good_order(stops, start) == ordered


@pytest.mark.parametrize("seed", range(10))
def test_with_times_it_is_never_longer_than_any_order_that_keeps_them(seed):
    dice = random.Random(seed)
    stops = [Stop(n, (121 + dice.random(), 31 + dice.random())) for n in range(8)]
    stops += [Stop(8 + n, (121 + dice.random(), 31), time(9 + n)) for n in range(3)]

    ordered = in_good_order(stops)

    assert [stop.at for stop in ordered if stop.at] == [time(9), time(10), time(11)]
    assert length(ordered) <= length(stops) + 1e-6


@pytest.fixture
def along_the_road(lin, territories, policy, today):
    """Plans of today with doctors along a road, in the order in which they were made: 3, 0, 2, 1."""
    plans = []
    for place in (3, 0, 2, 1):
        hospital = factories.OrganisationFactory(
            territory=territories["E11"], longitude=ROAD[place][0], latitude=ROAD[place][1]
        )
        doctor = factories.PersonFactory(
            name=f"{place} 医生", organisation=hospital, territory=territories["E11"]
        )
        plans.append(plan_visit(doctor.customer, day=today, by=lin))
    return plans


def shown(client):
    return [stop.visit.customer.name[0] for stop in client.get("/").context["day"].stops]


def test_one_tap_puts_the_day_in_order_and_one_takes_it_back(as_user, lin, along_the_road, today):
    phone = as_user(lin)
    before = shown(phone)

    answer = phone.post(f"/visits/{today}/order/", follow=True)

    assert "In a good order." in answer.text
    assert shown(phone) in (list("0123"), list("3210"))
    phone.post(f"/visits/{today}/order/undo/")
    assert shown(phone) == before == list("3021")


def test_the_way_goes_on_from_where_one_is(along_the_road, complete, lin, today):
    east = along_the_road[0]
    submit_visit(east, record=complete, adverse_event=False, by=lin)

    way = order_day(today, by=lin)

    assert [visit.customer.name[0] for visit in way.order][1:] in (list("210"), list("012"))
    assert Visit.objects.get(pk=east.pk) == way.order[0]


def test_who_has_no_position_stands_at_the_end_and_the_page_says_so(
    as_user, lin, along_the_road, zhou, today
):
    plan_visit(zhou.customer, day=today, by=lin)

    page = as_user(lin).post(f"/visits/{today}/order/", follow=True)

    assert "1 customer without a position on the map stands at the end." in page.text
    assert shown(as_user(lin))[-1] == "周"


def test_her_own_order_holds_and_a_new_plan_comes_last(lin, along_the_road, zhou, today):
    wanted = [along_the_road[n] for n in (1, 3, 2, 0)]
    set_order(today, [visit.uuid for visit in wanted], by=lin)
    new = plan_visit(zhou.customer, day=today, by=lin)

    assert set_order(today, [new.uuid], by=lin).order == [new, *wanted]
    assert undo_order(today, by=lin).order == [*wanted, new]


def test_a_day_gone_by_keeps_its_order(lin, today):
    with pytest.raises(ValidationError, match="This day has gone by"):
        order_day(today - DAY, by=lin)


def test_programs_order_a_day_too(as_user, lin, along_the_road, today):
    first = along_the_road[0]

    answer = as_user(lin).post(
        "/api/v1/visits/order/",
        {"day": today, "visits": [str(first.uuid)]},
        content_type="application/json",
    )

    assert answer.status_code == 200
    said = answer.json()
    assert (said["visits"][0], said["without_position"]) == (str(first.uuid), 0)
    assert said["metres"] > 0
