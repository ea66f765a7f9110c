"""A customer's page: what happened, who works there, who may read what."""

import datetime

import pytest
from django.utils import timezone

from accounts import registry
from accounts.models import Access
from customers.models import Alignment, Department, TierPeriod
from customers.services.affiliation import affiliate
from customers.services.department import add_department
from customers.services.organisation import edit_organisation
from customers.services.tier import set_tier
from customers.timeline import Entry, NextStep, timeline
from tests.factories import PersonFactory

NOW = timezone.now()


def page_of(row, tab=""):
    return f"/customers/{row.customer.uuid}/" + (f"?tab={tab}" if tab else "")


def entry(number):
    return Entry(
        at=NOW - datetime.timedelta(hours=number),
        icon="route",
        title=f"Visit {number}",
        text="she said",
    )


@pytest.fixture
def thirty_visits(monkeypatch):
    def source(customer, user, before, limit):
        entries = [entry(number) for number in range(30)]
        return [one for one in entries if one.at < before][:limit]

    monkeypatch.setattr(registry, "timeline_entries", [source])


@pytest.mark.req("CUS-14")
def test_the_page_tells_who_it_is_and_what_happened(as_user, lin, shen, zhou):
    set_tier(zhou.customer, tier="growth", reason="Fewer patients", by=shen)

    text = as_user(lin).get(page_of(zhou)).text

    for shown in ["周岚", "主任医师", "临江市第一人民医院", "Fewer patients", "沈立群"]:
        assert shown in text, shown


@pytest.mark.req("CUS-14")
def test_the_timeline_goes_on_where_the_page_before_ended(lin, zhou, thirty_visits):
    first, before = timeline(zhou.customer, lin)
    rest, end = timeline(zhou.customer, lin, before=before)

    titles = [one.title for one in first + rest]
    assert titles == [f"Visit {number}" for number in range(30)]
    assert (len(first), end) == (20, None)


@pytest.mark.req("CUS-14")
def test_earlier_entries_come_as_a_fragment(as_user, lin, zhou, thirty_visits):
    browser = as_user(lin)
    older = browser.get(page_of(zhou)).context["older"]

    fragment = browser.get(page_of(zhou), {"before": older}, headers={"HX-Request": "true"})

    assert ("Visit 19" in fragment.text, "Visit 20" in fragment.text) == (False, True)
    assert "<html" not in fragment.text


def test_free_text_and_phones_are_masked_for_the_executive(
    as_user, director, zhou, first_hospital, steward, thirty_visits
):
    edit_organisation(first_hospital, phone="0718-8223261", by=steward)
    browser = as_user(director)

    assert "she said" not in browser.get(page_of(zhou)).text
    assert "8223261" not in browser.get(page_of(first_hospital, "facts")).text
    assert "8223261" in as_user(steward).get(page_of(first_hospital, "facts")).text


@pytest.mark.req("CUS-14")
def test_the_next_step_comes_from_the_first_app_that_knows_one(as_user, lin, zhou, monkeypatch):
    step = NextStep(title="Hand over the data", why="Promise 1 day overdue", url="/x/", link="Open")
    monkeypatch.setattr(
        registry, "next_steps", [lambda customer, user: None, lambda customer, user: step]
    )

    text = as_user(lin).get(page_of(zhou)).text

    assert "Hand over the data" in text and "Promise 1 day overdue" in text


@pytest.mark.req("CMP-03")
def test_looking_at_a_person_is_logged_and_at_an_organisation_is_not(
    as_user, lin, zhou, first_hospital
):
    browser = as_user(lin)
    browser.get(page_of(first_hospital))
    browser.get(page_of(zhou))

    seen = Access.objects.get()
    assert (seen.user, seen.action, seen.subject) == (lin, "view", zhou.customer.uuid)


