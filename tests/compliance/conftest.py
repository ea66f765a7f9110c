"""Zhou's letter: Ruan requests that her data be erased, Wen decides."""

import pytest

from compliance.services.erasure import approve_erasure, request_erasure
from customers.services.person import edit_person
from tests import factories

NAME, MOBILE, PHONE = "周岚", "13800138000", "0571-88886666"


@pytest.fixture
def ruan(db):
    return factories.UserFactory(username="ruan", name="阮清", roles=["compliance"])


@pytest.fixture
def asked(zhou, lin, ruan):
    edit_person(zhou, mobile=MOBILE, office_phone=PHONE, by=lin)
    return request_erasure(zhou.customer, reason="a letter of 3 May", by=ruan)


@pytest.fixture
def erased(asked, wen):
    return approve_erasure(
        asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen)
    )
