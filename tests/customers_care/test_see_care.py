"""What is due stands on Today, in the list, on the customer's page and on the manager's view."""

import csv
import io

import pytest
from django.utils import timezone

from customers.care_today import care_boxes
from customers.models import Care
from customers.services.care import finish_care
from customers.services.care_cycle import turn_care
from customers.services.tier import set_tier
from tests import factories
from tests.customers_care.conftest import lines_of  # noqa: F401
from visits.services.submission import submit_visit


@pytest.fixture
def eight(lin, territories, in_force, pull):
    """Eight doctors of Lin's, each with a digest that is overdue."""
    in_force("growth", "doctor", {"kind": "literature"})
    for number in range(8):
        person = factories.PersonFactory(name=f"Doctor {number}", territory=territories["E11"])
        factories.set_tier(person.customer, "growth")
    turn_care()
    for care in Care.objects.all():
        pull(care, days=40)
    return list(Care.objects.order_by("due_on", "pk"))


def shown(page):
    return page.text.partition("<tbody>")[2]


@pytest.mark.req("CUS-05")
def test_today_shows_the_first_three_and_the_way_to_all(lin, eight):
    (box,) = care_boxes(lin, timezone.localdate())

    assert (box["label"], box["tone"]) == ("Overdue care", "alarm")
    assert [row["title"] for row in box["rows"]] == ["Literature digest"] * 3
    assert box["more"] == {"url": "/care/?state=late", "text": "All 8: Overdue care"}


@pytest.mark.req("CUS-05")
def test_today_costs_one_query_however_many_there_are(lin, eight, django_assert_num_queries):
    with django_assert_num_queries(2):  # whose roles she has, and the care
        care_boxes(lin, timezone.localdate())


@pytest.mark.req("CUS-05")
def test_the_list_is_narrowed_by_its_address(as_user, lin, shen, eight):
    finish_care(eight[0], how="sent", by=lin)
    browser = as_user(shen)

    assert shown(browser.get("/care/")).count("<tr>") == 7
    assert shown(browser.get("/care/?state=done")).count("<tr>") == 1
    assert shown(browser.get("/care/?state=coming")).count("<tr>") == 0
    assert shown(browser.get(f"/care/?state=all&rep={lin.uuid}")).count("<tr>") == 8
    assert shown(browser.get("/care/?tier=strategic")).count("<tr>") == 0
    assert shown(browser.get("/care/?kind=literature&territory=E1")).count("<tr>") == 7


@pytest.mark.req("CUS-05")
def test_the_list_costs_as_many_queries_for_eight_as_for_one(
    as_user, lin, eight, django_assert_max_num_queries
):
    browser = as_user(lin)
    with django_assert_max_num_queries(12):
        assert shown(browser.get("/care/")).count("<tr>") == 8


@pytest.mark.req("CUS-05")
def test_it_is_taken_away_as_a_file(as_user, lin, eight):
    file = as_user(lin).get("/care/?format=csv").getvalue().decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(file)))
    assert len(rows) == 8
    assert (rows[0]["Care"], rows[0]["How often"]) == ("Literature digest", "1 per month")


@pytest.mark.req("CUS-05")
def test_her_manager_sees_what_each_representative_owes(as_user, shen, lin, eight):
    page = shown(as_user(shen).get("/care/team/"))

    assert "林晓彤" in page
    assert f'<a class="num t-bad" href="/care/?rep={lin.uuid}&amp;state=late">8</a>' in page
    assert as_user(lin).get("/care/team/").status_code == 403


@pytest.mark.req("CUS-05")
def test_it_tells_what_was_given_and_what_followed_without_saying_why(
    as_user, lin, shen, zhou, due, planned, complete, arrange
):
    finish_care(due, how="talked", note="Read together", by=lin)
    with arrange():
        due.refresh_from_db()
        due.ended_on -= timezone.timedelta(days=5)
        due.save()
    submit_visit(planned, record=complete, adverse_event=False, by=lin)
    set_tier(zhou.customer, tier="growth", reason="Grew", by=shen)
    page = as_user(lin).get(f"/customers/{zhou.customer.uuid}/?tab=care").text

    after = page.partition("Given, and what followed")[2]
    assert "whether it came of it, only you can tell" in after
    assert "Read together" in after
    assert "Velopin: Interested" in after
    assert '<span class="tier tier-growth">' in after


@pytest.mark.req("CUS-05")
def test_notes_are_hidden_from_the_director(as_user, lin, director, due):
    finish_care(due, note="Her daughter is in hospital", by=lin)

    page = as_user(director).get(f"/care/{due.uuid}/").text
    assert "Her daughter" not in page
