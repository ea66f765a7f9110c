"""Inboxes and programs' remembered answers tell of Zhou: of her, whatever she was called, and of no namesake."""

import pytest

from accounts.history import system
from accounts.models import IdempotencyKey, Notification
from compliance.services.erasure import approve_erasure, request_erasure
from customers.services.person import edit_person
from tests import factories
from tests.compliance.conftest import NAME
from visits.models import FollowUp

pytestmark = pytest.mark.req("PRV-012")


@pytest.fixture
def tell(lin, arrange):
    """tell(uuid, **params) → a notification of Lin's that leads to the record of that uuid."""

    def told(uuid, **params):
        with arrange():
            return Notification.objects.create(
                user=lin, kind="request.raised", key=f"k:{uuid}", params=params, url=f"/x/{uuid}/"
            )

    return told


@pytest.fixture
def follow_up(zhou, lin, arrange):
    with arrange():
        return FollowUp.objects.create(
            customer=zhou.customer, what="send it", owner=lin, due_on="2030-01-01"
        )


def params_of(notification):
    notification.refresh_from_db()
    return notification.params


def test_what_leads_to_a_record_about_her_calls_her_otherwise(asked, wen, tell, follow_up):
    told = tell(follow_up.uuid, customer=NAME, n=1)

    approve_erasure(asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen))

    assert params_of(told) == {"customer": asked.pseudonym, "n": 1}


def test_a_former_name_goes_as_well(zhou, lin, ruan, wen, tell):
    told = tell(zhou.customer.uuid, customer=NAME)
    edit_person(zhou, name="周岚岚", by=system("tests"))
    zhou.customer.refresh_from_db()
    case = request_erasure(zhou.customer, reason="a letter of 3 May", by=ruan)

    approve_erasure(case, because="nothing keeps it", by=wen, credentials=factories.signing(wen))

    assert params_of(told) == {"customer": case.pseudonym}


def test_a_namesake_keeps_her_name(asked, wen, tell):
    told = tell(factories.PersonFactory(name=NAME).customer.uuid, customer=NAME)

    approve_erasure(asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen))

    assert params_of(told) == {"customer": NAME}


def test_a_remembered_answer_about_her_is_emptied_and_a_namesake_s_is_not(asked, zhou, wen):
    namesake = factories.PersonFactory(name=NAME).customer
    for customer in (zhou.customer, namesake):
        IdempotencyKey.objects.create(
            user=wen,
            key=customer.uuid,
            fingerprint="f",
            status=201,
            body={"name": "as it was", "customer": str(customer.uuid)},
        )

    approve_erasure(asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen))

    kept = IdempotencyKey.objects.exclude(body=None).values_list("key", flat=True)
    assert list(kept) == [str(namesake.uuid)]
