"""Lin reads the list of her customers, narrows it, keeps the filter and takes it away as a file."""

import pytest

from accounts.models import Access
from customers.models import Segment
from customers.services.customer import close_customer
from customers.services.search_key import rebuild_search_keys
from customers.services.tag import create_tag, put_tag
from tests.factories import OrganisationFactory, PersonFactory, set_tier


@pytest.fixture
def listed(territories, first_hospital, zhou):
    """{name: uuid} of six customers of Linjiang East."""
    here = {"territory": territories["E11"]}
    clinic = OrganisationFactory(name="西山诊所", type="clinic", level="", city="西山市", **here)
    rows = [
        first_hospital,
        zhou,
        clinic,
        OrganisationFactory(name="康宁大药房", type="pharmacy", level="", **here),
        PersonFactory(
            name="何兰舟", type="pharmacist", specialty="临床药学", organisation=clinic, **here
        ),
        PersonFactory(name="安然", specialty="肾内科", **here),
    ]
    rebuild_search_keys([row.pk for row in rows])
    set_tier(rows[5].customer, "growth")
    return {row.customer.name: row.customer for row in rows}


def names(response):
    return [customer.name for customer in response.context["page"].rows]


@pytest.mark.req("CUS-13")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"临江市第一人民医院", "周岚", "西山诊所", "康宁大药房", "何兰舟", "安然"}),
        ("q=山诊", {"西山诊所"}),
        ("q=hlz", {"何兰舟"}),
        ("q=%20", {"临江市第一人民医院", "周岚", "西山诊所", "康宁大药房", "何兰舟", "安然"}),
        ("kind=person", {"周岚", "何兰舟", "安然"}),
        ("type=clinic", {"西山诊所"}),
        ("type=pharmacist", {"何兰舟"}),
        ("tier=strategic", {"周岚"}),
        ("tier=none&kind=person", {"何兰舟"}),
        ("level=3A", {"临江市第一人民医院"}),
        (
            "territory=E1",
            {"临江市第一人民医院", "周岚", "西山诊所", "康宁大药房", "何兰舟", "安然"},
        ),
        ("city=西山市", {"西山诊所", "何兰舟"}),
        ("specialty=肾内科", {"安然"}),
        ("kind=person&tier=growth", {"安然"}),
        ("status=closed", set()),
        (
            "tier=platinum",
            {"临江市第一人民医院", "周岚", "西山诊所", "康宁大药房", "何兰舟", "安然"},
        ),
    ],
)
def test_each_filter_of_the_address_narrows_the_list(as_user, shen, listed, query, expected):
    assert set(names(as_user(shen).get(f"/customers/?{query}"))) == expected


@pytest.mark.req("CUS-16")
def test_closed_customers_have_a_filter_of_their_own(as_user, lin, listed):
    close_customer(listed["安然"], because="Retired", by=lin)
    browser = as_user(lin)

    assert "安然" not in names(browser.get("/customers/"))
    assert names(browser.get("/customers/?status=closed")) == ["安然"]


def test_names_are_in_the_order_of_their_pinyin_on_every_page(as_user, lin, territories):
    for name in ["赵一", "安一", "李一"] * 20:
        PersonFactory(name=name, territory=territories["E11"])
    browser, url, seen = as_user(lin), "/customers/", []
    while url:
        page = browser.get(url).context["page"]
        seen += page.rows
        url = page.older_url and f"/customers/{page.older_url}"

    assert len({customer.pk for customer in seen}) == 60
    assert [customer.name for customer in seen] == ["安一"] * 20 + ["李一"] * 20 + ["赵一"] * 20


@pytest.mark.req("CUS-13")
def test_the_list_asks_as_often_for_one_row_as_for_ten(
    as_user, lin, listed, territories, django_assert_max_num_queries
):
    browser = as_user(lin)
    browser.get("/customers/")
    with django_assert_max_num_queries(12) as few:
        browser.get("/customers/?type=clinic")
    for number in range(10):
        OrganisationFactory(name=f"诊所{number}", type="clinic", territory=territories["E11"])
    with django_assert_max_num_queries(12) as many:
        assert len(names(browser.get("/customers/?type=clinic"))) == 11

    assert len(few) == len(many)


def test_the_count_is_asked_for_after_the_page(as_user, lin, listed):
    assert "6" in as_user(lin).get("/customers/count/?").text


@pytest.mark.req("CUS-13")
def test_a_filter_is_saved_and_shared_with_the_team(as_user, lin, shen, chen, listed, territories):
    as_user(shen).post(
        "/customers/segments/",
        {
            "name": "Strategic doctors",
            "query": "tier=strategic",
            "shared_with": territories["E1"].pk,
        },
    )
    segment = Segment.objects.get()

    assert "Strategic doctors" in as_user(lin).get("/customers/").text
    assert "Strategic doctors" not in as_user(chen).get("/customers/").text
    assert as_user(lin).post(f"/customers/segments/{segment.uuid}/remove/").status_code == 403
    as_user(shen).post(f"/customers/segments/{segment.uuid}/remove/")
    assert "Strategic doctors" not in as_user(lin).get("/customers/").text


def test_nobody_shares_with_a_territory_of_others(as_user, lin, territories):
    as_user(lin).post(
        "/customers/segments/", {"name": "Mine", "query": "", "shared_with": territories["W1"].pk}
    )

    assert not Segment.objects.exists()


@pytest.mark.req("CUS-10")
def test_the_list_is_taken_away_as_a_file_and_that_is_logged(as_user, lin, listed):
    response = as_user(lin).get("/customers/?kind=person&format=csv")

    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines] == ["Name", "安然", "何兰舟", "周岚"]
    seen = Access.objects.get()
    assert (seen.action, seen.filters, seen.count) == ("export", "kind=person", 3)


def test_who_may_not_export_gets_no_file(as_user, director, listed):
    assert as_user(director).get("/customers/?format=csv").status_code == 403


@pytest.mark.req("CUS-13")
def test_what_people_typed_is_text_on_the_list_and_no_markup(as_user, lin, territories):
    shop = OrganisationFactory(
        name="<b>Shop</b>", city="<i>Linjiang</i>", type="pharmacy", territory=territories["E11"]
    )
    put_tag([shop.pk], create_tag(name="<u>new</u>", by=lin), by=lin)

    page = as_user(lin).get("/customers/").content.decode()

    assert all(f"<{tag}>" not in page for tag in ("b", "i", "u"))
    assert [text in page for text in ("&lt;b&gt;Shop", "&lt;i&gt;Linj", "&lt;u&gt;new")] == [
        True
    ] * 3
