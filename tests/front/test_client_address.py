"""Behind our proxies everything that writes down an address writes the visitor's, and nobody's own word for it."""

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.test import Client

from accounts.models import Access
from pharmacrm.middleware import client_address
from tests.factories import PASSWORD

PROXY, OFFICE, SPOOFED = "172.18.0.9", "203.0.113.7", "198.51.100.66"


@pytest.mark.parametrize(
    ("forwarded_for", "proxies", "address"),
    [
        ("", 0, PROXY),
        (OFFICE, 0, PROXY),
        (OFFICE, 1, OFFICE),
        ("", 1, PROXY),
        (f"{SPOOFED}, {OFFICE}", 1, OFFICE),
        (f"{SPOOFED}, {OFFICE}, 10.0.0.4", 2, OFFICE),
        (f"{OFFICE}", 2, PROXY),
        ("unknown", 1, PROXY),
        (f"{OFFICE}:443", 1, PROXY),
        (f"{OFFICE},", 1, PROXY),
        ("2001:DB8:0::7", 1, "2001:db8::7"),
        ("::ffff:203.0.113.7", 1, OFFICE),
        ("fe80::1%eth0", 1, PROXY),
    ],
)
def test_only_what_our_own_proxies_appended_counts(forwarded_for, proxies, address):
    assert client_address(PROXY, forwarded_for, proxies) == address


@pytest.fixture
def behind_a_proxy(settings):
    settings.TRUSTED_PROXIES = 1
    return {"REMOTE_ADDR": PROXY, "HTTP_X_FORWARDED_FOR": f"{SPOOFED}, {OFFICE}"}


@pytest.mark.req("ACC-01")
def test_a_wrong_password_counts_against_the_visitor(lin, behind_a_proxy):
    body = {"login": "lin", "password": "a wrong password"}
    Client().post("/account/login/", body, **behind_a_proxy)

    assert [row.ip_address for row in AccessAttempt.objects.all()] == [OFFICE]


def test_a_visitor_who_names_another_address_each_time_is_paused_all_the_same(lin, behind_a_proxy):
    body = {"login": "lin", "password": "a wrong password"}
    for n in range(8):
        behind_a_proxy["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{n}, {OFFICE}"
        answer = Client(headers={"Accept-Language": "en"}).post(
            "/account/login/", body, **behind_a_proxy
        )

    assert "Too many wrong passwords" in answer.text


def test_a_session_a_reading_and_a_change_bear_the_visitors_address(lin, zhou, behind_a_proxy):
    client = Client(**behind_a_proxy)
    client.post("/account/login/", {"login": "lin", "password": PASSWORD})
    client.get(f"/customers/{zhou.customer.uuid}/")
    client.post("/me/", {"language": "en", "time_zone": "Asia/Shanghai"})

    assert [row.ip for row in UserSession.objects.all()] == [OFFICE]
    assert {row.ip for row in Access.objects.all()} == {OFFICE}
    assert lin.history.latest().ip == OFFICE
