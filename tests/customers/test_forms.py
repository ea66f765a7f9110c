"""Lin fills in the forms: new customers, edits, places of work; the pages warn, refuse and keep what was typed."""

import datetime

import pytest
from django.utils import timezone

from customers.models import Affiliation, Customer, Person, Region
from customers.services.search_key import rebuild_search_keys
from tests.factories import OrganisationFactory

TODAY = timezone.localdate()
CLINIC = {"name": "西山诊所", "type": "clinic", "city": "临江市"}
DOCTOR = {"name": "何兰舟", "type": "doctor", "title": "主治医师", "mobile": "13800138000"}


def newest():
    return Customer.objects.order_by("pk").last()


@pytest.mark.req("CUS-01")
def test_a_new_organisation_is_kept_and_opened(as_user, lin):
    response = as_user(lin).post("/customers/new/organisation/", CLINIC)

    assert (response.status_code, response.url) == (302, f"/customers/{newest().uuid}/")
    assert newest().organisation.city == "临江市"


@pytest.mark.req("CUS-01")
def test_a_region_code_fills_province_city_and_district(as_user, lin):
    province = Region.objects.create(code="420000", name="湖北省")
    city = Region.objects.create(code="420100", name="武汉市", parent=province)
    Region.objects.create(code="420102", name="江岸区", parent=city)

    as_user(lin).post("/customers/new/organisation/", CLINIC | {"city": "", "region": "420102"})

    kept = newest().organisation
    assert (kept.province, kept.city, kept.district) == ("湖北省", "武汉市", "江岸区")


@pytest.mark.req("CUS-01")
def test_everything_that_is_missing_is_said_at_once_and_what_was_typed_is_kept(as_user, lin):
    response = as_user(lin).post(
        "/customers/new/organisation/", {"city": "临江市", "parent": "没有", "region": "99"}
    )

    assert set(response.context["form"].errors) == {"name", "type", "parent", "region"}
    assert 'value="临江市"' in response.text


@pytest.mark.req("CUS-11")
def test_a_new_customer_that_looks_like_one_of_ours_needs_a_second_look(
    as_user, lin, first_hospital
):
    rebuild_search_keys([first_hospital.pk])
    browser = as_user(lin)
    again = {"name": "临江市第一人民医院（临江一院）", "type": "hospital"}

    warned = browser.post("/customers/new/organisation/", again)
    assert warned.context["form"].similar == [first_hospital.customer]
    assert f"/customers/{first_hospital.customer.uuid}/" in warned.text

    browser.post("/customers/new/organisation/", again | {"is_another": "on"})
    assert newest().name == "临江市第一人民医院（临江一院）"


@pytest.mark.req("CUS-11")
def test_customers_of_another_region_are_not_given_away_by_the_warning(
    as_user, chen, first_hospital
):
    rebuild_search_keys([first_hospital.pk])

    response = as_user(chen).post(
        "/customers/new/organisation/", {"name": "临江市第一人民医院", "type": "hospital"}
    )
    assert response.status_code == 302


@pytest.mark.req("CUS-02")
def test_a_new_person_at_a_hospital_starts_there_today(as_user, lin, first_hospital):
    as_user(lin).post(f"/customers/{first_hospital.customer.uuid}/people/new/", DOCTOR)

    kept = Affiliation.objects.get()
    assert (kept.person.customer.name, kept.organisation, kept.is_primary, kept.valid_from) == (
        "何兰舟",
        first_hospital,
        True,
        TODAY,
    )


@pytest.mark.req("CUS-02")
def test_an_edit_of_a_person_shows_no_number_and_keeps_it(as_user, lin, first_hospital):
    browser = as_user(lin)
    browser.post("/customers/new/person/", DOCTOR)
    url = f"/customers/{newest().uuid}/person/"

    assert "13800138000" not in browser.get(url).text
    browser.post(url, {"name": "何兰舟", "type": "doctor", "title": "主任医师"})
    person = Person.objects.get()
    assert (person.title, bool(person.mobile_sealed)) == ("主任医师", True)

    browser.post(url, {"name": "何兰舟", "type": "doctor", "forget_mobile": "on"})
    person.refresh_from_db()
    assert not person.mobile_sealed


