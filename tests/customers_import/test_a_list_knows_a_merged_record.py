"""A list goes on bringing a record that was merged: it means the one that stays (CUS-11)."""

import pytest

from customers.models import Customer, Duplicate
from customers.services.merge import merge_customers
from tests.customers_import.conftest import counts, customer, organisations

BY_ID = organisations(external_id="代码", name="名称", type="类型", phone="电话")
HEAD = "代码,名称,类型,电话\n"


@pytest.mark.req("CUS-11", "CUS-10")
def test_the_line_of_a_merged_record_changes_the_one_that_stays_but_not_its_code(
    bring_in, steward, arrange
):
    bring_in(f"{HEAD}A1,临江医院,医院,111\nA2,临江市医院,医院,\n", definition=BY_ID)
    stays, merged = customer("临江医院"), customer("临江市医院")
    with arrange():
        pair = Duplicate.objects.create(left=stays, right=merged, kind="organisation", score=60)
    merge_customers(pair, survivor=stays, because="one house", by=steward)

    done = bring_in(f"{HEAD}A2,临江市医院,医院,222\n", definition=BY_ID)

    stays = Customer.objects.get(pk=stays.pk)
    assert counts(done) == {"updated": 1}
    assert (stays.name, stays.external_id, stays.organisation.phone) == ("临江医院", "A1", "222")
    assert Customer.objects.get(pk=merged.pk).organisation.phone == ""
