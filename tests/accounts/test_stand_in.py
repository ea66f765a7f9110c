"""Hua covers for Lin while she is away: he sees her territory while he stands in, and every deed says so (ACC-04)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Delegation, Notification, User
from accounts.permissions import Role
from accounts.services.absence import ask_absence
from accounts.services.delegation import delegate, deputies_for, end_delegation, stand_in
from accounts.services.role import grant_role
from accounts.services.territory import join_territory
from customers.models import Customer
from tests import factories
from visits.models import CyclePlan, Visit, Waiver
from visits.services.amendment import check_may_decide
from visits.services.cycle_plan import check_may_decide as check_may_decide_plan
from visits.services.visit import plan_visit
from visits.services.waiver import can_decide as can_decide_waiver

DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def hua(territories, holder):
    """A rep of the territory next to Lin's."""
    user = factories.UserFactory(username="hua", name="华清", roles=[Role.REP])
    join_territory(user, territories["E12"], valid_from=factories.LONG_AGO, by=factories.TESTS)
    factories.RepFilingFactory(user=user, holder=holder)
    return user


@pytest.fixture
def cover(lin, hua, today):
    return delegate(lin, hua, valid_from=today, valid_to=today + 4 * DAY, by=lin)


@pytest.mark.req("ACC-04")
def test_the_deputy_sees_the_territory_only_while_standing_in(as_user, hua, zhou, cover):
    browser, page = as_user(hua), f"/customers/{zhou.customer.uuid}/"
    before = browser.get(page).status_code
    browser.post(f"/delegations/{cover.uuid}/act/")
    during = browser.get(page)
    browser.post("/delegations/leave/")

    assert (before, during.status_code, browser.get(page).status_code) == (404, 200, 404)
    assert "You stand in for 林晓彤 until" in during.text


@pytest.mark.req("ACC-04")
def test_every_deed_says_for_whom_and_belongs_to_the_covered_territory(
    hua, lin, zhou, cover, territories, today
):
    assert stand_in(hua, cover.uuid)
    visit = plan_visit(zhou.customer, day=today, by=hua)
    version = visit.history.get()

    assert (visit.rep, visit.territory) == (hua, territories["E11"])
    assert (version.actor, version.history_change_reason) == (hua.actor, "For 林晓彤")


@pytest.mark.req("ACC-04")
def test_it_ends_by_its_date_and_a_session_that_goes_on_is_left(as_user, hua, zhou, cover, arrange):
    browser = as_user(hua)
    browser.post(f"/delegations/{cover.uuid}/act/")
    with arrange():
        cover.valid_from, cover.valid_to = cover.valid_from - 9 * DAY, cover.valid_from - DAY
        cover.save()

    assert browser.get(f"/customers/{zhou.customer.uuid}/").status_code == 404
    assert "stands_in" not in browser.session


@pytest.mark.req("ACC-04", "WFL-002", "WFL-003")
def test_cover_gives_sight_and_never_a_permission(lin, hua, shen, today):
    """A rep covers for no manager, and nobody decides on their own through somebody else's eyes."""
    with pytest.raises(ValidationError, match="same role"):
        delegate(shen, hua, valid_from=today, valid_to=today, by=shen)
    with pytest.raises(ValidationError, match="Nobody is their own deputy"):
        delegate(lin, lin, valid_from=today, valid_to=today, by=lin)


@pytest.mark.req("ACC-04", "WFL-002")
def test_a_manager_who_covers_decides_there_but_not_on_her_own(lin, shen, territories, today, zhou):
    tan = factories.UserFactory(username="tan", roles=[Role.MANAGER])
    join_territory(tan, territories["W1"], valid_from=factories.LONG_AGO, by=factories.TESTS)
    visit = plan_visit(zhou.customer, day=today, by=lin)
    said = _Filed(visit, lin)
    with pytest.raises(PermissionDenied):
        check_may_decide(said, tan)
    assert stand_in(tan, delegate(shen, tan, valid_from=today, valid_to=today, by=shen).uuid)

    check_may_decide(said, tan)
    with pytest.raises(PermissionDenied, match="own"):
        check_may_decide(_Filed(visit, tan), tan)


