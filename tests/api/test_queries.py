"""Lists cost the same for one row and for ten, and their pages follow one another."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Product, Territory
from tests import factories
from visits.record import Talk
from visits.services.request import raise_request
from visits.services.visit import plan_visit

AT_MOST = 20


@pytest.fixture
def more(lin, zhou, territories, product, messages, topic, policy, today, service_levels):
    """more(9): as many more organisations, doctors, visits and requests of Lin's."""

    def make(number):
        for place in range(number):
            hospital = factories.OrganisationFactory(
                name=f"医院{place}", territory=territories["E11"]
            )
            doctor = factories.PersonFactory(
                name=f"医生{place}", organisation=hospital, territory=territories["E11"]
            )
            talk = Talk(product, tuple(messages))
            plan_visit(doctor.customer, day=today, products=[talk], topic=topic, by=lin)
            raise_request(
                doctor.customer, kind="medical_inquiry", words="?", product=product, by=lin
            )

    return make


def queries_of(program, path):
    with CaptureQueriesContext(connection) as queries:
        answer = program.get(path)
    assert answer.status_code == 200
    return len(queries), len(answer.json()["results"])


@pytest.mark.req("ALL-01")
@pytest.mark.parametrize(
    "path", ["organisations/", "people/", "affiliations/", "visits/", "requests/"]
)
def test_one_row_or_ten(program, lin, more, path):
    lins = program(lin)
    more(1)
    queries_of(lins, path)  # notes the token's use, once a day
    one, before = queries_of(lins, path)
    more(9)
    ten, after = queries_of(lins, path)

    assert after == before + 9
    assert ten == one
    assert ten <= AT_MOST


@pytest.mark.req("ALL-01")
def test_products_and_territories_too(program, an, territories, messages, holder):
    ans = program(an)
    queries_of(ans, "products/")
    few = [queries_of(ans, path)[0] for path in ("products/", "territories/")]
    for number in range(9):
        product = factories.ProductFactory(code=f"N{number}", holder=holder)
        factories.KeyMessageFactory(product=product)
    many = [queries_of(ans, path) for path in ("products/", "territories/")]

    assert [count for count, _rows in many] == few
    assert [rows for _count, rows in many] == [
        Product.objects.count(),
        Territory.objects.count(),
    ]


@pytest.mark.req("ALL-01")
def test_pages_follow_one_another_without_gap_or_repetition(program, lin, more):
    more(5)
    lins = program(lin)

    seen, page = [], lins.get("people/", page_size=2).json()
    while True:
        seen += [row["name"] for row in page["results"]]
        if page["next"] is None:
            break
        page = lins.client.get(page["next"]).json()

    assert sorted(seen) == sorted(["周岚", *(f"医生{number}" for number in range(5))])
