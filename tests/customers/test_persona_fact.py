"""Lin notes what she learns of Zhou's work, confirms it in one tap, and sees what has grown old or is missing."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import DataKey
from accounts.permissions import Role
from accounts.services.parameter import approve_parameters, propose_parameters
from compliance.services.erasure import approve_erasure, request_erasure
from customers.models import PersonaFact
from customers.persona import persona_of
from customers.persona_terms import CODE, REQUIRED
from customers.services.persona_fact import confirm_fact, drop_fact
from tests.conftest import _person
from tests.factories import PersonFactory, ProductFactory, signing

TODAY = timezone.localdate()
CONCEPT = "重视长期依从性，单药起始"
Kind = PersonaFact.Kind


def ago(days):
    return TODAY - datetime.timedelta(days=days)


@pytest.fixture
def law_too():
    return _person("fa", "法明", Role.COMPLIANCE)


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


def test_confirming_twice_in_a_day_changes_nothing(lin, note):
    again = confirm_fact(note(days=9), by=lin)

    assert confirm_fact(again, by=lin) == again
    assert PersonaFact.objects.count() == 2


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
        approve_erasure(case, because="nothing keeps it", by=wen, credentials=signing(wen))

    assert not PersonaFact.objects.exists()
    assert not DataKey.objects.filter(subject=zhou.customer.uuid, destroyed_at=None).exists()
    with pytest.raises(ValidationError, match="erased"):
        note()
