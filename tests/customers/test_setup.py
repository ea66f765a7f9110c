"""Shen aligns customers by a file: each line is checked, none is applied when one is wrong."""

import pytest

from accounts.services.setup import kind_named, run_setup
from accounts.services.territory import close_territory, create_territory
from customers.models import Alignment
from tests.factories import LONG_AGO, TESTS, CustomerFactory, OrganisationFactory

HEADING = "customer,source,territory,valid_from,valid_to\n"


@pytest.fixture
def pharmacy(territories):
    customer = CustomerFactory(
        kind="organisation", name="康宁大药房", source="erp", external_id="7"
    )
    return OrganisationFactory(customer=customer, type="pharmacy", territory=territories["E11"])


@pytest.fixture
def closed_territory(territories):
    closed = create_territory(
        code="E13", name="临江南", level="territory", parent=territories["E1"], by=TESTS
    )
    return close_territory(closed, by=TESTS)


def run(text, by):
    return run_setup(kind_named("alignments"), (HEADING + text).encode(), dry_run=False, by=by)


@pytest.mark.req("ACC-06")
def test_a_file_aligns_customers_and_can_be_run_again(shen, pharmacy):
    lines = f"7,erp,E12,2099-01-01,\n7,,E11,{LONG_AGO},\n"

    assert dict(run(lines, shen).counts) == {"created": 1, "unchanged": 1}
    assert dict(run(lines, shen).counts) == {"unchanged": 2}
    assert Alignment.objects.filter(customer=pharmacy.pk).count() == 2


@pytest.mark.req("ACC-06")
@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("8,,E12,2099-01-01,", "code of the customer"),
        ("7,crm,E12,2099-01-01,", "code of the customer"),
        ("7,,W11,2099-01-01,", "code of the territory"),
        ("7,,E1,2099-01-01,", "code of the territory"),
        ("7,,E12,01/02,", "valid from"),
        ("7,,E12,2026-01-01,", "valid from"),
        ("7,,E13,2099-01-01,", "code of the territory"),
    ],
)
def test_a_wrong_line_names_its_column_and_nothing_is_applied(
    shen, pharmacy, closed_territory, line, column
):
    report = run(f"7,erp,E12,2099-01-01,\n{line}\n", shen)

    (refused,) = [one for one in report.lines if one.problems]
    assert (refused.number, str(refused.problems[0][0])) == (3, column)
    assert not Alignment.objects.filter(territory__code="E12").exists()


def test_a_code_that_two_sources_know_needs_its_source(shen, pharmacy, territories):
    other = CustomerFactory(kind="organisation", name="康宁诊所", source="crm", external_id="7")
    OrganisationFactory(customer=other, type="clinic", territory=territories["E11"])

    assert dict(run("7,,E12,2099-01-01,\n", shen).counts) == {"refused": 1}
    assert dict(run("7,crm,E12,2099-01-01,\n", shen).counts) == {"created": 1}
