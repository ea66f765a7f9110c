"""The tags of one customer, from her own page (CUS-13)."""

import pytest

from customers.models import CustomerTag
from customers.services.tag import create_tag, put_tag
from tests.api.conftest import program  # noqa: F401

pytestmark = pytest.mark.req("CUS-13")


@pytest.fixture
def tags(lin):
    return [create_tag(name=name, by=lin) for name in ("教学医院", "重点科室")]


def worn(person):
    rows = CustomerTag.objects.current().filter(customer=person.pk)
    return sorted(rows.values_list("tag__name", flat=True))


def test_lin_ticks_the_tags_of_a_customer(as_user, lin, zhou, tags):
    put_tag([zhou.pk], tags[0], by=lin)
    url = f"/customers/{zhou.customer.uuid}/tags/"

    page = as_user(lin).get(url)
    assert page.context["form"]["tags"].value() == [tags[0].uuid]
    answer = as_user(lin).post(url, {"tags": [str(tags[1].uuid)]}, follow=True)

    assert worn(zhou) == ["重点科室"]
    assert "重点科室" in answer.text
    as_user(lin).post(url, {})
    assert worn(zhou) == []


def test_anothers_customer_is_not_there(as_user, lin, gu, tags):
    assert as_user(lin).get(f"/customers/{gu.customer.uuid}/tags/").status_code == 404


def test_a_program_puts_one_on_and_takes_it_off(program, lin, zhou, tags):  # noqa: F811
    lins, said = program(lin), {"customer": str(zhou.customer.uuid)}

    lins.post(f"tags/{tags[0].uuid}/put/", said)
    lins.post(f"tags/{tags[1].uuid}/put/", said)
    assert worn(zhou) == ["教学医院", "重点科室"]

    lins.post(f"tags/{tags[0].uuid}/take-off/", said)
    assert worn(zhou) == ["重点科室"]
