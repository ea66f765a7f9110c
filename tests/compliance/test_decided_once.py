"""Cases of erasure, holds and versions of parameters move as the code says, also for who writes SQL (decision 21)."""

from itertools import product

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.history import deed, system
from accounts.models import ParameterVersion
from accounts.services.parameter import propose_parameters
from compliance.models import ErasureCase, LegalHold
from compliance.services.erasure import request_erasure
from compliance.services.legal_hold import place_hold, release_hold

Case = ErasureCase.Status
Version = ParameterVersion.Status
REFUSED = pytest.raises(DatabaseError, match=r"cannot become|never changes|never deleted|once")
PATHS = {
    Case.REQUESTED: [],
    Case.APPROVED: [Case.APPROVED],
    Case.REFUSED: [Case.REFUSED],
    Case.DONE: [Case.APPROVED, Case.DONE],
}


@pytest.fixture
def case(zhou, wen):
    return request_erasure(zhou.customer, reason="She asked us", by=wen)


@pytest.fixture
def hold(zhou, wen):
    return place_hold(zhou.customer, matter="A lawsuit", by=wen)


@pytest.fixture
def proposal(wen):
    values = ParameterVersion.objects.get(code="RSK-54").whole | {"lag_minutes": 7}
    return propose_parameters(
        "RSK-54", values=values, valid_from=timezone.localdate(), reason="As agreed", by=wen
    )


def saved(record, **fields):
    """As SQL would: no verb is asked."""
    with deed("test.move", by=system("tests")), transaction.atomic():
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()


def put(case, status, ruan):
    decided = {"decided_by": ruan, "decided_at": case.requested_at, "decision_reason": "x"}
    done = {"outcome": "erased", "done_at": case.requested_at}
    fields = {Case.REQUESTED: {}, Case.DONE: done}.get(status, {} if case.decided_by else decided)
    saved(case, status=status, **fields)


@pytest.mark.req("LED-024")
@pytest.mark.parametrize(("before", "after"), [*product(PATHS, PATHS)])
def test_a_case_of_erasure_goes_only_forward(case, ruan, before, after):
    for status in PATHS[before]:
        put(case, status, ruan)

    if after == before or after in ErasureCase.NEXT[before]:
        put(case, after, ruan)
        assert ErasureCase.objects.get().status == after
    else:
        with pytest.raises(DatabaseError):
            put(case, after, ruan)


@pytest.mark.req("LED-024")
def test_a_case_does_not_begin_as_approved(zhou, wen, ruan):
    moment = timezone.now()
    decided = {"decided_by": ruan, "decided_at": moment, "decision_reason": "x"}
    with pytest.raises(DatabaseError, match="begins as a request"):
        saved(ErasureCase(customer=zhou.customer, requested_by=wen, status="approved", **decided))


@pytest.mark.req("LED-024", "RET-004")
@pytest.mark.parametrize(
    ("record", "fields"),
    [
        ("case", {"pseudonym": "HCP-0"}),
        ("case", {"reason": "Another"}),
        ("hold", {"matter": "Another"}),
        ("proposal", {"values": {}}),
        ("proposal", {"version": 9}),
    ],
)
def test_what_was_asked_never_changes(request, record, fields):
    with REFUSED:
        saved(request.getfixturevalue(record), **fields)


@pytest.mark.req("LED-024", "RET-004")
@pytest.mark.parametrize("record", ["case", "hold", "proposal"])
def test_none_is_deleted(request, record):
    with REFUSED, deed("test.delete", by=system("tests")), transaction.atomic():
        request.getfixturevalue(record).delete()


@pytest.mark.req("RET-004")
def test_a_hold_is_released_once(hold, ruan):
    released = release_hold(hold, because="It is over", by=ruan)

    with REFUSED:
        saved(released, released_at=None, released_by=None, release_reason="")
    assert LegalHold.objects.in_force().count() == 0


@pytest.mark.req("RSK-E05")
@pytest.mark.parametrize(("before", "after"), [*product(Version, Version)])
def test_a_version_of_parameters_is_decided_once(proposal, ruan, before, after):
    apart = {"valid_from": proposal.valid_from.replace(year=1990)}  # no other holds then
    apart["valid_to"] = proposal.valid_from.replace(year=1991)
    if before == Version.PROPOSED:
        saved(proposal, **apart)
    else:
        saved(proposal, status=before, decided_by=ruan, **apart)

    if after == before or after in ParameterVersion.NEXT[before]:
        saved(
            proposal, status=after, **({"decided_by": ruan} if before == Version.PROPOSED else {})
        )
        assert ParameterVersion.objects.get(pk=proposal.pk).status == after
    else:
        with pytest.raises(DatabaseError, match="cannot become"):
            saved(proposal, status=after)
