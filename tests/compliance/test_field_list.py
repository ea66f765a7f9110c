"""Wen reads what is kept about whom, and why."""

import pytest

from accounts.field_register import registered
from accounts.models import Access


@pytest.fixture
def found(as_user, wen):
    def search(query=""):
        return [line.code for line in as_user(wen).get(f"/fields/{query}").context["page"].rows]

    return search


@pytest.mark.req("PRV-001")
def test_sensitive_fields_stand_in_a_list_of_their_own(found):
    assert found("?data_class=sensitive") == [
        "visits.adverseevent.what_happened_sealed",
        "customers.consent.words_sealed",
        "visits.customeranswer.words_sealed",
        "customers.person.mobile_sealed",
        "customers.personafact.value_sealed",
        "customers.personafact.told_by_sealed",
        "accounts.repfiling.id_number_sealed",
    ]


@pytest.mark.req("PRV-001")
@pytest.mark.parametrize(
    ("query", "codes"),
    [
        (
            "?model=visits.visitmessage",
            ["visits.visitmessage.visit_product", "visits.visitmessage.key_message"],
        ),
        ("?model=customers.person&data_class=sensitive", ["customers.person.mobile_sealed"]),
        ("?q=office phone", ["customers.person.office_phone"]),
        ("?q=nothing like that", []),
    ],
)
def test_each_filter_narrows_the_list(found, query, codes):
    assert found(query) == codes


def test_a_page_holds_fifty_and_leads_to_the_next(as_user, wen):
    page = as_user(wen).get("/fields/").context["page"]

    assert (len(page.rows), page.newer_url, page.older_url) == (50, None, "?page=2")


@pytest.mark.req("PRV-001")
def test_it_is_taken_away_whole_and_that_is_logged(as_user, wen):
    file = as_user(wen).get("/fields/?format=csv").getvalue().decode("utf-8-sig")

    every = sum(map(len, registered().values()))
    assert len(file.splitlines()) == every + 1
    assert "customers.person.mobile_sealed,Sensitive," in file
    row = Access.objects.get(what="fields")
    assert (row.action, row.count) == ("export", every)


def test_who_may_read_a_field_is_told_by_role(as_user, wen):
    lines = as_user(wen).get("/fields/?q=mobile_sealed").context["page"].rows

    assert lines[0].kept.readers_in_words == "Compliance officer"


def test_a_representative_has_no_business_there(as_user, lin):
    assert as_user(lin).get("/fields/").status_code == 403
