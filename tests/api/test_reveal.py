"""A program may read a sealed number for somebody who may, and says why; the answer is kept nowhere."""

import pytest

from accounts.models import Access, IdempotencyKey
from accounts.services.filing import edit_filing
from customers.services.person import edit_person

MOBILE = "13800138000"


@pytest.fixture
def zhou_with_mobile(zhou, lin):
    edit_person(zhou, mobile=MOBILE, by=lin)
    return f"people/{zhou.customer.uuid}/reveal/"


@pytest.mark.req("PRV-002")
def test_a_private_number_is_told_with_a_reason_that_is_kept(program, wen, zhou, zhou_with_mobile):
    answer = program(wen).post(zhou_with_mobile, {"reason": "complaint 7"}, key="once")

    assert (answer.status_code, answer.json()) == (200, {"mobile": MOBILE})
    look = Access.objects.get(action="unmask")
    assert (look.user, look.subject, look.reason) == (wen, zhou.customer.uuid, "complaint 7")
    assert MOBILE not in str(list(IdempotencyKey.objects.values_list("body", flat=True)))


@pytest.mark.req("PRV-002")
def test_without_a_reason_nothing_is_told(program, wen, zhou_with_mobile):
    assert program(wen).post(zhou_with_mobile, {"reason": " "}).status_code == 400
    assert Access.objects.filter(action="unmask").count() == 0


@pytest.mark.req("PRV-002")
def test_who_serves_the_doctor_may_not_read_it(program, lin, zhou_with_mobile):
    assert program(lin).post(zhou_with_mobile, {"reason": "curious"}).status_code == 403


@pytest.mark.req("PRV-002")
def test_an_identity_number_is_told_the_same_way(program, wen, lin, an):
    filing = lin.filings.get()
    edit_filing(filing, id_number="110101199003074512", because="missing", by=an)

    answer = program(wen).post(f"filings/{filing.uuid}/reveal/", {"because": "the platform asks"})

    assert answer.json() == {"id_number": "110101199003074512"}
    look = Access.objects.get(action="unmask")
    assert (look.what, look.subject, look.reason) == (
        "accounts.repfiling",
        filing.uuid,
        "the platform asks",
    )
