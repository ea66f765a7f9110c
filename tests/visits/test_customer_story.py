"""What Lin's visits and promises tell on the customer's page, and what they count before a customer moves."""

import re

import pytest

from customers.models import Customer
from customers.services.alignment import preview_realignment, realign
from customers.timeline import next_step, timeline
from visits.services.request import raise_request, resolve_request


@pytest.fixture
def asked(lin, zhou, service_levels):
    return raise_request(zhou.customer, kind="medical_inquiry", words="肾功能不全能用吗？", by=lin)


def titles(customer, user):
    entries, _older = timeline(customer, user)
    return [(entry.title, entry.by) for entry in entries if not entry.tier_to]


@pytest.mark.req("CUS-14")
def test_a_plan_a_request_and_its_words_are_one_story(lin, zhou, planned, asked):
    assert titles(zhou.customer, lin) == [
        ("Request: Medical inquiry", "林晓彤"),
        ("Planned", "林晓彤"),
    ]


@pytest.mark.req("CUS-14")
def test_the_hospital_tells_of_visits_to_its_people(lin, zhou, first_hospital, planned):
    assert titles(first_hospital.customer, lin) == [("周岚 · Planned", "林晓彤")]


@pytest.mark.req("CUS-14")
def test_a_promise_comes_before_a_plan_and_a_plan_before_nothing(lin, mo, zhou, gu, planned, asked):
    assert next_step(zhou.customer, lin).title == "Answer the request"

    resolve_request(asked, text="Yes, without a change of dose", by=mo)
    assert next_step(zhou.customer, lin).title == "Hand over the subgroup data"
    assert next_step(gu.customer, lin) is None


@pytest.mark.req("CUS-14")
def test_every_link_of_the_story_opens_for_whoever_reads_it(
    as_user, lin, steward, zhou, planned, asked
):
    for reader, links in [(lin, 3), (steward, 0)]:
        browser = as_user(reader)
        page = browser.get(f"/customers/{zhou.customer.uuid}/").text
        assert "Request: Medical inquiry" in page
        found = re.findall(r'href="(/(?:visits/v|requests)/[0-9a-f-]{36}/)"', page)
        assert (len(found), {browser.get(url).status_code for url in found} - {200}) == (
            links,
            set(),
        )


@pytest.mark.req("ACC-02")
def test_what_moves_along_is_counted_before_and_visits_stay_where_they_were(
    shen, lin, zhou, planned, asked, territories, today
):
    where = {"source": territories["E11"], "target": territories["E12"], "on": today}
    customers = Customer.objects.visible_to(shen)

    preview = preview_realignment(customers, **where)
    realign(customers, **where, because="Fair load", by=shen)

    assert preview.effects == [
        ("Open needs", 0),
        ("Visits planned from that day on", 1),
        ("Open requests", 1),
    ]
    planned.refresh_from_db()
    assert planned.territory == territories["E11"]


@pytest.mark.req("CUS-14")
def test_the_whole_page_stays_within_its_queries(
    as_user, lin, zhou, planned, asked, django_assert_max_num_queries
):
    browser, url = as_user(lin), f"/customers/{zhou.customer.uuid}/"
    browser.get(url)

    with django_assert_max_num_queries(12):
        browser.get(url)
