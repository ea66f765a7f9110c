"""Lin notes what she learns of Zhou's work, confirms it in one tap, and sees what has grown old or is missing."""

import csv
import datetime
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import Access, DataKey
from accounts.permissions import Role
from accounts.services.parameter import approve_parameters, propose_parameters
from compliance.services.erasure import approve_erasure, request_erasure
from customers.models import PersonaFact
from customers.persona import persona_of
from customers.persona_terms import CODE, REQUIRED
from customers.services.persona_fact import confirm_fact, drop_fact, note_fact
from tests.conftest import _person
from tests.factories import PersonFactory, ProductFactory

TODAY = timezone.localdate()
CONCEPT = "重视长期依从性，单药起始"
Kind = PersonaFact.Kind


def ago(days):
    return TODAY - datetime.timedelta(days=days)


@pytest.fixture
def note(lin, zhou):
    """note("patients", "高龄", days=200): what Lin was told of Zhou so long ago."""

    def tell(kind="treatment_concept", value=CONCEPT, *, days=0, person=None, by=lin, **more):
        more = {"source": "visit"} | more
        customer = (person or zhou).customer
        return note_fact(customer, kind=kind, value=value, known_on=ago(days), by=by, **more)

    return tell


@pytest.fixture
def law_too():
    return _person("fa", "法明", Role.COMPLIANCE)


def known(person, user):
    """{kind: [words]} of what holds."""
    lines = persona_of(person, user).lines
    return {line.kind.value: [fact.words for fact in line.facts] for line in lines if line.facts}


@pytest.mark.req("CUS-03")
def test_each_fact_has_its_day_its_source_and_who_said_so(note, zhou, lin):
    note(days=12, source="colleague", told_by="贺兰舟")

    (line,) = [line for line in persona_of(zhou, lin).lines if line.facts]
    (fact,) = line.facts
    assert (fact.words, fact.told_by, fact.row.get_source_display()) == (
        CONCEPT,
        "贺兰舟",
        "Colleague",
    )
    assert (fact.row.known_on, fact.age, fact.row.noted_by) == (ago(12), "12 days ago", lin)


@pytest.mark.req("CUS-03")
def test_the_ladder_is_climbed_product_by_product(note, zhou, lin, product):
    other = ProductFactory(code="GES", name_en="Gestan", holder=product.holder)
    note("prescribing", "aware", product=product, days=3)
    note("prescribing", "unaware", product=other)
    note("prescribing", "trial", product=product)

    ladders = persona_of(zhou, lin).ladders
    assert [(str(one.row.product), one.words) for one in ladders] == [
        ("Gestan", "Unaware"),
        ("Velopin", "Trial"),
    ]
    assert [place for _label, place in ladders[1].rungs] == ["past", "past", "here", "", ""]


@pytest.mark.req("CUS-03")
@pytest.mark.parametrize(
    ("days", "freshness", "age"),
    [
        (0, "in_date", "today"),
        (150, "in_date", "150 days ago"),
        (151, "ageing", "151 days ago"),
        (180, "ageing", "180 days ago"),
        (188, "stale", "8 days overdue"),
    ],
)
def test_a_need_ages_and_is_stale_after_half_a_year(note, zhou, lin, days, freshness, age):
    note("clinical_needs", "缺少随访工具", days=days)

    (fact,) = [fact for line in persona_of(zhou, lin).lines for fact in line.facts]
    assert (fact.freshness, fact.age) == (freshness, age)


@pytest.mark.req("CUS-03")
def test_the_company_sets_how_long_a_kind_stays_in_date(note, zhou, lin, wen, law_too):
    note("clinical_needs", "缺少随访工具", days=100)
    proposal = propose_parameters(
        CODE, values={"clinical_needs_days": 90}, valid_from=TODAY, reason="Faster", by=wen
    )
    approve_parameters(proposal, by=law_too)

    assert persona_of(zhou, lin).stale == ["Clinical needs"]


@pytest.mark.req("CUS-03")
def test_completeness_says_what_is_missing_and_what_is_stale(note, zhou, lin, product):
    note("treatment_concept", CONCEPT)
    note("patients", "高龄", days=400)
    note("prescribing", "trial", product=product)
    note("channel", "message")
    note("visits_wanted", "by_appointment")

    persona = persona_of(zhou, lin)
    assert (persona.number_known, persona.number_in_date, persona.number_needed) == (5, 4, 8)
    assert persona.missing == ["Clinical needs", "Academic interests", "Preferred times"]
    assert persona.stale == ["Patient characteristics"]


@pytest.mark.req("CUS-03")
def test_each_type_of_person_needs_its_own_facts(lin, territories):
    buyer = PersonFactory(name="方采购", type="buyer", territory=territories["E11"])

    assert persona_of(buyer, lin).missing == [
        "Preferred channel",
        "Preferred times",
        "Visits wanted",
    ]
    assert set(REQUIRED) == set(buyer.Type)


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


def test_confirming_twice_in_a_day_changes_nothing(lin, note):
    again = confirm_fact(note(days=9), by=lin)

    assert confirm_fact(again, by=lin) == again
    assert PersonaFact.objects.count() == 2


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


@pytest.mark.req("CUS-03")
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"value": "  "}, "value"),
        ({"kind": "channel", "value": "pigeon"}, "value"),
        ({"value": "x" * 1001}, "value"),
        ({"kind": "hobbies"}, "kind"),
        ({"source": "rumour"}, "source"),
        ({"days": -1}, "known_on"),
    ],
)
def test_what_is_no_fact_is_refused_beside_its_field(note, said, field):
    with pytest.raises(ValidationError) as refusal:
        note(**said)

    assert list(refusal.value.message_dict) == [field]


@pytest.mark.req("CN-006")
def test_a_count_of_prescriptions_is_no_habit(note):
    with pytest.raises(ValidationError, match="Prescription counts may not be kept here"):
        note(value="每月处方量约 40 盒")


def test_what_is_older_than_what_is_known_does_not_take_its_place(note):
    note(days=2)

    with pytest.raises(ValidationError, match="Something newer is known"):
        note(value="双药起始", days=30)


def test_an_organisation_has_no_persona(note, first_hospital):
    with pytest.raises(ValidationError, match="Only people have a persona"):
        note(person=first_hospital)


@pytest.mark.req("CUS-03", "GL-016")
def test_who_may_not_edit_customers_notes_confirms_and_takes_back_nothing(note, shen):
    fact = note()

    for deed in (
        lambda: note(by=shen),
        lambda: confirm_fact(fact, by=shen),
        lambda: drop_fact(fact, because="No", by=shen),
    ):
        with pytest.raises(PermissionDenied):
            deed()


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


@pytest.mark.req("CUS-03", "PRV-010", "PRV-012")
def test_an_erasure_takes_every_fact_out_of_every_copy(
    note, zhou, wen, steward, django_capture_on_commit_callbacks
):
    note(told_by="贺兰舟", days=9)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, '') FROM customers_historicalpersonafact t")
        assert CONCEPT not in cursor.fetchone()[0]
    case = request_erasure(zhou.customer, reason="a letter", by=steward)

    with django_capture_on_commit_callbacks(execute=True):
        approve_erasure(case, because="nothing keeps it", by=wen)

    assert not PersonaFact.objects.exists()
    assert not DataKey.objects.filter(subject=zhou.customer.uuid, destroyed_at=None).exists()
    with pytest.raises(ValidationError, match="erased"):
        note()
