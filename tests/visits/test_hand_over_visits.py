"""A rep leaves: her open visits and follow-ups pass to her successor in the leaver's own deed (ACC-06)."""

import pytest

from accounts.permissions import Role
from accounts.services.leaver import deactivate_user
from accounts.services.territory import join_territory
from tests import factories
from visits.models import Visit
from visits.services.follow_up import add_follow_up
from visits.services.visit import plan_visit, start_visit

pytestmark = pytest.mark.req("ACC-06")


@pytest.fixture
def tao(territories, holder):
    """Lin's colleague in the neighbouring territory of her district."""
    user = factories.UserFactory(username="tao", name="陶然", roles=[Role.REP])
    join_territory(user, territories["E12"], valid_from=factories.LONG_AGO, by=factories.TESTS)
    factories.RepFilingFactory(user=user, holder=holder)
    return user


def test_plans_and_follow_ups_pass_on(planned, lin, tao, an, zhou, today, territories):
    promised = add_follow_up(zhou.customer, what="Call", due_on=today, by=lin)

    deactivate_user(lin, successor=tao, by=an)

    planned.refresh_from_db()
    promised.refresh_from_db()
    assert (planned.rep, planned.territory, planned.status) == (tao, territories["E12"], "planned")
    assert promised.owner == tao
    last = planned.history.first()
    assert (last.action, last.actor) == ("user.deactivate", an.actor)


def test_plans_stay_in_the_territory_that_the_successor_takes(planned, lin, tao, an, territories):
    deactivate_user(lin, successor=tao, takes_territories=True, by=an)

    planned.refresh_from_db()
    assert (planned.rep, planned.territory) == (tao, territories["E11"])


def test_what_the_successor_plans_already_is_not_planned_twice(
    planned, lin, tao, an, zhou, today, territories
):
    factories.align(zhou.customer, territories["E12"])
    plan_visit(zhou.customer, day=today, by=tao)

    deactivate_user(lin, successor=tao, by=an)

    states = Visit.objects.order_by("rep__username").values_list("rep__username", "status")
    assert list(states) == [("lin", "cancelled"), ("tao", "planned")]


def test_what_was_begun_ends_with_the_leaver(planned, lin, tao, an):
    start_visit(planned, by=lin)

    deactivate_user(lin, successor=tao, by=an)

    planned.refresh_from_db()
    assert (planned.rep, planned.status) == (lin, "cancelled")
    assert planned.status_reason == "The representative has left."


def test_submitted_visits_stay_hers(submitted, lin, tao, an):
    before = submitted.history.count()

    deactivate_user(lin, successor=tao, by=an)

    submitted.refresh_from_db()
    assert (submitted.rep, submitted.history.count()) == (lin, before)
