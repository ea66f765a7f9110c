"""What a person opens, searches and takes away is written down, wherever it is done (CMP-03)."""

from urllib.parse import parse_qs

import pytest

from accounts.models import Access
from accounts.permissions import Role
from tests.access_records import build_world


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return build_world()


def logged():
    rows = Access.objects.order_by("pk")
    return [(row.action, row.what, row.subject, row.filters) for row in rows]


@pytest.mark.req("CMP-03")
@pytest.mark.parametrize(
    ("noun", "action", "what"),
    [
        ("customers/", "view", "customers.person"),
        ("visits/v/", "view", "visits.visit"),
        ("requests/", "view", "visits.request"),
        ("adverse-events/", "view", "visits.adverseevent"),
        ("filings/", "view", "accounts.repfiling"),
        ("attachments/", "export", "accounts.attachment"),
    ],
)
def test_opening_a_record_of_a_person_is_logged(world, as_user, noun, action, what):
    uuid = world.uuids[noun]

    assert as_user(world.people[Role.REP]).get(f"/{noun}{uuid}/").status_code == 200

    assert logged() == [(action, what, uuid, "")]


@pytest.mark.req("CMP-03", "GL-016")
@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("/customers/search/", "customers.customer"),
        ("/customers/", "customers.customer"),
        ("/visits/", "visits.visit"),
        ("/visits/new/", "customers.customer"),
        ("/visits/plan/", "customers.customer"),
        ("/visits/plan/several/", "customers.customer"),
        ("/visits/people/{place}/", "customers.customer"),
        ("/filings/", "accounts.repfiling"),
    ],
)
def test_each_search_is_logged_without_the_private_number_and_an_empty_one_is_none(
    world, as_user, address, what
):
    browser, place = as_user(world.people[Role.REP]), world.uuids["visits/people/"]
    address = address.format(place=place)
    for words in ("周岚", "周岚 138-0013 8000", " "):
        assert browser.get(address, {"q": words}).status_code == 200

    assert logged() == [("search", what, None, words) for words in ("周岚", "周岚 •••8000")]


@pytest.mark.parametrize(
    "typed",
    ["138.0013.8000", "138–0013–8000", "138/0013/8000", "(138) 0013·8000", "138_0013_8000"],
)
def test_a_number_is_masked_whatever_stands_between_its_digits(world, as_user, typed):
    as_user(world.people[Role.REP]).get("/customers/search/", {"q": typed})

    assert [filters.lstrip("(") for *_, filters in logged()] == ["•••8000"]


def test_a_file_taken_away_is_logged_without_the_number_but_with_its_days(world, as_user):
    words = {"q": "138-0013-8000", "since": "2026-01-05", "format": "csv"}

    list(as_user(world.people[Role.REP]).get("/visits/", words).streaming_content)

    (_action, _what, _subject, filters) = logged()[-1]
    assert parse_qs(filters)["q"] == ["•••8000"]
    assert parse_qs(filters)["since"] == ["2026-01-05"]
