"""Lines of imports say what was read of Zhou: they keep why they stayed out, and none of it."""

import pytest

from compliance.services.erasure import approve_erasure
from customers.importing.findings import sentence_of
from customers.models import Customer, CustomerImport, ImportLine
from tests import factories

pytestmark = pytest.mark.req("PRV-012")
Verdict = ImportLine.Verdict


@pytest.fixture
def line(zhou, steward, arrange):
    """line(verdict, findings, record) → a line of an import that means Zhou."""

    def stage(verdict, findings=(), record=None):
        with arrange():
            list_of_doctors = CustomerImport.objects.create(
                file_name="doctors.csv", file_size=1, file_sha256="0" * 64, by=steward
            )
        return ImportLine.objects.create(
            customer_import=list_of_doctors,
            number=2,
            verdict=verdict,
            name=zhou.customer.name,
            key="id:Z1",
            findings=list(findings),
            record=record or {},
            customer=zhou.customer,
        )

    return stage


def test_a_rejected_line_keeps_why_without_what_it_said(asked, wen, line):
    row = line(Verdict.REJECT, [["too_long", {"field": "title", "length": 99, "longest": 60}]])

    approve_erasure(asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen))

    row.refresh_from_db()
    assert (row.name, row.key, row.findings) == (asked.pseudonym, "", [["too_long", {}]])
    assert sentence_of(row.findings[0]) == "… has … characters; at most … fit."


def test_what_was_checked_and_not_imported_yet_stays_out(asked, wen, line):
    row = line(Verdict.UPDATE, [["archived", {}]], {"kind": "person", "title": "professor"})

    approve_erasure(asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen))

    row.refresh_from_db()
    assert (row.verdict, row.record) == ("reject", {})
    assert row.findings == [["archived", {}], ["erased", {}]]


def test_a_line_that_would_make_her_again_is_found_without_a_link(asked, zhou, wen, line):
    row = line(Verdict.CREATE, record={"kind": "person", "title": "professor"})
    identity = Customer.objects.get(pk=zhou.pk).identity
    ImportLine.objects.update(customer=None, key=f"person:{identity}")

    approve_erasure(asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen))

    row.refresh_from_db()
    assert (row.name, row.verdict, row.record) == (asked.pseudonym, "reject", {})
