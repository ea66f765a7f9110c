"""An administrator invites people, puts their data right and helps those who can't get in."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import Email, Notification
from accounts.services.email import message_of
from accounts.services.user import choose_settings, edit_user, invite_user, send_password_link
from tests.accounts.test_sign_in import WRONG, sign_in
from tests.factories import UserFactory

NEW_PASSWORD = "gardens-and-corridors-7"


def invite(by, **more):
    values = {"username": "bai", "name": "白露", "email": "bai@yunqi.example", "language": "en"}
    return invite_user(**(values | more), by=by)


def follow_the_link(user):
    """Opens the link of the newest e-mail as its reader would, and chooses a password there."""
    body = message_of(Email.objects.filter(notification__user=user).latest("pk")).body
    path = re.search(r"https?://[^/]+(/account/\S+)", body)[1]
    browser = Client()
    page = browser.get(path, follow=True)
    form = page.redirect_chain[-1][0]
    return browser.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})


@pytest.mark.req("ACC-06")
def test_an_invited_person_chooses_a_password_by_the_link_and_signs_in(an):
    bai = invite(an, roles=["rep"])

    assert follow_the_link(bai).status_code == 302
    assert sign_in("bai", NEW_PASSWORD).url == "/"
    assert bai.roles == {"rep"}
    actions = bai.history.order_by("pk").values_list("action", "actor")
    assert list(actions) == [("user.invite", an.actor), ("user.choose_password", bai.actor)]


@pytest.mark.req("ACC-06")
def test_a_link_works_once(an):
    bai = invite(an)
    body = message_of(Email.objects.get(notification__user=bai)).body
    path = re.search(r"https?://[^/]+(/account/\S+)", body)[1]
    follow_the_link(bai)

    stranger = Client(headers={"accept-language": "en"})
    assert "This link no longer works" in stranger.get(path, follow=True).text


@pytest.mark.req("ACC-06")
def test_no_table_holds_the_secret_of_a_link(an):
    bai = invite(an)

    told = Notification.objects.get(user=bai)
    assert (told.url, told.params) == ("", {"username": "bai"})


def test_before_the_link_is_followed_nobody_signs_in(an):
    invite(an)

    assert "This field is required." in sign_in("bai", "").text
    assert WRONG in sign_in("bai", "anything at all").text


@pytest.mark.req("ACC-06")
def test_a_reset_by_the_administrator_reaches_also_those_who_want_no_reminders(an, lin):
    lin = choose_settings(
        lin, language="en", time_zone="Asia/Shanghai", emails_wanted=False, by=lin
    )
    send_password_link(lin, by=an)
    follow_the_link(lin)

    assert sign_in("lin", NEW_PASSWORD).url == "/"


@pytest.mark.req("ACC-01")
def test_who_forgot_a_password_asks_on_the_sign_in_page(lin):
    Client().post("/account/password/reset/", {"email": lin.email})
    follow_the_link(lin)

    assert sign_in("lin", NEW_PASSWORD).url == "/"
    assert lin.history.filter(actor="system:forgotten-password").count() == 1


@pytest.mark.req("ACC-01")
def test_a_weak_password_is_refused(an):
    bai = invite(an)
    body = message_of(Email.objects.get(notification__user=bai)).body
    path = re.search(r"https?://[^/]+(/account/\S+)", body)[1]
    browser = Client()
    form = browser.get(path, follow=True).redirect_chain[-1][0]

    answer = browser.post(form, {"password1": "short", "password2": "short"})

    assert "at least 12 characters" in answer.text
    bai.refresh_from_db()
    assert not bai.has_usable_password()


@pytest.mark.req("GL-017")
def test_two_people_never_share_an_account_or_an_address(an):
    invite(an)

    with pytest.raises(ValidationError) as again:
        invite(an, email="BAI@yunqi.example")
    assert again.value.message_dict == {
        "username": ["A user with that username already exists."],
        "__all__": ["Another person has this e-mail address."],
    }


def test_saving_the_same_data_again_is_no_change(an, lin):
    before = lin.history.count()

    edit_user(lin, name=lin.name, email=lin.email, employee_number="", by=an)
    assert lin.history.count() == before
    edit_user(lin, name="林晓", email=lin.email, employee_number="E7", by=an)
    assert lin.history.count() == before + 1


def test_a_manager_invites_nobody(shen):
    with pytest.raises(PermissionDenied):
        invite(shen)


def test_nobody_chooses_settings_for_others(an, lin):
    with pytest.raises(PermissionDenied):
        choose_settings(lin, language="en", time_zone="UTC", emails_wanted=True, by=an)


def test_a_person_without_an_address_gets_no_link(an):
    silent = UserFactory(email="")

    with pytest.raises(ValidationError, match="link goes there"):
        send_password_link(silent, by=an)
