"""People sign in, are slowed down when they guess, and see where they are signed in."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.services.user import unlock_user
from tests.factories import PASSWORD

LIMIT = 8
WRONG = "The username and/or password you specified are not correct."
ON_PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/17.4 Mobile/15E148 Safari/604.1"
)
PAUSED = "Too many wrong passwords. Try again in 15 minutes."


def sign_in(username, password=PASSWORD, client=None):
    client = client or Client(headers={"Accept-Language": "en"})
    return client.post("/account/login/", {"login": username, "password": password})


def guess(username, times):
    return [sign_in(username, "a wrong password") for _n in range(times)]


@pytest.mark.req("ACC-05")
def test_the_language_chosen_on_the_sign_in_page_is_kept(lin):
    browser = Client(headers={"Accept-Language": "en"})
    browser.post("/i18n/setlang/", {"language": "zh-hans", "next": "/account/login/"})

    sign_in("lin", client=browser)

    lin.refresh_from_db()
    assert (lin.language, lin.history.first().action) == ("zh-hans", "user.choose_settings")
    assert not browser.cookies[settings.LANGUAGE_COOKIE_NAME].value


@pytest.mark.req("ACC-01")
def test_a_rep_signs_in_and_it_is_no_business_change(lin):
    before = lin.history.count()

    response = sign_in("lin")

    lin.refresh_from_db()
    assert (response.status_code, response.url) == (302, "/")
    assert lin.last_login is not None
    assert lin.history.count() == before


@pytest.mark.req("ACC-01")
def test_the_eighth_wrong_password_pauses_the_sign_in_and_says_so(lin):
    *first, last = guess("lin", LIMIT)

    assert [PAUSED in answer.text for answer in first] == [False] * (LIMIT - 1)
    assert PAUSED in last.text
    assert PAUSED in sign_in("lin").text


@pytest.mark.req("ACC-01")
def test_a_pause_of_one_person_is_none_for_the_others_of_the_office(lin, shen):
    guess("lin", LIMIT)

    assert sign_in("shen").status_code == 302


@pytest.mark.req("ACC-01")
def test_a_right_password_clears_the_wrong_ones_before_it(lin):
    guess("lin", LIMIT - 1)
    assert sign_in("lin").status_code == 302
    guess("lin", LIMIT - 1)

    assert sign_in("lin").status_code == 302


@pytest.mark.req("ACC-06")
def test_the_administrator_unlocks_at_once(an, lin, as_user):
    guess("lin", LIMIT)

    assert as_user(an).post(f"/users/{lin.uuid}/unlock/").status_code == 302
    assert sign_in("lin").status_code == 302
    assert lin.history.latest().action == "user.unlock"


def test_a_rep_unlocks_nobody(lin, chen):
    with pytest.raises(PermissionDenied):
        unlock_user(chen, by=lin)


@pytest.mark.req("ACC-01")
def test_nobody_signs_up(db):
    assert Client().post("/account/signup/", {"username": "x"}).status_code != 302


@pytest.mark.req("ACC-01")
def test_a_device_is_listed_and_signed_out_from_another(lin):
    phone, desk = Client(headers={"User-Agent": ON_PHONE}), Client(headers={"User-Agent": "Desk"})
    for browser in (phone, desk):
        sign_in("lin", client=browser)
    url = reverse("usersessions_list")
    shown = re.findall('ti-(device-[a-z]+) |class="hd">([^<]*)', desk.get(url).text)
    assert ["".join(found) for found in shown] == [
        "device-mobile",
        "Mobile Safari on iOS",
        "device-desktop",
        "Unknown program",
    ]

    desk.post(url)

    assert phone.get(url).url.startswith("/account/login/")
    assert desk.get(url).status_code == 200


@pytest.mark.req("ACC-01")
def test_a_changed_password_signs_the_other_devices_out(lin):
    phone, desk = Client(), Client()
    for browser in (phone, desk):
        sign_in("lin", client=browser)
    new = "gardens-and-corridors-7"

    desk.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert phone.get("/me/").url.startswith("/account/login/")
    assert sign_in("lin", new).url == "/"
    assert lin.history.latest().action == "user.choose_password"


def enrol(browser):
    """Adds an authenticator app, which asks for the password once more; returns its secret."""
    page = reverse("mfa_activate_totp")
    assert browser.get(page).url.startswith(reverse("account_reauthenticate"))
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = browser.get(page).context["form"].secret
    assert browser.post(page, {"code": code_of(secret)}).status_code == 302
    return secret


def code_of(secret, steps=0):
    """What the app shows, so many half minutes from now."""
    counter = next(totp.yield_hotp_counters_from_time()) + steps
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


@pytest.fixture
def enrolled(lin):
    """Lin's secret, with which her second step is computed."""
    browser = Client()
    sign_in("lin", client=browser)
    return enrol(browser)


def second_step(code):
    """The status of a page after the password and this code."""
    browser = Client()
    assert sign_in("lin", client=browser).url == reverse("mfa_authenticate")
    assert browser.get("/me/").status_code == 302
    browser.post(reverse("mfa_authenticate"), {"code": code})
    return browser.get("/me/").status_code


@pytest.mark.req("ACC-01")
def test_a_second_step_is_asked_once_an_app_is_enrolled(lin, enrolled, settings):
    settings.MFA_TOTP_TOLERANCE = 2
    code = code_of(enrolled, steps=3)

    assert second_step("000000") == 302
    # The same code never opens twice.
    assert (second_step(code), second_step(code)) == (200, 302)


@pytest.mark.req("ACC-01")
def test_the_secret_of_the_app_is_kept_encrypted(lin, enrolled):
    assert enrolled not in str(lin.authenticator_set.get(type="totp").data)


@pytest.mark.req("ACC-01")
def test_a_recovery_code_opens_once_when_the_phone_is_lost(lin, enrolled):
    code = RecoveryCodes.activate(lin).get_unused_codes()[0]

    assert (second_step(code), second_step(code)) == (200, 302)
