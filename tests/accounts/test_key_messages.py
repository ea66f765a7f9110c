"""What may be said of a product is kept wording by wording: what was said before keeps its own."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import KeyMessage
from accounts.permissions import Role
from accounts.services.product import create_key_message, edit_key_message
from tests.factories import UserFactory

pytestmark = pytest.mark.req("VIS-14")


@pytest.fixture
def xiang(db):
    return UserFactory(username="xiang", name="向阳", roles=[Role.MARKETING])


@pytest.fixture
def message(product, xiang):
    return create_key_message(product, kind="cost", text="医保支付范围", by=xiang)


def test_another_wording_is_the_next_version_and_the_old_one_closes(message, xiang):
    newer = edit_key_message(message, text="医保乙类支付", by=xiang)

    message.refresh_from_db()
    assert (message.text, message.is_active, message.closed_on is None) == (
        "医保支付范围",
        False,
        False,
    )
    assert (newer.version, newer.replaces, newer.is_active) == (2, message, True)
    with pytest.raises(ValidationError) as refusal:
        edit_key_message(message, is_active=True, by=xiang)
    assert refusal.value.messages == ["This wording was replaced. Change the newest version."]


def test_a_missing_translation_is_filled_in_and_a_closed_one_opened_again(message, xiang):
    same = edit_key_message(message, text_en="Reimbursement", is_active=False, by=xiang)
    assert (same.pk, same.text_en, same.is_active, same.version) == (
        message.pk,
        "Reimbursement",
        False,
        1,
    )

    again = edit_key_message(message, is_active=True, by=xiang)

    assert (again.is_active, again.closed_on) == (True, None)


def test_medical_and_marketing_keep_them_and_nobody_else(message, lin, mo, wen):
    for user in (lin, wen):
        with pytest.raises(PermissionDenied):
            edit_key_message(message, text="x", by=user)

    assert edit_key_message(message, text="x", by=mo).version == 2
    assert KeyMessage.objects.active().get().text == "x"
