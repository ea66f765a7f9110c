"""A program signs with both components in the body: it has no session that could remember one."""

from dataclasses import replace

import pytest

from accounts.models import Signature, SigningFailure
from tests.api.conftest import signed_by
from visits.models import VisitAmendment
from visits.services.amendment import file_amendment


@pytest.fixture
def accept(submitted, complete, lin):
    amended = replace(complete, next_step="none")
    amendment = file_amendment(submitted, record=amended, reason="Mistyped", by=lin)
    return f"amendments/{amendment.uuid}/accept/"


@pytest.mark.req("SIG-002", "CMP-09")
def test_without_both_components_nothing_is_accepted(program, shen, accept):
    bare = program(shen).post(accept)
    half = program(shen).post(accept, {"signature": {"secret": "corridor-visit-2026"}})

    assert (bare.status_code, bare.json()["errors"].keys()) == (400, {"signature"})
    assert (half.status_code, half.json()["errors"]["signature"].keys()) == (400, {"username"})
    assert VisitAmendment.objects.get().status == "filed"


@pytest.mark.req("CMP-09")
def test_the_answer_carries_the_signature(program, shen, accept):
    answer = program(shen).post(accept, signed_by("shen")).json()

    (signature,) = answer["signatures"]
    row = Signature.objects.get()
    assert signature["state"] == "valid"
    assert (signature["meaning"], signature["sha256"]) == ("approved", row.sha256)


@pytest.mark.req("SIG-004")
@pytest.mark.parametrize("key", ["", "once-and-again"])
def test_a_guessing_program_is_counted_and_locked(program, shen, accept, key):
    """An Idempotency-Key wraps the deed into a transaction of its own; the failures outlive that."""
    guesses = [program(shen).post(accept, signed_by("shen", "a guess"), key=key) for _n in range(5)]

    right = program(shen).post(accept, signed_by("shen"), key="another")

    assert [guess.status_code for guess in guesses] == [409] * 5
    assert [list(guess.json()["errors"]) for guess in guesses] == [["secret"]] * 5
    assert SigningFailure.objects.count() == 5
    assert right.status_code == 403
    assert VisitAmendment.objects.get().status == "filed"
