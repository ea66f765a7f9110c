"""Lin names who was there, however many work at the place."""

import pytest
from django.urls import reverse

from customers.services.search_key import rebuild_search_keys
from tests import factories
from tests.visits.test_log_on_the_phone import inputs_of
from visits.forms.offers import PEOPLE_AT_FIRST

pytestmark = pytest.mark.req("VIS-05")


@pytest.fixture
def phone(as_user, lin):
    return as_user(lin)


@pytest.fixture
def crowd(first_hospital, territories):
    """More colleagues at First Hospital than a form shows; 赵敏 stands beyond the first ones."""
    names = [f"白{number:02}" for number in range(PEOPLE_AT_FIRST)]
    people = [
        factories.PersonFactory(
            name=name, organisation=first_hospital, territory=territories["E11"]
        )
        for name in [*names, "赵敏"]
    ]
    rebuild_search_keys([person.pk for person in people])
    return {person.customer.name: str(person.customer.uuid) for person in people}


@pytest.fixture
def form_url(planned):
    return reverse("visits:visit_log", args=[planned.uuid])


def found(phone, first_hospital, **asked):
    url = reverse("visits:colleague_list", args=[first_hospital.customer.uuid])
    return phone.get(url, asked, headers={"HX-Request": "true"}).text


def test_a_crowd_is_searched(phone, form_url, first_hospital, crowd, zhou):
    page = phone.get(form_url).text
    assert crowd["赵敏"] not in page
    assert reverse("visits:colleague_list", args=[first_hospital.customer.uuid]) in page

    answer = found(phone, first_hospital, q="zhaomin", participants=zhou.customer.uuid)

    assert crowd["赵敏"] in answer
    assert f'value="{zhou.customer.uuid}"' in answer
    assert answer.count(" checked") == 1
    assert crowd["白01"] not in answer


def test_who_was_found_is_kept_and_shown_ever_after(phone, planned, form_url, crowd):
    typed = inputs_of(phone.get(form_url))
    chosen = [*typed["participants"], crowd["赵敏"]]
    phone.post(reverse("visits:visit_draft", args=[planned.uuid]), typed | {"participants": chosen})

    again = inputs_of(phone.get(form_url))
    assert set(again["participants"]) == set(chosen)

    answer = phone.post(form_url, again | {"outcome": "seen", "adverse_event": "no"})
    assert answer.url == "/"
    names = [row.person.customer.name for row in planned.participants.all()]
    assert sorted(names) == ["周岚", "赵敏"]


def test_a_handful_is_not_searched(phone, form_url):
    assert "/visits/people/" not in phone.get(form_url).text


def test_nobody_of_another_region_is_found_or_named(phone, first_hospital, crowd, gu, planned):
    answer = found(phone, first_hospital, q="顾", participants=[gu.customer.uuid, "x"])

    assert "顾" not in answer
    assert "Nobody found" in answer


def test_a_place_that_is_not_hers_is_not_there(as_user, chen, first_hospital):
    url = reverse("visits:colleague_list", args=[first_hospital.customer.uuid])

    assert as_user(chen).get(url, {"q": "白"}).status_code == 404
