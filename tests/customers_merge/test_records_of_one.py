"""What reaches the record that stays reaches the merged one: erasure, and a person's own file (CUS-11)."""

import json
import zipfile

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Role
from compliance.ledger.verify import verify
from compliance.models import ErasureCase
from compliance.person_file import write_person_file
from compliance.services.erasure import approve_erasure, holds_on, request_erasure
from compliance.services.legal_hold import place_hold
from customers.day import turn_alignments
from customers.erasure import NOTHING
from customers.models import Alignment, Customer, CustomerTag, CustomerTerritory, Need, Tag
from customers.services.alignment import rewrite_today
from customers.services.duplicate import forget_duplicates
from customers.services.merge import merge_customers
from customers.services.merge_undo import forget_merges, undo_merge
from customers.services.need import edit_need, open_need
from tests.compliance.test_erasure import everything_in_the_database
from tests.factories import UserFactory, signing
from visits.own_page import page_of

pytestmark = pytest.mark.req("CUS-11")


@pytest.fixture
def one(pair, zhou, steward):
    """Both records are one now."""
    return merge_customers(pair, survivor=zhou.customer, because="one badge", by=steward)


def test_whoever_asks_to_be_erased_is_erased_in_all_records(one, zhou, latin, wen):
    request_erasure(Customer.objects.get(pk=zhou.pk), reason="Asked by letter", by=wen)

    asked = ErasureCase.objects.order_by("customer").values_list("customer", flat=True)
    assert list(asked) == [zhou.pk, latin.pk]


def test_asked_for_on_the_merged_record_all_records_go(one, zhou, latin, wen):
    request_erasure(Customer.objects.get(pk=latin.pk), reason="Asked by letter", by=wen)

    asked = ErasureCase.objects.order_by("customer").values_list("customer", flat=True)
    assert list(asked) == [zhou.pk, latin.pk]


def test_a_merge_while_a_case_waits_leaves_no_record_out(pair, zhou, latin, steward, wen):
    law = UserFactory(username="law", name="罗律", roles=[Role.COMPLIANCE])
    case = request_erasure(zhou.customer, reason="Asked by letter", by=wen)
    merge_customers(pair, survivor=zhou.customer, because="one badge", by=steward)

    with pytest.raises(ValidationError, match="merged since"):
        approve_erasure(case, because="Nothing keeps it", by=law, credentials=signing(law))


@pytest.mark.req("PRV-012", "LED-024")
def test_what_moved_in_a_merge_is_emptied_with_her(
    pair, zhou, latin, shen, steward, wen, django_capture_on_commit_callbacks
):
    """A need that was the one record's and is the other's now is hers in each version."""
    law = UserFactory(username="law", name="罗律", roles=[Role.COMPLIANCE])
    need = open_need(latin.customer, category="clinical", pain_point="mirabelle", by=shen)
    merge_customers(pair, survivor=zhou.customer, because="one badge", by=steward)
    edit_need(need, root_cause="mirabelle", by=shen)
    request_erasure(Customer.objects.get(pk=zhou.pk), reason="Asked by letter", by=wen)
    said = {"because": "Nothing keeps it", "by": law, "credentials": signing(law)}

    with django_capture_on_commit_callbacks(execute=True):
        for case in ErasureCase.objects.order_by("pk"):
            approve_erasure(case, **said)

    told = Need.history.values_list("pain_point", "root_cause")
    assert {text for row in told for text in row} <= {NOTHING, ""}
    assert "mirabelle" not in everything_in_the_database()
    assert verify(3, outside=[]).counts.keys() <= {"REDACTED_OK", "NO_CHECKPOINT", "SEAL_LAG"}


def test_a_hold_on_one_record_holds_all(one, zhou, latin, wen):
    place_hold(latin.customer, matter="Claim 7", by=wen)

    assert holds_on(Customer.objects.get(pk=zhou.pk)).count() == 1


def test_her_own_page_tells_of_both_records(pair, zhou, latin, visit_lin, steward):
    there = visit_lin("submitted")
    merge_customers(pair, survivor=zhou.customer, because="one badge", by=steward)

    assert [line.visit for line in page_of(Customer.objects.get(pk=zhou.pk), {})["lines"]] == [
        there
    ]


def test_tags_go_along(pair, zhou, latin, steward, arrange):
    with arrange():
        tag = Tag.objects.create(name="Teaching hospital")
        CustomerTag.objects.create(customer=latin.customer, tag=tag)

    merge = merge_customers(pair, survivor=zhou.customer, because="one badge", by=steward)
    worn = CustomerTag.objects.get().customer
    undo_merge(merge, because="two badges", by=steward)

    assert (worn, CustomerTag.objects.get().customer) == (zhou.customer, latin.customer)


def test_who_served_the_merged_record_loses_both_when_the_customer_moves(
    one, zhou, latin, shen, lin, territories, arrange
):
    with arrange():
        Alignment.objects.filter(customer=zhou.customer).delete()
        rewrite_today([zhou.pk])
        turn_alignments()

    ours = CustomerTerritory.objects.filter(customer__in=(zhou.pk, latin.pk))
    assert list(ours) == []


@pytest.mark.parametrize("asked", ["zhou", "latin"])
def test_her_file_tells_both_records_whichever_is_asked_for(one, zhou, latin, asked, tmp_path):
    path, people = tmp_path / "file.zip", {"zhou": zhou, "latin": latin}

    with path.open("wb") as file:
        write_person_file(Customer.objects.get(pk=people[asked].pk), file)

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
