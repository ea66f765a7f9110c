"""What reaches the record that stays reaches the merged one: erasure, and a person's own file (CUS-11)."""

import json
import zipfile

import pytest

from compliance.models import ErasureCase
from compliance.person_file import write_person_file
from compliance.services.erasure import request_erasure
from customers.models import Customer
from customers.services.duplicate import forget_duplicates
from customers.services.merge import merge_customers
from customers.services.merge_undo import forget_merges

pytestmark = pytest.mark.req("CUS-11")


@pytest.fixture
def one(pair, zhou, steward):
    """Both records are one now."""
    return merge_customers(pair, survivor=zhou.customer, because="one badge", by=steward)


def test_whoever_asks_to_be_erased_is_erased_in_all_records(one, zhou, latin, wen):
    request_erasure(Customer.objects.get(pk=zhou.pk), reason="Asked by letter", by=wen)

    asked = ErasureCase.objects.order_by("customer").values_list("customer", flat=True)
    assert list(asked) == [zhou.pk, latin.pk]


def test_her_file_tells_both_records(one, zhou, tmp_path):
    path = tmp_path / "file.zip"

    with path.open("wb") as file:
        write_person_file(Customer.objects.get(pk=zhou.pk), file)

    told = json.loads(zipfile.ZipFile(path).read("data.json"))["sections"]
    names = [
        row["name"]
        for part in told
        if part["model"] == "customers.customer"
        for row in part["rows"]
    ]
    assert names == ["周岚", "Dr. Lan ZHOU"]


def test_what_a_merge_kept_of_an_erased_person_goes(one, zhou, pair, arrange):
    with arrange():
        forget_merges(zhou.customer)
        forget_duplicates(zhou.customer)

    one.refresh_from_db()
    assert one.taken == {}
