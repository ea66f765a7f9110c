"""The pages of the needs file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Access
from customers.models import Need
from customers.services.need import open_need
from tests.customers_needs.conftest import DAY

pytestmark = pytest.mark.req("CUS-06")


def test_two_fields_are_enough(as_user, lin, zhou, today):
    said = {
        "category": "operations",
        "pain_point": "Long queues",
        "next_review_on": today + 30 * DAY,
    }
    answer = as_user(lin).post(f"/needs/for/{zhou.customer.uuid}/", said, follow=True)

    need = Need.objects.get()
    assert answer.redirect_chain == [(f"/needs/{need.uuid}/", 302)]
    assert "Long queues" in answer.text


def test_what_is_missing_stands_beside_its_field_and_nothing_is_lost(as_user, lin, zhou, today):
    said = {"pain_point": "", "solution": "A shuttle", "next_review_on": today - DAY}
    answer = as_user(lin).post(f"/needs/for/{zhou.customer.uuid}/", said)

    assert answer.context["form"].errors.keys() == {"category", "pain_point"}
    assert "A shuttle" in answer.text


def test_a_review_in_the_past_comes_back_beside_its_field(as_user, lin, pain, today):
    said = {"review-text": "Nothing", "review-next_review_on": today - DAY}
    answer = as_user(lin).post(f"/needs/{pain.uuid}/review/", said)

    assert answer.status_code == 422
    assert "The next review lies ahead." in answer.text


@pytest.mark.parametrize(
    ("change", "said", "state"),
    [
        ("solve", {"solution": "Cards", "result": "All return"}, "solved"),
        ("drop", {"because": "She retires"}, "dropped"),
        ("review", {"text": "Nothing new", "next_review_on": "2199-01-01"}, "identified"),
    ],
)
def test_each_change_has_its_form(as_user, lin, pain, change, said, state):
    said = {f"{change}-{name}": value for name, value in said.items()}

    answer = as_user(lin).post(f"/needs/{pain.uuid}/{change}/", said)

    assert (answer.status_code, Need.objects.get().status) == (302, state)


def test_it_is_started_edited_handed_on_and_reopened(as_user, lin, shen, pain, today):
    browser, address = as_user(lin), f"/needs/{pain.uuid}/"
    edited = {
        "category": "academic",
        "pain_point": "No tool",
        "next_review_on": today,
        "result": "half",
    }

    browser.post(f"{address}start/")
    browser.post(f"{address}edit/", edited)
    browser.post(f"{address}hand/", {"hand-owner": shen.uuid})
    browser.post(f"{address}drop/", {"drop-because": "Not now"})
    browser.post(
        f"{address}reopen/", {"reopen-because": "Now", "reopen-next_review_on": today + DAY}
    )

    need = Need.objects.get()
    assert (need.status, need.category, need.result) == ("in_progress", "academic", "half")
    assert (need.owner, need.next_review_on) == (shen, today + DAY)


def test_an_edit_keeps_the_product_that_was_closed_meanwhile(as_user, lin, pain, product, arrange):
    with arrange():
        pain.product, product.is_active = product, False
        pain.save()
        product.save()
    browser, address = as_user(lin), f"/needs/{pain.uuid}/edit/"
    said = browser.get(address).context["form"].initial | {"product": product.pk, "result": "half"}

    assert browser.post(address, said).status_code == 302
    need = Need.objects.get()
    assert (need.product, need.result) == (product, "half")


def test_a_file_of_an_unknown_kind_is_refused_beside_its_field(
    as_user, lin, pain, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    browser = as_user(lin)
    bad = SimpleUploadedFile("run.exe", b"MZ")
    good = SimpleUploadedFile("card.pdf", b"%PDF-1.7")

    refusal = browser.post(f"/needs/{pain.uuid}/attach/", {"attach-file": bad})
    kept = browser.post(f"/needs/{pain.uuid}/attach/", {"attach-file": good}, follow=True)

    assert (refusal.status_code, "This kind of file is not taken" in refusal.text) == (422, True)
    assert "card.pdf" in kept.text


def test_the_list_narrows(as_user, lin, zhou, pain, today, arrange):
    other = open_need(zhou.customer, category="supply", pain_point="Out of stock", by=lin)
    with arrange():
        other.next_review_on = today
        other.save()
    browser = as_user(lin)

    def pains(query):
        return [need.pain_point for need in browser.get(f"/needs/?{query}").context["page"].rows]

    assert pains("") == ["Out of stock", "No tool to follow patients up"]
    assert pains("state=due") == ["Out of stock"]
    assert pains("category=clinical") == pains("product=VEL") == ["No tool to follow patients up"]
    assert pains("state=solved") == []
    assert len(pains("territory=E11&whose=mine&state=all")) == 2


def test_the_list_costs_the_same_for_one_and_for_many(as_user, lin, zhou, pain):
    browser = as_user(lin)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            browser.get("/needs/")
        return len(queries)

    asked()
    one = asked()
    for number in range(9):
        open_need(zhou.customer, category="supply", pain_point=f"Lack {number}", by=lin)

    assert asked() == one <= 12


def test_the_list_is_taken_away_and_that_is_logged(as_user, lin, pain):
    answer = as_user(lin).get("/needs/?format=csv")

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "No tool to follow patients up" in lines[1]
    export = Access.objects.get(action="export")
    assert (export.what, export.count) == ("customers.need", 1)


@pytest.mark.req("CUS-14")
def test_the_customers_page_lists_them(as_user, lin, zhou, pain):
    text = as_user(lin).get(f"/customers/{zhou.customer.uuid}/?tab=needs").text

    assert "No tool to follow patients up" in text
    assert f"/needs/for/{zhou.customer.uuid}/" in text


def test_what_is_due_stands_on_today(as_user, lin, pain, today, arrange):
    assert "Needs to review" not in as_user(lin).get("/").text
    with arrange():
        pain.next_review_on = today
        pain.save()

    assert "Needs to review" in as_user(lin).get("/").text


def test_for_a_rep_of_another_region_nothing_is_there(as_user, chen, pain):
    browser = as_user(chen)

    assert browser.get("/needs/").context["page"].rows == []
    assert browser.get(f"/needs/{pain.uuid}/").status_code == 404
    assert browser.post(f"/needs/{pain.uuid}/drop/", {"drop-because": "x"}).status_code == 404


def test_the_executive_sees_that_there_is_a_need_but_not_its_words(as_user, director, pain):
    text = as_user(director).get(f"/needs/{pain.uuid}/").text

    assert ("•••" in text, "No tool" in text) == (True, False)
