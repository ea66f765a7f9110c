"""Lin brings in a new hospital and puts its facts right."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from customers.identity import organisation_identity
from customers.models import Customer, Organisation
from customers.search import search
from customers.services.department import add_department, edit_department
from customers.services.organisation import create_organisation, edit_organisation
from tests.factories import OrganisationFactory


@pytest.fixture
def clinic(lin):
    return create_organisation(
        name="西山诊所",
        type="clinic",
        city="临江市",
        address="中山路1号",
        phone="0718-8223261",
        by=lin,
    )


@pytest.mark.req("CUS-01")
def test_a_new_organisation_is_its_authors_to_see_and_to_find(lin, chen, clinic):
    assert list(Organisation.objects.visible_to(lin)) == [clinic]
    assert list(Organisation.objects.visible_to(chen)) == []
    assert search(lin, "xszs") == search(lin, "82232") == [clinic.customer]
    assert clinic.customer.sort_key == "xi shan zhen suo  西山诊所"
    assert clinic.customer.identity == organisation_identity("西山诊所", "中山路1号")


@pytest.mark.req("CUS-01")
def test_history_names_the_deed_on_both_halves(lin, clinic):
    assert [row.action for row in clinic.history.all()] == ["organisation.create"]
    assert [row.action for row in clinic.customer.history.all()] == ["organisation.create"]


@pytest.mark.req("CUS-01")
def test_an_edit_records_what_differs_and_the_search_follows(lin, clinic):
    edit_organisation(clinic, name="东山诊所", level="2A", by=lin, because="Moved and upgraded")

    customer = Customer.objects.get(pk=clinic.pk)
    assert (customer.name, customer.organisation.level) == ("东山诊所", "2A")
    assert search(lin, "西山") == []
    assert search(lin, "东山") == [customer]
    assert customer.identity == organisation_identity("东山诊所", "中山路1号")


def test_an_edit_without_a_difference_leaves_no_history(lin, clinic):
    edit_organisation(clinic, name="西山诊所", city="临江市", by=lin)

    assert (clinic.customer.history.count(), clinic.history.count()) == (1, 1)


@pytest.mark.req("CUS-01")
def test_a_branch_cannot_stand_above_its_own_headquarters(steward):
    chain = OrganisationFactory(name="康宁医药连锁", type="chain")
    shop = OrganisationFactory(name="康宁大药房", type="pharmacy", parent=chain)

    with pytest.raises(ValidationError) as refusal:
        edit_organisation(chain, parent=shop, by=steward)
    assert list(refusal.value.message_dict) == ["parent"]


@pytest.mark.req("CUS-01")
def test_a_circle_that_came_in_with_old_data_ends_the_climb(steward, arrange):
    first, second = (OrganisationFactory(name=name, type="chain") for name in ("甲连锁", "乙连锁"))
    with arrange():
        for row, above in ((first, second), (second, first)):
            row.parent = above
            row.save()
    shop = OrganisationFactory(name="康宁大药房", type="pharmacy")

    assert edit_organisation(shop, parent=first, by=steward).parent == first


def test_an_external_id_is_taken_once_in_its_source(steward):
    create_organisation(name="甲", type="clinic", source="erp", external_id="7", by=steward)

    with pytest.raises(ValidationError, match="external id"):
        create_organisation(name="乙", type="clinic", source="erp", external_id="7", by=steward)


@pytest.mark.req("CUS-01")
def test_departments_are_named_once_and_can_close(lin, first_hospital):
    heart = add_department(first_hospital, name="心血管内科", by=lin)
    with pytest.raises(ValidationError, match="already has"):
        add_department(first_hospital, name="心血管内科", by=lin)

    edit_department(heart, is_active=False, by=lin, because="Merged")
    heart.refresh_from_db()
    assert not heart.is_active


def test_a_department_colleague_brings_in_nobody(mo):
    with pytest.raises(PermissionDenied):
        create_organisation(name="西山诊所", type="clinic", by=mo)


def test_a_rep_gives_no_customer_to_another_region(lin, territories):
    with pytest.raises(ValidationError, match="your own territories"):
        create_organisation(name="西山诊所", type="clinic", territory=territories["W11"], by=lin)
    assert not Customer.objects.filter(name="西山诊所").exists()
