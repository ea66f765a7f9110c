"""Lin confirms in one tap, takes back, and reads the list of what has grown old."""

import csv
import io

import pytest
from django.utils import timezone

from accounts.models import Access
from customers.models import PersonaFact
from customers.persona import persona_of
from tests.factories import PersonFactory

TODAY = timezone.localdate()
CONCEPT = "重视长期依从性，单药起始"


def known(person, user):
    """{kind: [words]} of what holds."""
    lines = persona_of(person, user).lines
    return {line.kind.value: [fact.words for fact in line.facts] for line in lines if line.facts}


@pytest.mark.req("CUS-03")
def test_one_tap_confirms_that_it_is_still_true(as_user, lin, zhou, note):
    old = note(days=400)

    page = as_user(lin).post(f"/persona/{old.uuid}/confirm/", follow=True)
    fragment = as_user(lin).post(
        f"/persona/{note(days=0, kind='times', value='周二').uuid}/confirm/",
        headers={"HX-Request": "true"},
    )

    fact = PersonaFact.objects.current().get(kind="treatment_concept")
    assert (fact.known_on, fact.source, fact.is_confirmation) == (TODAY, "visit", True)
    assert fact.history.latest().action == "persona_fact.confirm"
    assert (page.status_code, "in date 1/8" in page.text) == (200, True)
    assert ("<html" in fragment.text, 'id="persona"' in fragment.text) == (False, True)


@pytest.mark.req("CUS-03")
def test_what_was_known_before_stays_readable(as_user, lin, zhou, note):
    note(value="双药起始", days=30)
    note(value=CONCEPT, days=2)

    page = as_user(lin).get(f"/customers/{zhou.customer.uuid}/persona/treatment_concept/")

    earlier = [(fact.words, fact.row.is_current) for fact in page.context["earlier"]]
    assert earlier == [(CONCEPT, True), ("双药起始", False)]
    assert known(zhou, lin) == {"treatment_concept": [CONCEPT]}


@pytest.mark.req("CUS-03")
def test_a_fact_is_taken_back_with_a_reason(as_user, lin, zhou, note):
    fact = note()

    refused = as_user(lin).post(f"/persona/{fact.uuid}/drop/", {"because": ""})
    as_user(lin).post(f"/persona/{fact.uuid}/drop/", {"because": "Mixed up with a namesake"})

    assert (refused.status_code, known(zhou, lin)) == (422, {})
    row = fact.history.latest()
    assert (row.action, row.history_change_reason) == (
        "persona_fact.drop",
        "Mixed up with a namesake",
    )


@pytest.mark.req("CUS-03")
def test_the_form_notes_a_step_and_says_what_is_wrong_beside_the_field(as_user, lin, zhou, product):
    url = f"/customers/{zhou.customer.uuid}/persona/prescribing/"
    said = {"value": "trial", "source": "visit", "known_on": TODAY, "told_by": ""}

    refused = as_user(lin).post(url, said)
    done = as_user(lin).post(url, said | {"product": product.pk})

    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["product"])
    assert (done.status_code, known(zhou, lin)) == (302, {"prescribing": ["Trial"]})


@pytest.mark.req("GL-016")
def test_for_a_rep_of_another_region_the_facts_do_not_exist(as_user, chen, note, zhou):
    fact, browser = note(), as_user(chen)

    codes = [
        browser.get(f"/customers/{zhou.customer.uuid}/persona/patients/").status_code,
        browser.post(f"/persona/{fact.uuid}/confirm/").status_code,
        browser.post(f"/persona/{fact.uuid}/drop/", {"because": "x"}).status_code,
    ]

    assert codes == [404, 404, 404]
    assert browser.get("/customers/persona/").context["facts"] == []


def test_the_executive_sees_how_old_a_fact_is_but_not_what_it_says(as_user, director, note, zhou):
    note(told_by="贺兰舟")

    page = as_user(director).get(f"/customers/{zhou.customer.uuid}/?tab=persona").text

    assert (CONCEPT in page, "贺兰舟" in page, "complete 1/8" in page) == (False, False, True)


@pytest.mark.req("CUS-03")
def test_the_list_is_narrowed_by_age_kind_and_territory(as_user, lin, note):
    note(days=400)
    note("patients", "高龄", days=350)
    note("times", "周二下午", days=1)

    def listed(query):
        page = as_user(lin).get(f"/customers/persona/?{query}")
        return [fact.row.kind for fact in page.context["facts"]]

    assert listed("") == ["treatment_concept", "patients", "times"]
    assert listed("state=stale") == ["treatment_concept"]
    assert listed("state=ageing") == ["patients"]
    assert listed("state=in_date&source=visit") == ["times"]
    assert listed("kind=times&territory=E11") == ["times"]
    assert listed("territory=nowhere&state=mistyped") == ["treatment_concept", "patients", "times"]


@pytest.mark.req("CUS-03")
def test_the_list_goes_as_a_file_and_that_is_kept(as_user, lin, note):
    note(days=1)

    file = as_user(lin).get("/customers/persona/?format=csv")

    rows = list(csv.DictReader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
    assert [(row["Person"], row["What is known"], row["Freshness"]) for row in rows] == [
        ("周岚", CONCEPT, "In date")
    ]
    access = Access.objects.get(action="export")
    assert (access.what, access.count) == ("customers.personafact", 1)


def test_the_list_asks_as_often_for_one_fact_as_for_many(
    as_user, lin, note, territories, django_assert_max_num_queries
):
    browser = as_user(lin)
    note()
    browser.get("/customers/persona/")
    with django_assert_max_num_queries(12) as one:
        browser.get("/customers/persona/")
    for number in range(5):
        note(person=PersonFactory(name=f"医生{number}", territory=territories["E11"]))
    with django_assert_max_num_queries(12) as many:
        assert len(browser.get("/customers/persona/").context["facts"]) == 6

    assert len(one) == len(many)
