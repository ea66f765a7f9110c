"""Once Zhou is erased or restricted, ordinary work does not bring her back: forms left open, lists, reopening."""

import pytest
from django.core.exceptions import ValidationError

from accounts.history import system
from compliance.services.erasure import approve_erasure
from customers.importing.judging import Judge
from customers.importing.records import Record
from customers.models import Affiliation, Person
from customers.services.affiliation import affiliate, end_affiliation, make_primary
from customers.services.customer import reopen_customer
from customers.services.person import edit_person
from customers.services.tier import set_tier
from tests import factories
from tests.compliance.conftest import NAME, PHONE
from visits.models import AdverseEvent

ANYBODY = system("tests")

pytestmark = pytest.mark.req("PRV-010")


@pytest.fixture
def restricted(asked, zhou, lin, wen, arrange):
    with arrange():
        AdverseEvent.objects.create(
            customer=zhou.customer,
            reported_by=lin,
            aware_at=asked.requested_at,
            due_at=asked.requested_at,
        )
    return approve_erasure(
        asked, because="drug safety keeps the rest", by=wen, credentials=factories.signing(wen)
    )


ATTEMPTS = {
    "edit": lambda zhou, work, by: edit_person(zhou, name=NAME, office_phone=PHONE, by=by),
    "reopen": lambda zhou, work, by: reopen_customer(zhou.customer, because="back", by=by),
    "affiliate": lambda zhou, work, by: affiliate(zhou, work.organisation, position="head", by=by),
    "make primary": lambda zhou, work, by: make_primary(work, by=by),
    "end": lambda zhou, work, by: end_affiliation(work, by=by),
    "set tier": lambda zhou, work, by: set_tier(zhou.customer, tier="basic", reason="r", by=by),
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_no_verb_writes_of_who_was_erased(erased, zhou, attempt):
    with pytest.raises(ValidationError, match="erased on request"):
        attempt(zhou, Affiliation.objects.get(person=zhou), ANYBODY)


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_who_is_restricted_is_left_as_she_is(restricted, zhou, attempt):
    with pytest.raises(ValidationError, match="restricted on request"):
        attempt(zhou, Affiliation.objects.get(person=zhou), ANYBODY)


def test_a_form_left_open_since_before_is_refused_beside_it(erased, zhou, lin, as_user):
    said = {"name": NAME, "type": "doctor", "office_phone": PHONE}

    page = as_user(lin).post(f"/customers/{zhou.customer.uuid}/person/", said)

    assert "erased on request" in page.text
    assert Person.objects.get(pk=zhou.pk).office_phone == ""


def test_a_list_that_names_her_keeps_her_line_out_and_nothing_of_it(restricted, zhou, arrange):
    values = {"kind": "person", "name": NAME, "workplace": "临江市第一人民医院", "title": "chief"}
    record = Record(2, values)

    (judged,) = Judge(source="association").judge([record])

    assert (judged.verdict, judged.customer) == ("reject", None)
    assert (record.values, record.findings) == ({}, [["erased", {}]])


@pytest.mark.parametrize(
    "source, known_by, verdict",
    [
        ("association", {"external_id": "Z1"}, "reject"),
        ("association", {"workplace": "临江市第一人民医院"}, "reject"),
        ("another list", {"external_id": "Z1"}, "create"),
        ("association", {"workplace": "西岭医院"}, "create"),
    ],
)
def test_a_new_list_does_not_make_her_anew(asked, zhou, lin, wen, source, known_by, verdict):
    edit_person(zhou, source="association", external_id="Z1", by=ANYBODY)
    approve_erasure(asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen))
    record = Record(2, {"kind": "person", "name": NAME, **known_by})

    (judged,) = Judge(source=source).judge([record])

    assert judged.verdict == verdict
    assert record.is_left_out == (verdict == "reject")
