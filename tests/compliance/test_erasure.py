"""Zhou asks to be forgotten: Ruan requests it, Wen decides, and afterwards nobody finds her."""

from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts import registry, sensitive
from accounts.history import system
from accounts.models import DataKey
from compliance.ledger.verify import verify
from compliance.models import Entry, ErasureCase
from compliance.services.erasure import (
    approve_erasure,
    destroy_outstanding_keys,
    pseudonym_of,
    refuse_erasure,
    request_erasure,
)
from compliance.services.legal_hold import place_hold, release_hold
from customers.models import Customer, Person, SearchKey
from customers.search import search
from customers.services.person import edit_person
from tests import factories
from tests.compliance.conftest import MOBILE, NAME, PHONE
from visits.models import AdverseEvent


def everything_in_the_database():
    """Every text of every table, as one."""
    with connection.cursor() as cursor:
        texts = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            texts += [text for (text,) in cursor.fetchall()]
    return "\n".join(texts)


@pytest.mark.req("PRV-012", "LED-024")
def test_no_table_holds_her_name_or_number_any_more(asked, zhou, wen):
    before = everything_in_the_database()

    approve_erasure(asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen))

    after = everything_in_the_database()
    assert (NAME in before, PHONE in before) == (True, True)
    assert (NAME in after, PHONE in after, MOBILE in after) == (False, False, False)


@pytest.mark.req("PRV-012")
def test_she_is_a_pseudonym_and_counts_as_before(erased, zhou):
    zhou.refresh_from_db()
    customer = Customer.objects.get(pk=zhou.pk)

    assert customer.name == pseudonym_of(customer) == erased.pseudonym
    assert (customer.status, customer.tier) == ("archived", "strategic")
    assert (zhou.type, zhou.title, zhou.office_phone, zhou.mobile_sealed) == ("doctor", "", "", "")
    assert {row.name for row in customer.history.all()} == {erased.pseudonym}
    assert {row.title for row in zhou.history.all()} == {""}
    newest = customer.history.latest("history_id")
    assert (newest.action, newest.history_change_reason) == ("person.erase", "nothing keeps it")


@pytest.mark.req("PRV-012")
def test_a_search_finds_the_pseudonym_only(erased, wen, zhou):
    assert list(search(wen, NAME)) == []
    keys = SearchKey.objects.filter(customer=zhou.pk)
    assert keys.values_list("phone_hashes", flat=True).get() == []
    assert (
        keys.values_list("text", flat=True).get()
        == f"|{erased.pseudonym.replace('-', ' ').lower()}|"
    )


@pytest.mark.req("PRV-011")
def test_her_key_is_destroyed_and_no_copy_opens_again(asked, zhou, wen):
    copy = Person.objects.get(pk=zhou.pk).mobile_sealed
    of_zhou = {"subject": zhou.customer.uuid, "retention_class": "contact"}
    assert sensitive.reveal(copy, **of_zhou) == MOBILE

    approve_erasure(asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen))
    destroy_outstanding_keys()

    with pytest.raises(sensitive.Destroyed):
        sensitive.reveal(copy, **of_zhou)
    assert bytes(DataKey.objects.get(**of_zhou).wrapped) == b""


@pytest.mark.req("PRV-011", "LED-024")
def test_the_record_verifies_and_says_what_was_redacted(erased):
    report = verify(3, outside=[])

    of_her = [
        finding
        for finding in report.findings
        if finding.where.startswith(("customers_", "compliance_"))
    ]
    emptied = Entry.objects.filter(body=None)
    assert (of_her, report.counts["REDACTED_OK"]) == ([], emptied.count())
    # Her own rows as they were entered and emptied, and what leads to her: her place of work, territory and tier.
    assert Counter(emptied.values_list("table", flat=True)) == {
        "customers_customer": 2,
        "customers_person": 3,
        "customers_affiliation": 1,
        "customers_alignment": 1,
        "customers_tierperiod": 2,
    }
    assert not {"PAYLOAD_MISSING", "STATE_DRIFT", "GUARD_OFF"} & set(report.counts)


