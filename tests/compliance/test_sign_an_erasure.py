"""Who decides on an erasure signs it, with both components, as every other decision (SIG-001 … 004, LED-024)."""

import pytest

from accounts.models import Signature, SigningFailure
from accounts.signed import signatures_on
from compliance.models import ErasureCase
from compliance.services.erasure import (
    approve_erasure,
    destroy_outstanding_keys,
    refuse_erasure,
)
from tests import factories
from tests.unguarded import run_as_owner


def decide(client, case, verdict="approve", **said):
    typed = {"verdict": verdict, "because": "nothing keeps it"} | said
    return client.post(f"/erasures/{case.uuid}/decide/", typed, follow=True)


def states(case):
    return [
        (row.signature.printed_name, row.signature.meaning, row.state)
        for row in signatures_on(ErasureCase.objects.get(pk=case.pk))
    ]


@pytest.mark.req("SIG-002")
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "This field is required."),
        ({"secret": factories.PASSWORD}, "Type your user name too"),
        ({"username": "wen", "secret": "a guess"}, "User name or secret is wrong."),
    ],
)
def test_without_both_components_nothing_is_erased(as_user, asked, wen, said, told):
    page = decide(as_user(wen), asked, **said)

    assert told in page.text
    assert "nothing keeps it" in page.text
    assert ErasureCase.objects.get().status == "requested"
    assert Signature.objects.count() == 0


@pytest.mark.req("SIG-004")
def test_a_wrong_secret_is_counted_against_the_deed(as_user, asked, wen):
    decide(as_user(wen), asked, username="wen", secret="a guess")

    assert SigningFailure.objects.get().what == "erasure.approve"


@pytest.mark.req("SIG-001")
@pytest.mark.parametrize(
    ("verdict", "meaning", "words"),
    [("approve", "approved", "Approved"), ("refuse", "rejected", "Rejected")],
)
def test_the_page_shows_who_signed_when_and_as_what(as_user, asked, wen, verdict, meaning, words):
    page = decide(as_user(wen), asked, verdict, username="wen", secret=factories.PASSWORD)

    assert "Signed and decided." in page.text
    assert "Signature valid" in page.text
    assert words in page.text
    assert states(asked) == [("温知礼", meaning, "valid")]


@pytest.mark.req("SIG-003")
def test_it_holds_once_the_keys_are_destroyed(erased):
    destroy_outstanding_keys()

    assert ErasureCase.objects.get().keys_destroyed_at is not None
    assert states(erased) == [("温知礼", "approved", "valid")]


@pytest.mark.req("SIG-003")
def test_a_later_change_of_what_was_decided_voids_it(erased, arrange):
    run_as_owner(
        "SET CONSTRAINTS ALL IMMEDIATE",
        "ALTER TABLE compliance_erasurecase DISABLE TRIGGER erasure_case_guard",
    )
    with arrange():
        erased.decision_reason = "something else"
        erased.save()

    assert states(erased) == [("温知礼", "approved", "void")]


@pytest.mark.req("SIG-002")
def test_who_may_not_decide_is_not_asked_to_sign(as_user, asked, ruan):
    for verb in (approve_erasure, refuse_erasure):
        with pytest.raises(Exception, match="their own request"):
            verb(asked, because="x", by=ruan, credentials=factories.signing(ruan, "a guess"))

    assert decide(as_user(ruan), asked).status_code == 403
    assert SigningFailure.objects.count() == 0