@pytest.mark.req("CMP-03")
def test_who_opens_one_tab_has_viewed_the_person_too(as_user, lin, zhou):
    as_user(lin).get(page_of(zhou), headers={"HX-Request": "true"})

    viewed = Access.objects.get()
    assert (viewed.user, viewed.action, viewed.subject) == (lin, "view", zhou.customer.uuid)


@pytest.mark.req("CUS-01")
def test_people_of_a_hospital_are_listed_by_department(as_user, lin, zhou, first_hospital):
    heart = add_department(first_hospital, name="心血管内科", by=lin)
    he = PersonFactory(name="何兰舟")
    affiliate(he, first_hospital, department=heart, by=lin)

    shown = as_user(lin).get(page_of(first_hospital, "people"))

    assert [(d.name, len(people)) for d, people in shown.context["departments"]] == [
        ("心血管内科", 0)
    ]
    assert [row.person for row in shown.context["others"]] == [zhou]


@pytest.mark.req("ACC-02")
@pytest.mark.parametrize(
    "tab", ["", "facts", "people", "places", "tiers", "territories", "unknown"]
)
def test_a_rep_of_another_region_is_not_told_that_the_customer_exists(
    as_user, chen, mo, zhou, first_hospital, tab
):
    for user in (chen, mo):
        for row in (zhou, first_hospital):
            assert as_user(user).get(page_of(row, tab)).status_code == 404


@pytest.mark.req("ACC-02")
def test_no_action_on_a_customer_of_another_region_either(as_user, chen, lin, zhou, first_hospital):
    department = add_department(first_hospital, name="心血管内科", by=lin)
    affiliation, alignment = zhou.affiliations.get(), Alignment.objects.get(customer=zhou.customer)
    browser, person, place = as_user(chen), zhou.customer.uuid, first_hospital.customer.uuid

    for path in [
        f"customers/{person}/person/",
        f"customers/{place}/organisation/",
        f"customers/{person}/state/",
        f"customers/{person}/mobile/",
        f"customers/{person}/tier/",
        f"customers/{person}/territories/",
        f"customers/{place}/departments/",
        f"customers/{place}/people/new/",
        f"customers/{person}/places/",
        f"customers/{person}/places/{place}/",
        f"departments/{department.uuid}/switch/",
        f"affiliations/{affiliation.uuid}/end/",
        f"affiliations/{affiliation.uuid}/main/",
    ]:
        assert browser.post(f"/{path}", {"name": "x"}).status_code == 404, path
    assert browser.post(f"/alignments/{alignment.uuid}/end/").status_code == 403
    assert TierPeriod.objects.count() == Department.objects.count() == 1


@pytest.mark.req("CUS-14")
def test_the_page_asks_as_often_for_one_entry_as_for_many(
    as_user, lin, shen, zhou, first_hospital, django_assert_max_num_queries
):
    browser = as_user(lin)
    browser.get(page_of(zhou))
    with django_assert_max_num_queries(12) as few:
        browser.get(page_of(zhou))
    for tier in ["growth", "basic", "growth"]:
        set_tier(zhou.customer, tier=tier, reason="Again", by=shen)
    with django_assert_max_num_queries(12) as many:
        browser.get(page_of(zhou))

    assert len(few) == len(many)


@pytest.mark.req("CUS-14")
@pytest.mark.parametrize(
    "tab", ["facts", "people", "stakeholders", "network", "tiers", "territories"]
)
def test_every_tab_stays_a_handful_of_queries(
    as_user, lin, first_hospital, territories, django_assert_max_num_queries, tab
):
    department = add_department(first_hospital, name="心血管内科", by=lin)
    for number in range(5):
        PersonFactory(
            name=f"周{number}",
            organisation=first_hospital,
            department=department,
            territory=territories["E11"],
        )
    browser = as_user(lin)
    browser.get(page_of(first_hospital, tab))

    with django_assert_max_num_queries(12):
        browser.get(page_of(first_hospital, tab))
