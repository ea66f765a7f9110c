"""The frame around the pages: who is shown which ways, and in which language."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import Notification
from accounts.permissions import Permission
from pharmacrm import context, navigation

ENTRIES = {entry.url_name: entry for entry in navigation.ENTRIES}


@pytest.fixture
def shell_of(monkeypatch):
    """The frame of a person at an address, as if every page existed."""
    monkeypatch.setattr(
        context, "address_of", lambda name: "/" if name == "visits:today" else f"/{name}/"
    )

    def frame(user, path="/"):
        request = RequestFactory().get(path)
        request.user = user
        return context.Shell(request)

    return frame


def shown(shell):
    return [link.entry.url_name for _heading, links in shell.sections for link in links]


@pytest.mark.req("ALL-02")
def test_a_rep_finds_her_day_her_customers_and_a_new_visit_in_the_bar(shell_of, lin):
    shell = shell_of(lin)

    assert [link.entry.url_name for link in shell.bar] == ["visits:today", "customers:list"]
    assert shell.new_visit.entry == navigation.NEW_VISIT


def test_her_manager_finds_the_board_and_no_button_for_visits(shell_of, shen):
    shell = shell_of(shen)

    assert [link.entry.url_name for link in shell.bar] == [
        "analytics:dashboard",
        "customers:list",
        "visits:request_list",
    ]
    assert shell.new_visit is None


@pytest.mark.parametrize("person", ["lin", "shen", "wen", "mo", "an", "steward", "director"])
def test_the_side_bar_shows_just_what_the_person_may_open(shell_of, person, request):
    user = request.getfixturevalue(person)
    allowed = [name for name, entry in ENTRIES.items() if context.can(user, entry.permission)]

    assert sorted(shown(shell_of(user))) == sorted(allowed)


def test_an_entry_waits_until_its_page_exists(lin, monkeypatch):
    missing = navigation.Entry("Moon", "moon", "visits:moon", Permission.VISIT_READ)
    monkeypatch.setattr(navigation, "ENTRIES", [missing])
    request = RequestFactory().get("/")
    request.user = lin

    assert context.Shell(request).sections == []


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "visits:today"),
        ("/customers:list/7/", "customers:list"),
        ("/customers:import_list/", "customers:import_list"),
        ("/elsewhere/", None),
    ],
)
def test_the_place_where_one_is_is_marked(shell_of, lin, path, current, monkeypatch):
    monkeypatch.setattr(context, "can", lambda user, permission: True)
    marked = [name for name, link in shell_of(lin, path).links.items() if link.is_current]

    assert marked == ([current] if current else [])


def test_the_inbox_counts_what_is_unread_and_stops_at_99(shell_of, lin):
    assert shell_of(lin).unread_shown == "0"

    Notification.objects.bulk_create(
        Notification(user=lin, kind="test", key=str(number)) for number in range(120)
    )

    assert shell_of(lin).unread_shown == "99+"


def test_keys_are_used_once():
    keys = [entry.key for entry in navigation.everything() if entry.key]

    assert sorted(keys) == sorted(set(keys))


@pytest.mark.req("ALL-02")
@pytest.mark.parametrize(("language", "lang"), [("en", "en"), ("zh-hans", "zh-Hans")])
def test_the_sign_in_page_speaks_the_language_chosen_before_sign_in(client, language, lang):
    client.post(reverse("set_language"), {"language": language, "next": "/"})

    page = client.get(reverse("account_login")).text

    assert f'<html lang="{lang}"' in page
