"""A steward takes an import back: whole, and only while nobody has gone on with what it brought."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from customers.importing.undoing import Preview, preview
from customers.models import Affiliation, Alignment, Customer, SearchKey
from customers.services.alignment import align_customer
from customers.services.customer import archive_customer
from customers.services.customer_import import undo_import
from customers.services.need import open_need
from customers.services.organisation import edit_organisation
from tests.customers_import.conftest import customer, finish, organisations

pytestmark = pytest.mark.req("CUS-10")
PLAIN = organisations(external_id="代码", name="名称", phone="电话", territory="辖区")
BEFORE = "代码,名称,电话,辖区\nA0,临江旧院,0871-1,\n"
AFTER = "代码,名称,电话,辖区\nA0,临江新院,0871-2,E11\nA1,临江一院,0871-3,E11\nA2,临江二院,,\n"


@pytest.fixture
def imported(bring_in, territories):
    """A list that changes one hospital and brings two; the one was there before."""
    bring_in(BEFORE, "before.csv", definition=PLAIN)
    return bring_in(AFTER, "after.csv", definition=PLAIN)


@pytest.fixture
def undone(steward):
    def undo(customer_import):
        undo_import(customer_import, by=steward)
        return finish(customer_import)

    return undo


def told_of(row):
    return [
        (version.history_type, version.action) for version in row.history.order_by("history_id")
    ]


def test_what_it_changed_is_as_it_was_and_the_history_says_both(imported, undone, steward):
    hospital = customer("临江新院")
    assert Alignment.objects.filter(customer=hospital).count() == 1

    undone(imported)

    hospital.refresh_from_db()
    assert (hospital.name, hospital.organisation.phone) == ("临江旧院", "0871-1")
    assert SearchKey.objects.get(customer=hospital).text.split("|")[1] == "临江旧院"
    assert not Alignment.objects.filter(customer=hospital).exists()
    assert told_of(hospital) == [
        ("+", "customer_import.apply"),
        ("~", "customer_import.apply"),
        ("~", "customer_import.undo"),
    ]
    newest = hospital.history.latest()
    assert (newest.actor, newest.history_change_reason) == (steward.actor, "after.csv")
    assert Alignment.history.latest().history_type == "-"


def test_it_says_how_many_were_archived_and_how_many_are_as_before(imported, undone):
    assert preview(imported) == Preview(archived=2, changed=1, attached=[])

    undone(imported)

    assert imported.job.result == {"archived": 2, "restored": 1}
    assert (imported.status, Customer.objects.active().count()) == ("undone", 1)


def test_what_somebody_has_corrected_since_stays(imported, undone, steward):
    edit_organisation(customer("临江新院").organisation, by=steward, phone="0871-9999")

    undone(imported)

    hospital = customer("临江旧院")
    assert hospital.organisation.phone == "0871-9999"
    assert imported.job.result == {"archived": 2, "kept": 1}


def test_it_stays_once_a_hospital_that_it_brought_was_corrected(imported, steward):
    edit_organisation(customer("临江一院").organisation, by=steward, phone="0871-9999")

    with pytest.raises(ValidationError, match="corrections since: 1"):
        undo_import(imported, by=steward)

    imported.refresh_from_db()
    assert imported.status == "applied"


def test_it_stays_while_a_need_is_noted_of_one(imported, steward, lin):
    open_need(customer("临江一院"), category="supply", pain_point="Out of stock", by=lin)

    with pytest.raises(ValidationError) as refused:
        undo_import(imported, by=steward)

    assert refused.value.messages == [
        "Work has gone on with the customers that this import brought: need: 1. It stays."
    ]


def test_another_list_that_counts_on_it_is_undone_first(imported, bring_in, undone, steward):
    people = PLAIN.__class__.from_json(
        {
            "kind": "person",
            "takes": [
                {"field": "name", "columns": ["姓名"]},
                {"field": "workplace", "columns": ["单位"]},
            ],
        }
    )
    doctors = bring_in("姓名,单位\n何静,临江一院\n", definition=people, source="doctors")
    assert Affiliation.objects.count() == 1

    with pytest.raises(ValidationError, match="affiliation: 1"):
        undo_import(imported, by=steward)

    undone(doctors)
    assert undone(imported).status == "undone"


def test_what_comes_between_the_question_and_the_worker_keeps_the_import(imported, steward):
    undo_import(imported, by=steward)
    edit_organisation(customer("临江一院").organisation, by=steward, phone="0871-9999")

    finish(imported)

    assert (imported.status, Customer.objects.active().count()) == ("applied", 3)
    assert "corrections since: 1" in imported.problem


def test_where_a_customer_belongs_keeps_no_import(imported, undone, steward, territories):
    align_customer(customer("临江二院"), territories["E12"], by=steward)

    assert undone(imported).status == "undone"


def test_the_same_list_brings_back_whom_an_undone_import_archived(
    imported, undone, bring_in, steward
):
    undone(imported)

    again = bring_in(AFTER, "again.csv", definition=PLAIN)

    assert (again.updated, Customer.objects.active().count()) == (3, 3)
    assert customer("临江一院").status_reason == ""
    undone(again)
    assert sorted(Customer.objects.active().values_list("name", flat=True)) == ["临江旧院"]


def test_whom_a_person_archived_stays_archived_whatever_a_list_says(imported, bring_in, steward):
    archive_customer(customer("临江一院"), because="gone", by=steward)

    again = bring_in(AFTER, "again.csv", definition=PLAIN)

    assert (again.updated, customer("临江一院").status) == (0, "archived")


def test_the_page_says_first_what_undoing_does_and_then_what_it_did(imported, as_user, steward):
    page = reverse("customers:import_undo", args=[imported.uuid])
    shown = as_user(steward).get(page).text
    assert "2 customers that it brought are archived." in shown
    assert "1 customer that it changed gets back what it had." in shown

    answer = as_user(steward).post(page)
    imported.refresh_from_db()
    finish(imported)

    detail = as_user(steward).get(answer.url).text
    assert ("2 customers archived" in detail, "1 customer as before" in detail) == (True, True)


def test_the_page_names_what_stands_against_it_and_has_no_button(imported, as_user, steward, lin):
    open_need(customer("临江一院"), category="supply", pain_point="Out of stock", by=lin)
    page = reverse("customers:import_undo", args=[imported.uuid])

    shown = as_user(steward).get(page).text

    assert "<li>need: 1</li>" in shown
    assert "btn-primary" not in shown.partition("form-card")[2]
    assert as_user(steward).post(page).status_code == 409