@pytest.mark.req("PRV-014")
def test_what_is_left_of_a_payload_cannot_be_guessed(erased, zhou):
    """Ten digits are soon tried, but not together with 32 bytes that nobody has any more."""
    emptied = Entry.objects.filter(table="customers_person", key=zhou.pk, body=None)

    assert emptied.exists() and set(emptied.values_list("salt", flat=True)) == {None}
    whole = Entry.objects.exclude(salt=None).first()
    assert len(bytes(whole.salt)) == 32


@pytest.mark.req("PRV-010")
def test_a_hold_refuses_and_tells_why_until_another_releases_it(asked, zhou, wen, ruan):
    hold = place_hold(zhou.customer, matter="inquiry 12", by=ruan)
    with pytest.raises(ValidationError, match="inquiry 12"):
        approve_erasure(
            asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen)
        )
    with pytest.raises(PermissionDenied, match="Who placed a hold"):
        release_hold(hold, because="over", by=ruan)

    release_hold(hold, because="the inquiry is closed", by=wen)

    assert (
        approve_erasure(
            asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen)
        ).outcome
        == "erased"
    )


@pytest.mark.req("PRV-010")
def test_a_legal_duty_restricts_and_keeps_the_minimum(asked, zhou, lin, wen, arrange):
    with arrange():
        AdverseEvent.objects.create(
            customer=zhou.customer,
            reported_by=lin,
            aware_at=asked.requested_at,
            due_at=asked.requested_at,
        )

    case = approve_erasure(
        asked, because="drug safety keeps the rest", by=wen, credentials=factories.signing(wen)
    )
    destroy_outstanding_keys()

    zhou.refresh_from_db()
    customer = Customer.objects.get(pk=zhou.pk)
    assert (case.outcome, case.status) == ("restricted", "done")
    assert (customer.name, customer.status, zhou.mobile_sealed) == (NAME, "archived", "")
    assert DataKey.objects.get(subject=customer.uuid).destroyed_at is not None


@pytest.mark.req("PRV-010")
def test_answer_and_reason_do_not_repeat_the_data(zhou, ruan, wen):
    with pytest.raises(ValidationError, match="Leave out the person's name"):
        request_erasure(zhou.customer, reason=f"{NAME} wrote to us", by=ruan)


@pytest.mark.req("LED-024")
def test_nobody_decides_on_their_own_request(asked, ruan):
    for verb in (approve_erasure, refuse_erasure):
        with pytest.raises(PermissionDenied, match="their own request"):
            verb(asked, because="I know", by=ruan, credentials=factories.signing(ruan))
    assert ErasureCase.objects.get().status == "requested"


def test_a_refusal_is_final_and_keeps_its_reason(asked, wen):
    refused = refuse_erasure(
        asked, because="not the person herself", by=wen, credentials=factories.signing(wen)
    )

    assert (refused.status, refused.decision_reason) == ("refused", "not the person herself")
    with pytest.raises(ValidationError, match="can't become"):
        approve_erasure(asked, because="after all", by=wen, credentials=factories.signing(wen))


def test_who_is_not_entitled_neither_asks_nor_decides(asked, zhou, lin, steward):
    with pytest.raises(PermissionDenied):
        request_erasure(zhou.customer, reason="x", by=lin)
    for somebody in (lin, steward):
        with pytest.raises(PermissionDenied):
            approve_erasure(
                asked, because="x", by=somebody, credentials=factories.signing(somebody)
            )


def test_an_organisation_is_nobody(first_hospital, ruan):
    with pytest.raises(ValidationError, match="Only people"):
        request_erasure(first_hospital.customer, reason="x", by=ruan)


def test_no_private_number_is_kept_again(erased, zhou, lin):
    destroy_outstanding_keys()
    with pytest.raises(ValidationError, match="erased on request"):
        edit_person(zhou, mobile=MOBILE, by=system("tests"))


@pytest.mark.req("LED-020")
def test_a_decision_and_a_hold_do_not_wait_for_the_minute_s_seal(asked, wen, zhou, monkeypatch):
    times = []
    monkeypatch.setattr(registry, "sealers", [lambda: times.append("now")])

    place_hold(zhou.customer, matter="inquiry 12", by=wen)
    assert times == ["now"]
    refuse_erasure(
        asked, because="not the person herself", by=wen, credentials=factories.signing(wen)
    )

    # The deed, the signed record, and its signature.
    assert times == ["now"] * 4