@pytest.mark.req("ACC-04", "WFL-002")
def test_who_also_manages_is_no_reps_deputy(lin, hua, today, cover):
    """She would see Lin's territory, and judge there what her reps can't."""
    tan = factories.UserFactory(username="tan", roles=[Role.REP, Role.MANAGER])
    with pytest.raises(ValidationError, match="same role"):
        delegate(lin, tan, valid_from=today + 9 * DAY, valid_to=today + 9 * DAY, by=lin)
    assert (tan in deputies_for(lin), hua in deputies_for(lin)) == (False, True)

    grant_role(hua, Role.MANAGER, by=factories.TESTS)
    assert not stand_in(User.objects.get(pk=hua.pk), cover.uuid)


@pytest.mark.req("ACC-04", "WFL-002")
def test_nobody_decides_on_what_the_covered_person_filed(territories, today, zhou):
    both = {"roles": [Role.REP, Role.MANAGER]}
    tan = factories.UserFactory(username="tan", **both)
    guo = factories.UserFactory(username="guo", **both)
    for place in ("E1", "E11"):
        join_territory(guo, territories[place], valid_from=factories.LONG_AGO, by=factories.TESTS)
    visit = plan_visit(zhou.customer, day=today, by=guo)
    assert stand_in(tan, delegate(guo, tan, valid_from=today, valid_to=today, by=guo).uuid)

    with pytest.raises(PermissionDenied, match="own"):
        check_may_decide(_Filed(visit, guo), tan)
    plan = CyclePlan(rep=guo, territory=visit.territory)
    with pytest.raises(PermissionDenied, match="their own plan"):
        check_may_decide_plan(plan, tan)
    assert not can_decide_waiver(Waiver(visit=visit, requested_by=guo, status="waiting"), tan)


class _Filed:
    """As much of an amendment as the judgement asks about."""

    def __init__(self, visit, filed_by):
        self.visit, self.filed_by_id = visit, filed_by.pk


@pytest.mark.req("ACC-04")
def test_who_is_away_covers_for_nobody_and_there_is_one_deputy_at_a_time(
    lin, hua, chen, cover, today, arrange
):
    with pytest.raises(ValidationError, match="Somebody else is the deputy"):
        delegate(lin, chen, valid_from=today + DAY, valid_to=today + 2 * DAY, by=lin)
    with pytest.raises(IntegrityError), transaction.atomic(), arrange():
        Delegation.objects.create(
            user=lin, deputy=chen, given_by=lin, valid_from=today, valid_to=today
        )
    monday = today + (14 - today.weekday()) * DAY
    ask_absence(kind="meeting", valid_from=monday, valid_to=monday + 4 * DAY, by=chen)
    with pytest.raises(ValidationError, match="is away"):
        delegate(lin, chen, valid_from=monday, valid_to=monday, by=lin)


@pytest.mark.req("ACC-04")
def test_a_manager_arranges_it_for_who_fell_ill_and_a_colleague_does_not(
    lin, hua, shen, chen, today
):
    with pytest.raises(PermissionDenied):
        delegate(lin, hua, valid_from=today, valid_to=today, by=chen)
    delegation = delegate(lin, hua, valid_from=today, valid_to=today + DAY, by=shen)
    told = Notification.objects.filter(kind="delegation.given").values_list(
        "user__username", flat=True
    )
    assert set(told) == {"lin", "hua"}

    with pytest.raises(PermissionDenied):
        end_delegation(delegation, by=chen)
    end_delegation(delegation, by=hua)
    assert (Delegation.objects.count(), stand_in(hua, delegation.uuid)) == (0, False)


@pytest.mark.req("ACC-04", "ALL-01")
def test_a_program_stands_in_by_a_header(program, hua, lin, zhou, cover):
    customer, visits = str(zhou.customer.uuid), Visit.objects.filter(rep=hua)
    body = {"customer": customer, "day": str(cover.valid_from)}
    refused = program(hua).post("visits/", body)
    client = program(hua)
    done = client.post("visits/", body, **{"Stands-In": str(cover.uuid)})

    assert (refused.status_code, done.status_code, visits.count()) == (400, 201, 1)
    wrong = client.post("visits/", body, **{"Stands-In": customer})
    assert wrong.status_code == 403
    assert Customer.objects.visible_to(hua).filter(uuid=customer).count() == 0
    assert Client(headers={"Stands-In": str(cover.uuid)}).get("/api/v1/visits/").status_code == 401
