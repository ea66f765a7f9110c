"""Lin finds her customers by any piece of their names, codes and phones; Chen does not find Lin's."""

import pytest

from accounts.models import Access
from customers.search import search
from customers.services.customer import close_customer
from customers.services.search_key import rebuild_search_keys
from tests.factories import CustomerFactory, OrganisationFactory, PersonFactory

MOBILE = "13800138000"


@pytest.fixture
def known(territories):
    """{short name: Customer} of Lin's territory, found by what search keys are made of."""
    here = {"territory": territories["E11"]}
    rows = {
        "zhou": PersonFactory(name="周岚", office_phone="0718-8223261", **here),
        "zhoulan": PersonFactory(name="周岚岚", **here),
        "first": OrganisationFactory(name="临江市第一人民医院（临江一院）", **here),
        "harmony": OrganisationFactory(name="重庆协和诊所", type="clinic", **here),
        "ada": PersonFactory(name="Ada Okonjo-Reyes", **here),
    }
    customers = {name: row.customer for name, row in rows.items()}
    coded = CustomerFactory(
        kind="organisation", name="康宁大药房", source="erp", external_id="JZ-20418"
    )
    customers["coded"] = OrganisationFactory(customer=coded, type="pharmacy", **here).customer
    rebuild_search_keys(
        [row.pk for row in customers.values()], mobiles={customers["ada"].pk: MOBILE}
    )
    return customers


@pytest.mark.req("CUS-13")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("周岚", ["zhou", "zhoulan"]),
        ("岚", ["zhou", "zhoulan"]),
        ("zhoulan", ["zhou", "zhoulan"]),
        ("ZL", ["zhou", "zhoulan"]),
        ("第一", ["first"]),
        ("临江一院", ["first"]),
        ("人民医院", ["first"]),
        ("第一 医院", ["first"]),
        ("rmyy", ["first"]),
        ("renmin", ["first"]),
        ("协和", ["harmony"]),
        ("chongqing", ["harmony"]),
        ("cqxh", ["harmony"]),
        ("zhongqing", []),
        ("reyes", ["ada"]),
        ("ada ok", ["ada"]),
        ("JZ-20418", ["coded"]),
        ("jz204", []),
        ("204", ["coded"]),
        ("82232", ["zhou"]),
        ("0718-822", ["zhou"]),
        ("13800138000", ["ada"]),
        ("+86 138 0013 8000", ["ada"]),
        ("1380013", []),
        ("喵", []),
        ("  ", []),
        ("%", []),
        ("（）", []),
    ],
)
def test_what_is_typed_and_what_is_found(lin, known, typed, found):
    assert search(lin, typed) == [known[name] for name in found]


@pytest.mark.req("CUS-13")
def test_whole_names_come_before_beginnings_and_those_before_the_rest(lin, territories):
    names = ["东江医院", "江医院", "江医院东区"]
    rows = [OrganisationFactory(name=name, territory=territories["E11"]) for name in names]
    rebuild_search_keys([row.pk for row in rows])

    assert [customer.name for customer in search(lin, "江医院")] == [
        "江医院",
        "江医院东区",
        "东江医院",
    ]


@pytest.mark.req("CUS-13")
def test_nobody_finds_customers_of_another_region(chen, mo, known):
    assert search(chen, "周岚") == search(chen, MOBILE) == search(mo, "周岚") == []


@pytest.mark.req("CUS-13")
def test_who_reads_phones_masked_finds_nobody_by_a_private_one(director, known):
    assert search(director, MOBILE) == []
    assert known["ada"] in search(director, "ada")


@pytest.mark.req("CUS-13")
def test_a_search_asks_three_times_at_most(lin, known, django_assert_max_num_queries):
    assert lin.roles
    with django_assert_max_num_queries(3):
        search(lin, "院")


@pytest.mark.req("CUS-13")
def test_the_search_box_gets_lines_and_the_page_works_without_script(as_user, lin, known):
    browser = as_user(lin)
    lines = browser.get("/customers/search/?q=xh", headers={"HX-Request": "true"})
    page = browser.get("/customers/search/?q=xh")

    for response in (lines, page):
        assert "重庆协和诊所" in response.text
        assert f"/customers/{known['harmony'].uuid}/" in response.text
    assert ("<html" in lines.text, "<html" in page.text) == (False, True)


@pytest.mark.req("CMP-03")
def test_each_search_is_logged_without_the_private_number(as_user, lin, known):
    browser = as_user(lin)
    browser.get("/customers/search/?q=周岚")
    browser.get(f"/customers/search/?q={MOBILE}")

    logged = Access.objects.order_by("pk").values_list("user", "action", "filters", "count")
    assert list(logged) == [(lin.pk, "search", "周岚", 2), (lin.pk, "search", "•••8000", 1)]


def test_a_closed_customer_is_still_found(lin, known):
    close_customer(known["coded"], because="Gave up", by=lin)

    assert search(lin, "康宁") == [known["coded"]]
