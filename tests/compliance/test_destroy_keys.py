"""Keys lie in a database of their own: they go once it is certain that the erasure stays."""

import pytest
from django.db import transaction

from accounts.models import DataKey
from compliance.models import ErasureCase
from compliance.services.erasure import approve_erasure, destroy_outstanding_keys
from customers.models import Person
from customers.services.person import reveal_mobile
from tests import factories
from tests.compliance.conftest import MOBILE

pytestmark = pytest.mark.req("PRV-011")


def is_destroyed(zhou):
    return DataKey.objects.get(subject=zhou.customer.uuid).destroyed_at is not None


def test_an_approval_that_is_undone_at_its_end_loses_nothing(asked, zhou, wen, lin):
    class RefusedAtCommit(Exception):
        pass

    with pytest.raises(RefusedAtCommit), transaction.atomic():
        approve_erasure(
            asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen)
        )
        raise RefusedAtCommit

    assert ErasureCase.objects.get().status == "requested"
    assert reveal_mobile(Person.objects.get(pk=zhou.pk), reason="to ask her", by=wen) == MOBILE


def test_keys_go_as_soon_as_the_erasure_is_committed(
    asked, zhou, wen, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        approve_erasure(
            asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen)
        )
        assert not is_destroyed(zhou)

    assert is_destroyed(zhou)
    assert not ErasureCase.objects.get().owes_keys


def test_what_a_crash_left_is_destroyed_by_the_next_tick_and_told_once(erased, zhou):
    assert (erased.owes_keys, is_destroyed(zhou)) == (True, False)

    assert [destroy_outstanding_keys() for _minute in range(2)] == [1, 0]

    told = erased.history.latest("history_id")
    assert is_destroyed(zhou)
    assert (told.action, told.actor) == ("erasure.destroy_keys", "system:erasure")


def test_the_page_says_that_keys_are_outstanding(erased, wen, as_user):
    page = as_user(wen).get(f"/erasures/{erased.uuid}/")

    assert "not destroyed yet" in page.text
