"""A steward uploads a list of hospitals, checks it and imports it."""

import pytest

from accounts.models import Job
from customers.models import Customer, CustomerImport
from tests.customers_import.conftest import HOSPITALS, counts, customer, findings


@pytest.mark.req("CUS-10")
def test_a_known_list_brings_its_own_mapping(upload):
    assert upload(HOSPITALS).mapping.source == "cn_hospitals_grade3a"


@pytest.mark.req("CUS-10")
def test_the_check_changes_no_customer_and_says_what_each_line_lacks(check):
    checked = check(HOSPITALS)

    assert (checked.status, Job.objects.get().status) == ("checked", "done")
    assert counts(checked) == {"created": 3, "incomplete": 1}
    assert findings(checked) == {4: ["lacks"]}
    assert not Customer.objects.exists()


@pytest.mark.req("CUS-10")
def test_the_import_creates_what_the_lines_say(bring_in, steward):
    done = bring_in(HOSPITALS)

    third = customer("临江医科大学第三医院")
    assert (done.status, counts(done)) == ("applied", {"created": 3, "incomplete": 1})
    assert third.aliases == ["临医大三院", "临江市骨科医院"]
    assert (third.source, third.external_id) == ("cn_hospitals_grade3a", "")
    assert (third.organisation.type, third.organisation.level) == ("hospital", "3A")
    assert (third.organisation.province, third.organisation.city) == ("云南省", "临江市")
    assert str(third.organisation.longitude) == "102.461622"
    assert customer("临江市第一人民医院").organisation.district == "城东区"


@pytest.mark.req("CUS-10")
def test_what_the_address_does_not_say_is_left_empty(bring_in):
    bring_in(HOSPITALS)

    mine = customer("西岭矿业（集团）总医院").organisation
    assert (mine.province, mine.city, mine.address) == ("", "", "西岭市朝阳路8号")


@pytest.mark.req("CUS-10")
@pytest.mark.req("CMP-01")
def test_the_history_says_who_imported_which_file(bring_in, steward):
    bring_in(HOSPITALS, "国家名单.csv")

    for row in (customer("临江市第一人民医院"), customer("临江市第一人民医院").organisation):
        (first,) = row.history.all()
        assert (first.actor, first.history_user) == (steward.actor, steward)
        assert (first.action, first.history_change_reason) == (
            "customer_import.apply",
            "国家名单.csv",
        )
        assert first.history_type == "+"


@pytest.mark.req("CUS-10")
def test_the_same_list_again_changes_nothing(bring_in):
    bring_in(HOSPITALS)
    again = bring_in(HOSPITALS)

    assert counts(again) == {"unchanged": 3, "incomplete": 1}
    assert Customer.objects.count() == 3
    assert Customer.history.count() == 3


@pytest.mark.req("CUS-10")
def test_all_or_nothing_waits_while_a_line_is_rejected(check, steward):
    mode = CustomerImport.Mode.ALL_OR_NOTHING
    checked = check(HOSPITALS + "临江市第一人民医院,临江市城东区建华大街133号2楼,,\n", mode=mode)

    assert counts(checked) == {"created": 3, "rejected": 1, "incomplete": 1}
    assert findings(checked)[5] == ["lacks", "repeats"]
