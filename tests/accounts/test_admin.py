"""The administration site configures the installation and goes round no verb."""

import pytest
from django.contrib import admin

from accounts.models import CalendarDay


@pytest.mark.req("ACC-01")
def test_only_models_of_our_side_are_registered():
    assert {model._meta.label for model in admin.site._registry} == {
        "accounts.CalendarDay",
        "accounts.KeyMessage",
        "accounts.LegalEntity",
        "accounts.Product",
        "accounts.Territory",
        "accounts.User",
        "accounts.UserRole",
    }


def test_a_day_of_the_calendar_is_set_by_the_administrator_and_recorded(an, as_user):
    answer = as_user(an).post(
        "/admin/accounts/calendarday/add/",
        {"country": "CN", "day": "2031-05-04", "is_working": "on", "name": "调休"},
    )

    day = CalendarDay.objects.get(day="2031-05-04")
    newest = day.history.latest()
    assert (answer.status_code, day.is_working) == (302, True)
    assert (newest.actor, newest.action) == (an.actor, "calendar.set_day")


def test_a_day_once_entered_keeps_its_date_and_changes_its_kind(an, as_user, arrange):
    with arrange():
        day = CalendarDay.objects.create(country="CN", day="2031-05-04", is_working=True)

    as_user(an).post(
        f"/admin/accounts/calendarday/{day.pk}/change/", {"day": "2031-06-01", "name": "厂休"}
    )

    day.refresh_from_db()
    assert (str(day.day), day.is_working, day.name) == ("2031-05-04", False, "厂休")
    assert CalendarDay.objects.count() == 1


@pytest.mark.parametrize("model", sorted(m._meta.model_name for m in admin.site._registry))
def test_every_list_and_row_opens_for_the_administrator(
    an, lin, product, messages, as_user, arrange, model
):
    with arrange():
        CalendarDay.objects.create(country="CN", day="2031-05-01", is_working=False)
    browser = as_user(an)
    registered = {m._meta.model_name: m for m in admin.site._registry}
    row = registered[model].objects.first()

    assert browser.get(f"/admin/accounts/{model}/?q=x").status_code == 200
    assert browser.get(f"/admin/accounts/{model}/{row.pk}/change/").status_code == 200
    assert browser.post(f"/admin/accounts/{model}/{row.pk}/delete/").status_code == 403


@pytest.mark.parametrize("model", ["user", "userrole", "territory", "product"])
def test_what_verbs_keep_is_read_only(an, lin, product, as_user, model):
    browser = as_user(an)

    assert browser.get(f"/admin/accounts/{model}/add/").status_code == 403
    row = {m._meta.model_name: m for m in admin.site._registry}[model].objects.first()
    assert browser.post(f"/admin/accounts/{model}/{row.pk}/change/", {}).status_code == 403


def test_others_do_not_enter_and_strangers_sign_in_at_the_front_door(lin, wen, as_user, client):
    assert [as_user(user).get("/admin/", follow=True).status_code for user in (lin, wen)] == [
        403
    ] * 2
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/account/login/")