@pytest.mark.req("CUS-01")
def test_an_edit_of_an_organisation_begins_with_what_is_known(
    as_user, lin, steward, first_hospital
):
    chain = OrganisationFactory(name="康宁集团", type="chain")
    url = f"/customers/{first_hospital.customer.uuid}/organisation/"
    browser = as_user(lin)

    assert 'value="临江市第一人民医院"' in browser.get(url).text
    refused = browser.post(
        url, {"name": "临江市第一人民医院", "type": "hospital", "parent": chain.customer.name}
    )
    assert "parent" in refused.context["form"].errors  # Lin does not see the chain
    as_user(steward).post(url, {"name": "临江市第一医院", "type": "hospital", "level": "3B"})
    first_hospital.refresh_from_db()
    assert (first_hospital.customer.name, first_hospital.level) == ("临江市第一医院", "3B")


@pytest.mark.req("CUS-16")
def test_the_page_closes_a_customer_and_offers_only_what_may_follow(as_user, lin, zhou):
    browser, url = as_user(lin), f"/customers/{zhou.customer.uuid}/state/"
    ahead = str(TODAY + datetime.timedelta(days=1))

    refused = browser.post(url, {"status": "closed", "on": ahead, "because": "Retired"})
    assert set(refused.context["form"].errors) == {"on"}
    browser.post(url, {"status": "closed", "on": str(TODAY), "because": "Retired"})
    offered = browser.get(url).context["form"].fields["status"].choices
    assert [value for value, _label in offered] == ["active", "archived"]


@pytest.mark.req("CUS-02")
def test_a_further_place_of_work_is_looked_for_and_chosen(as_user, lin, zhou, territories):
    second = OrganisationFactory(name="临江市第二人民医院", territory=territories["E11"])
    rebuild_search_keys([second.pk])
    browser, person = as_user(lin), zhou.customer.uuid

    found = browser.get(f"/customers/{person}/places/", {"q": "第二"})
    assert f"/customers/{person}/places/{second.customer.uuid}/" in found.text
    browser.post(
        f"/customers/{person}/places/{second.customer.uuid}/",
        {"position": "会诊", "valid_from": str(TODAY)},
    )
    added = zhou.affiliations.get(organisation=second)
    assert (added.position, added.is_primary) == ("会诊", False)

    browser.post(f"/affiliations/{added.uuid}/main/")
    assert zhou.affiliations.today().primary().get().organisation == second
    browser.post(f"/affiliations/{added.uuid}/end/", {"on": str(TODAY), "because": "Left"})
    assert zhou.affiliations.filter(organisation=second, valid_to=TODAY).count() == 1


@pytest.mark.req("CUS-04")
def test_the_manager_sets_a_tier_in_place_and_the_rep_may_not(as_user, lin, shen, zhou):
    url = f"/customers/{zhou.customer.uuid}/tier/"
    wanted = {"tier": "growth", "reason": "Fewer patients", "valid_from": str(TODAY)}

    assert as_user(lin).post(url, wanted).status_code == 403
    refused = as_user(shen).post(url, wanted | {"tier": "strategic"})
    assert set(refused.context["tier_form"].errors) == {"tier"}
    assert as_user(shen).post(url, wanted).status_code == 302
    assert Customer.objects.get(pk=zhou.pk).tier == "growth"


@pytest.mark.req("ACC-02")
def test_the_manager_sees_what_moves_and_then_moves_it(
    as_user, shen, zhou, first_hospital, territories
):
    browser = as_user(shen)
    url = f"/customers/move/?source=E11&target=E12&on={TODAY}&kind=person"

    page = browser.get(url)
    assert (page.context["preview"].customers, list(page.context["rows"])) == (1, [zhou.customer])
    browser.post(url, {"because": "Fair load"})

    now = {
        row.customer: row.territory.code
        for row in zhou.customer.alignments.today().union(
            first_hospital.customer.alignments.today()
        )
    }
    assert now == {zhou.customer: "E12", first_hospital.customer: "E11"}


@pytest.mark.req("ACC-02")
def test_a_manager_moves_nothing_into_another_region(as_user, shen, zhou):
    page = as_user(shen).get(f"/customers/move/?source=E11&target=W11&on={TODAY}")

    assert set(page.context["form"].errors) == {"target"}


@pytest.mark.req("ACC-02")
def test_one_customer_joins_and_leaves_a_territory(as_user, shen, zhou, territories):
    browser = as_user(shen)
    browser.post(
        f"/customers/{zhou.customer.uuid}/territories/",
        {"territory": territories["E12"].pk, "valid_from": str(TODAY)},
    )
    added = zhou.customer.alignments.get(territory=territories["E12"])

    last = TODAY + datetime.timedelta(days=3)
    browser.post(f"/alignments/{added.uuid}/end/", {"on": str(last), "because": "Only a week"})
    added.refresh_from_db()
    assert added.valid_to == last
