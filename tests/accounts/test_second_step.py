"""Whoever approves or administers signs in with a second step; a lost phone is no dead end (ACC-01, GL-017)."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts import registry
from accounts.models import Access, Notification
from accounts.services.second_step import TAKEN_OFF, reset_second_step
from tests.accounts.test_sign_in import enrol, sign_in

pytestmark = pytest.mark.req("ACC-01", "GL-017")
ENROL = "/account/2fa/totp/activate/"
WHY = "She lost her phone and showed her badge"


@pytest.fixture
def production(settings):
    settings.SECOND_STEP_ROLES = ["admin", "compliance", "manager"]


@pytest.fixture
def browser_of():
    def signed_in(user):
        browser = Client(headers={"Accept-Language": "en"})
        sign_in(user.username, client=browser)
        return browser

    return signed_in


def test_a_manager_without_it_finds_every_door_lead_to_adding_it(production, shen, browser_of):
    browser = browser_of(shen)

    assert browser.get("/dashboard/").url == ENROL
    assert browser.get("/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == ENROL
    answer = browser.get("/api/v1/visits/")
    assert (answer.status_code, answer.json()["detail"]) == (
        403,
        "Add a second step to your sign-in first.",
    )


def test_once_it_is_added_everything_opens(production, shen, browser_of):
    browser = browser_of(shen)
    page = browser.get("/dashboard/", follow=True)
    assert "Your role needs a second step at sign-in" in page.text

    enrol(browser)

    assert browser.get("/dashboard/").status_code == 200


def test_she_may_also_sign_out(production, shen, browser_of):
    assert browser_of(shen).get(reverse("account_logout")).status_code == 200


def test_a_rep_needs_none(production, lin, browser_of):
    assert browser_of(lin).get("/").status_code == 200


def test_on_a_laptop_nobody_needs_one(shen, browser_of):
    assert browser_of(shen).get("/dashboard/").status_code == 200


def test_an_administrator_takes_it_off_with_a_reason(an, shen, browser_of, as_user):
    enrol(browser_of(shen))
    page = reverse("accounts:user_second_step", args=[shen.uuid])

    assert as_user(an).post(page, {"because": ""}).context["form"].errors["because"]
    assert as_user(an).post(page, {"because": WHY}).status_code == 302

    assert not Authenticator.objects.filter(user=shen).exists()
    newest = shen.history.latest()
    assert (newest.action, newest.actor, newest.history_change_reason) == (
        "user.reset_second_step",
        an.actor,
        WHY,
    )


def test_nobody_takes_off_their_own_nor_without_the_right(an, shen, lin):
    for user, by in [(an, an), (lin, shen)]:
        with pytest.raises(PermissionDenied):
            reset_second_step(user, by=by, because=WHY)


def test_the_access_review_says_who_has_one(wen, shen, browser_of, as_user):
    enrol(browser_of(shen))

    file = as_user(wen).get("/users/?role=manager&format=csv")

    head, *lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    place = head.split(",").index("Two-step sign-in")
    assert [(line.split(",")[0], line.split(",")[place]) for line in lines] == [("shen", "Yes")]
    assert Access.objects.filter(action="export").count() == 1


def test_whoever_holds_the_phone_is_signed_out_and_its_owner_hears_of_it(
    an, shen, browser_of, program
):
    browser, tool = browser_of(shen), program(shen)
    enrol(browser)

    reset_second_step(shen, by=an, because=WHY)

    assert browser.get("/dashboard/").url.startswith("/account/login/")
    assert tool.get("visits/").status_code == 401
    assert Notification.objects.get(user=shen, kind=TAKEN_OFF).params == {"by": "安管"}


def test_a_program_of_a_manager_waits_for_the_second_step_too(
    production, shen, browser_of, program
):
    tool = program(shen)
    assert tool.get("visits/").status_code == 403

    enrol(browser_of(shen))

    assert tool.get("visits/").status_code == 200


def test_that_it_is_taken_off_is_sealed_at_once(an, shen, monkeypatch):
    asked = []
    monkeypatch.setattr(registry, "sealers", [lambda: asked.append("now")])

    reset_second_step(shen, by=an, because=WHY)

    assert asked == ["now"]
