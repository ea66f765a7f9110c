"""Lin chooses a customer whom she did not plan to see: nothing is written before she says something."""

from threading import Thread

import pytest
from django.db import connection
from django.urls import reverse

from tests.visits.test_log_on_the_phone import inputs_of
from visits.models import Visit, VisitDraft
from visits.services.visit import open_unplanned_visit

pytestmark = pytest.mark.req("VIS-04")


@pytest.fixture
def phone(as_user, lin):
    return as_user(lin)


def choose(phone, customer):
    """The address of the log form that the tap on a customer leads to."""
    return phone.get(reverse("visits:log_new"), {"customer": customer.uuid}).url


def draft_url(form_url):
    return form_url.replace("/log/", "/draft/")


def test_who_only_looks_leaves_no_visit(phone, zhou, policy):
    form = phone.get(choose(phone, zhou.customer))

    assert form.status_code == 200
    assert "周岚" in form.text
    assert Visit.objects.count() == 0
    assert "Nothing planned" in phone.get("/").text


def test_the_first_change_writes_the_visit_and_the_next_ones_go_to_it(phone, lin, zhou, policy):
    url = choose(phone, zhou.customer)

    for words in ("Dialysis", "Dialysis and dose"):
        assert phone.post(draft_url(url), {"key_points": words}).status_code == 204

    visit = Visit.objects.get()
    assert str(visit.uuid) in url
    assert (visit.rep, visit.customer, visit.status) == (lin, zhou.customer, "in_progress")
    assert VisitDraft.objects.get().data == {"key_points": ["Dialysis and dose"]}
    assert "Dialysis and dose" in phone.get(url).text


def test_without_script_the_submission_writes_it(phone, zhou, topic, policy, first_hospital):
    url = choose(phone, zhou.customer)
    typed = inputs_of(phone.get(url)) | {"outcome": ["not_seen"], "adverse_event": "no"}

    assert phone.post(url, typed).url == "/"

    visit = Visit.objects.get()
    assert (visit.status, visit.organisation) == ("submitted", first_hospital)


def test_without_script_a_refused_submission_keeps_what_was_typed(phone, zhou, policy):
    url = choose(phone, zhou.customer)

    answer = phone.post(url, {"outcome": "seen", "key_points": "Dialysis"})

    assert answer.status_code == 422
    assert VisitDraft.objects.get().data["key_points"] == ["Dialysis"]


def test_the_checklist_answers_before_anything_is_written(phone, zhou, policy, topic):
    url = choose(phone, zhou.customer).replace("/log/", "/checklist/")

    answer = phone.post(url, {"outcome": "seen"}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert Visit.objects.count() == 0


def test_a_customer_planned_for_today_opens_the_planned_visit(phone, planned, zhou):
    assert choose(phone, zhou.customer) == reverse("visits:visit_log", args=[planned.uuid])


def test_two_forms_of_one_customer_write_one_visit(phone, zhou, policy):
    first, second = choose(phone, zhou.customer), choose(phone, zhou.customer)

    phone.post(draft_url(first), {"key_points": "one"})
    phone.post(draft_url(second), {"key_points": "two"})

    assert [draft.data for draft in VisitDraft.objects.all()] == [{"key_points": ["two"]}]
    assert Visit.objects.count() == 1


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_draft_and_its_submission_at_once_write_one_visit(lin, zhou, policy):
    opened = []

    def open_it():
        opened.append(open_unplanned_visit(zhou.customer, by=lin, uuid=key).pk)
        connection.close()

    key = Visit().uuid
    threads = [Thread(target=open_it) for _copy in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert opened == [Visit.objects.get().pk] * 4


@pytest.mark.parametrize("stranger", ["gu", "nobody"])
@pytest.mark.parametrize("page", ["log_new", "visit_plan"])
def test_a_customer_who_is_not_hers_is_not_there(phone, gu, policy, page, stranger):
    keys = {"gu": gu.customer.uuid, "nobody": "x"}

    answer = phone.get(reverse(f"visits:{page}"), {"customer": keys[stranger]})

    assert answer.status_code == 404
    assert "There is nothing here for you" in answer.text


def test_a_visit_without_a_customer_is_not_there(phone, policy):
    assert phone.get(reverse("visits:visit_log", args=[Visit().uuid])).status_code == 404


def test_today_shows_a_visit_with_a_draft_once(phone, planned):
    phone.post(reverse("visits:visit_draft", args=[planned.uuid]), {"outcome": "seen"})

    page = phone.get("/").text

    assert page.count(reverse("visits:visit_log", args=[planned.uuid])) == 1
    assert "Draft: 周岚" in page
