"""Somebody leaves, and one deed ends what they held and hands their work on."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken
from accounts.registry import handovers
from accounts.services.calendar_feed import make_feed
from accounts.services.channel import add_robot
from accounts.services.leaver import deactivate_user, reactivate_user
from accounts.services.role import end_role
from accounts.services.territory import territory_of
from tests.accounts.test_sign_in import WRONG, sign_in
from tests.factories import UserFactory

TODAY = timezone.localdate()
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key="


@pytest.fixture
def handed_over():
    """What an upper app would hand over: [(leaver, successor, by)]."""
    calls = []

    def hand_over(leaver, successor, by):
        calls.append((leaver, successor, by))
        return 3

    handovers.register(hand_over)
    yield calls
    handovers.remove(hand_over)


@pytest.mark.req("ACC-06")
def test_one_deed_closes_the_account_and_hands_the_work_to_the_successor(
    an, lin, chen, arrange, handed_over
):
    browser = Client()
    sign_in("lin", client=browser)
    with arrange():
        ApiToken.objects.create(user=lin, name="phone", digest="1" * 64)
    make_feed(lin, by=lin)
    add_robot(lin, kind="wecom", name="临江东群", address=f"{WECOM}1234-5678", by=lin)

    done = deactivate_user(lin, successor=chen, by=an, because="resigned")

    lin.refresh_from_db()
    assert handed_over == [(lin, chen, an)]
    assert done == {
        "handed_over": 3,
        "memberships": 1,
        "roles": 1,
        "tokens": 1,
        "sessions": 1,
        "channels": 1,
        "calendars": 1,
        "others": 0,
    }
    assert (lin.is_active, lin.has_usable_password()) == (False, False)
    assert [row.valid_to for row in (*lin.memberships.all(), *lin.user_roles.all())] == [TODAY] * 2
    assert ApiToken.objects.current().filter(user=lin).count() == 0
    assert browser.get("/account/sessions/").url.startswith("/account/login/")
    assert lin.history.latest().history_change_reason == "resigned"


@pytest.mark.req("ACC-01")
def test_an_inactive_person_can_not_sign_in(an, lin):
    deactivate_user(lin, by=an)

    assert WRONG in sign_in("lin").text


@pytest.mark.req("ACC-06")
def test_the_successor_may_take_the_territories_as_well(an, lin, chen, territories):
    deactivate_user(lin, successor=chen, takes_territories=True, by=an)

    places = {row.territory: row.valid_from for row in chen.memberships.all()}
    assert places[territories["E11"]] == TODAY
    assert territory_of(chen, TODAY) == territories["E11"]


def test_an_account_that_opens_again_holds_nothing(an, lin):
    deactivate_user(lin, by=an)
    lin = reactivate_user(lin, by=an)

    assert (lin.is_active, lin.has_usable_password()) == (True, False)
    assert lin.user_roles.filter(valid_to=None).count() == 0


def test_nobody_closes_their_own_account(an):
    with pytest.raises(PermissionDenied, match="their own account"):
        deactivate_user(an, by=an)


def test_a_closed_account_is_closed_once(an, lin):
    deactivate_user(lin, by=an)

    with pytest.raises(ValidationError, match="closed already"):
        deactivate_user(lin, by=an)


def test_the_successor_is_an_active_colleague(an, lin, chen):
    deactivate_user(chen, by=an)
    chen.refresh_from_db()

    for nobody in (lin, chen):
        with pytest.raises(ValidationError, match="active colleague"):
            deactivate_user(lin, successor=nobody, by=an)


def test_the_last_administrator_stays(an):
    other = UserFactory(roles=["admin"])
    end_role(an.user_roles.get(), by=other)

    with pytest.raises(ValidationError, match="must stay administrator"):
        deactivate_user(other, by=an)


def test_a_rep_closes_no_account(lin, chen):
    with pytest.raises(PermissionDenied):
        deactivate_user(chen, by=lin)
