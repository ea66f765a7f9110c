"""One account on two devices: its owner hears of it, and whoever reviews the accounts sees it."""

import csv
import io

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification
from accounts.services.api_token import create_token, use_token
from accounts.services.session import devices_of
from tests.accounts.test_sign_in import ON_PHONE, sign_in

DESK = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/126.0.0.0 Safari/537.36"
)
pytestmark = pytest.mark.req("GL-017")


def on(user_agent):
    return Client(headers={"User-Agent": user_agent, "Accept-Language": "en"})


def told(user):
    return list(
        Notification.objects.filter(user=user, kind="session.second_device").values_list(
            "params", flat=True
        )
    )


def test_a_second_device_is_told_to_the_owner_of_the_account(lin):
    sign_in("lin", client=on(DESK))
    assert told(lin) == []

    sign_in("lin", client=on(ON_PHONE))

    assert told(lin) == [{"count": 2, "device": "Mobile Safari on iOS", "ip": "127.0.0.1"}]


def test_the_same_browser_again_is_no_second_device(lin):
    for _time in range(2):
        sign_in("lin", client=on(DESK))

    assert told(lin) == []


def test_a_session_that_ended_is_no_device(lin):
    sign_in("lin", client=on(DESK))
    Session.objects.all().delete()
    sign_in("lin", client=on(ON_PHONE))

    assert devices_of([lin]) == {lin.pk: [("Mobile Safari on iOS", "127.0.0.1")]}
    assert told(lin) == []


@pytest.fixture
def on_two(lin):
    for program in (DESK, ON_PHONE):
        sign_in("lin", client=on(program))


def test_the_administrator_sees_it_in_the_list_and_on_the_person_s_page(lin, an, on_two, as_user):
    desk = as_user(an)
    page = desk.get(reverse("accounts:user_detail", args=[lin.uuid])).text

    assert "on 2 devices" in desk.get(reverse("accounts:user_list")).text
    assert "Chrome on Windows" in page and "several devices" in page


def test_the_access_review_lists_roles_last_use_and_devices(lin, an, on_two, as_user):
    _row, token = create_token(lin, name="phone", scope="read", by=lin)
    use_token(token)
    answer = as_user(an).get(reverse("accounts:user_list"), {"format": "csv"})
    lines = csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig")))

    line = next(line for line in lines if line["User name"] == "lin")
    lin.refresh_from_db()
    assert line["Roles"] == "Representative"
    assert line["Last sign-in"] == f"{lin.last_login.astimezone():%Y-%m-%d %H:%M}"
    assert line["Last use by a program"] == f"{timezone.localdate():%Y-%m-%d}"
    assert (
        line["Devices signed in now"]
        == "Chrome on Windows 127.0.0.1; Mobile Safari on iOS 127.0.0.1"
    )
