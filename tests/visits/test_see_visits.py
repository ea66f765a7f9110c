"""Who sees which visits, and what a page of them costs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Access
from customers.services.search_key import rebuild_search_keys
from tests import factories
from visits.models import Visit
from visits.record import Talk
from visits.services.amendment import file_amendment
from visits.services.follow_up import add_follow_up
from visits.services.visit import plan_visit

MOST_QUERIES = 12


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.fixture
def many_plans(lin, first_hospital, territories, product, messages, topic, policy, today):
    """many_plans(n): n doctors of Lin's hospital with a plan each for today."""

    def plan(number):
        for one in range(number):
            person = factories.PersonFactory(
                name=f"医生{number}-{one}",
                organisation=first_hospital,
                territory=territories["E11"],
            )
            factories.set_tier(person.customer, "growth")
            visit = plan_visit(
                person.customer,
                day=today,
                products=[Talk(product, tuple(messages))],
                topic=topic,
                by=lin,
            )
            add_follow_up(person.customer, what="Call", due_on=today, visit=visit, by=lin)

    return plan


@pytest.mark.req("ACC-02")
def test_a_visit_is_seen_by_its_rep_her_managers_and_the_inspectors(
    planned, lin, shen, wen, director, chen, mo, an
):
    for user in (lin, shen, wen, director):
        assert list(Visit.objects.visible_to(user)) == [planned]
    for user in (chen, mo, an):
        assert list(Visit.objects.visible_to(user)) == []


@pytest.mark.req("ACC-02")
def test_whoever_sees_the_customer_today_sees_her_visits(planned, zhou, chen, territories, gu):
    factories.align(zhou.customer, territories["W11"])

    assert list(Visit.objects.visible_to(chen)) == [planned]


@pytest.mark.req("ACC-02")
def test_a_rep_who_moved_on_still_sees_her_own_visits(planned, lin, today, arrange):
    with arrange():
        membership = lin.memberships.get()
        membership.valid_to = today - timedelta(days=1)
        membership.save()

    assert list(Visit.objects.visible_to(lin)) == [planned]


@pytest.mark.req("ACC-02")
def test_rows_gathered_by_index_are_the_same(planned, zhou, lin, shen, wen, chen, mo, territories):
    def both_ways(user):
        return [
            list(Visit.objects.visible_to(user, by_index=by_index)) for by_index in (False, True)
        ]

    before = [both_ways(user) for user in (lin, shen, wen, chen, mo)]
    factories.align(zhou.customer, territories["W11"])

    assert before == [[[planned]] * 2] * 3 + [[[]] * 2] * 2
    assert both_ways(chen) == [[planned]] * 2


@pytest.mark.req("ACC-02")
def test_for_chen_none_of_lins_pages_exist(as_user, chen, lin, submitted, complete, zhou, today):
    amendment = file_amendment(
        submitted, record=replace(complete, objective="Else"), reason="Typo", by=lin
    )
    row = add_follow_up(zhou.customer, what="Call", due_on=today, by=lin)
    phone = as_user(chen)
    visit, amended, follow = [submitted.uuid], [amendment.uuid], [row.uuid]

    for name in ("detail", "edit", "log"):
        assert phone.get(reverse(f"visits:visit_{name}", args=visit)).status_code == 404, name
    for name in ("draft", "checklist", "move", "start", "cancel"):
        assert phone.post(reverse(f"visits:visit_{name}", args=visit)).status_code == 404, name
    assert phone.get(reverse("visits:amendment_new", args=visit)).status_code == 404
    assert phone.get(reverse("visits:amendment_detail", args=amended)).status_code == 404
    for name in ("accept", "reject", "withdraw"):
        url = reverse(f"visits:amendment_{name}", args=amended)
        assert phone.post(url).status_code == 404, name
    for name in ("done", "drop"):
        assert phone.post(reverse(f"visits:follow_up_{name}", args=follow)).status_code == 404
    customer = [zhou.customer.uuid]
    assert phone.get(reverse("visits:follow_up_new", args=customer)).status_code == 404
    answer = phone.get(reverse("visits:log_new"), {"customer": zhou.customer.uuid})
    assert answer.status_code == 404


@pytest.mark.req("ACC-02")
def test_what_she_sees_but_may_not_do_is_refused_with_a_sentence(as_user, shen, submitted):
    answer = as_user(shen).get(reverse("visits:visit_log", args=[submitted.uuid]))

    assert answer.status_code == 403


def test_free_text_is_hidden_from_the_director(as_user, director, shen, submitted):
    url = reverse("visits:visit_detail", args=[submitted.uuid])

    assert "Hand over the subgroup data" in as_user(shen).get(url).text
    assert "Hand over the subgroup data" not in as_user(director).get(url).text


@pytest.mark.parametrize("name", ["today", "visit_list", "follow_up_list", "amendment_list"])
def test_ten_rows_cost_as_many_queries_as_one(as_user, lin, many_plans, name):
    phone, url = as_user(lin), reverse(f"visits:{name}")
    many_plans(1)
    one = queries(phone, url)

    many_plans(10)

    assert queries(phone, url) == one <= MOST_QUERIES


def test_a_visits_page_costs_the_same_with_more_products_and_people(
    as_user, shen, lin, planned, many_plans
):
    desk, url = as_user(shen), reverse("visits:visit_detail", args=[planned.uuid])
    before = queries(desk, url)
    many_plans(5)

    assert queries(desk, url) == before


def test_the_list_says_its_filters_in_the_address(as_user, shen, lin, submitted, many_plans):
    many_plans(2)
    rebuild_search_keys([submitted.customer_id])
    desk, url = as_user(shen), reverse("visits:visit_list")

    def found(**filters):
        return [visit.status for visit in desk.get(url, filters).context["page"].rows]

    assert found(status="submitted") == ["submitted"]
    assert found(status="submitted", effective="no") == []
    assert found(outcome="seen", effective="yes", period="7") == ["submitted"]
    assert found(q="周岚") == ["submitted"]
    assert found(tier="strategic", rep=lin.uuid, territory=submitted.territory.uuid) == [
        "submitted"
    ]
    assert len(found(status="planned")) == 2


def test_a_filter_that_makes_no_sense_is_as_if_it_were_not_there(as_user, lin, planned):
    answer = as_user(lin).get(reverse("visits:visit_list"), {"since": "soon", "status": "eaten"})

    assert [visit.pk for visit in answer.context["page"].rows] == [planned.pk]


@pytest.mark.req("CUS-10")
def test_an_export_leaves_an_entry_in_the_access_log(as_user, lin, submitted):
    answer = as_user(lin).get(
        reverse("visits:visit_list"), {"format": "csv", "status": "submitted"}
    )

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert Access.objects.filter(user=lin, action="export", count=1).count() == 1
