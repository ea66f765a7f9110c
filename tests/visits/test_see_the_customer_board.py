"""Shen and Lin look at the board of First Hospital; the hospital sees the same by a link, and nobody's name."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Access
from accounts.registry import board_sections
from customers.board import Quarter, Section, last_quarters, sections_of
from customers.models import Customer
from customers.services.guest_link import make_link
from tests import factories
from visits.models import AdverseEvent, Request

pytestmark = pytest.mark.req("CUS-15")
BOARD = "/guest/board/"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def quarters(today):
    return last_quarters(today)


@pytest.fixture
def reported(arrange, first_hospital, product, lin):
    """reported(number): so many adverse events of the hospital that Drug safety has."""

    def report(number, *, status="handed_over", product=product, at=None):
        at = at or timezone.now()
        with arrange():
            return [
                AdverseEvent.objects.create(
                    customer=first_hospital.customer,
                    product=product,
                    status=status,
                    reported_by=lin,
                    aware_at=at,
                    due_at=at + timedelta(days=1),
                )
                for _number in range(number)
            ]

    return report


@pytest.fixture
def asked(arrange, first_hospital, territories, lin):
    """asked(response): a request of the hospital that was promised within an hour, answered after so many minutes."""

    def ask(minutes=None):
        at = timezone.now()
        answered = {} if minutes is None else {"first_response_at": at + timedelta(minutes=minutes)}
        with arrange():
            return Request.objects.create(
                customer=first_hospital.customer,
                kind="question",
                words="Is there data?",
                territory=territories["E11"],
                department="medical",
                status="open" if minutes is None else "answered",
                raised_by=lin,
                raised_at=at,
                respond_by=at + timedelta(hours=1),
                resolve_by=at + timedelta(hours=9),
                **answered,
            )

    return ask


def newest(organisation, quarters, code):
    """{row: its cell of the running quarter} of one section."""
    found = {section.code: section for section in sections_of(organisation, quarters)}
    rows = found[code].rows if code in found else []
    return {row.label: row.cells[-1].shown for row in rows}


@pytest.mark.parametrize(
    ("number", "shown"), [(1, "fewer than 3"), (2, "fewer than 3"), (3, 3), (4, 4)]
)
def test_one_or_two_adverse_events_are_not_told_as_a_number(
    number, shown, reported, first_hospital, quarters
):
    reported(number)

    assert newest(first_hospital.customer, quarters, "adverse_events") == {"Velopin": shown}


def test_a_draft_is_not_counted_and_an_event_without_a_product_stands_alone(
    reported, first_hospital, quarters
):
    reported(5, status="draft")
    reported(3, product=None)

    found = newest(first_hospital.customer, quarters, "adverse_events")
    assert found == {"Product not named": 3}


def test_promises_are_counted_as_they_were_kept(asked, first_hospital, quarters):
    for minutes in (10, 20, 90, None):
        asked(minutes)

    assert newest(first_hospital.customer, quarters, "requests") == {
        "Asked": 4,
        "Answered as promised": 2,
        "Answered later than promised": 1,
        "Not answered yet": 1,
    }


def test_visits_are_counted_by_topic_without_whom_they_met(submitted, first_hospital, quarters):
    assert newest(first_hospital.customer, quarters, "visits") == {"Visits held": 1, "Therapy": 1}


def test_what_nobody_has_anything_to_say_about_is_not_there(first_hospital, quarters):
    assert sections_of(first_hospital.customer, quarters) == []


@pytest.fixture
def stock():
    section = Section("stock", "Stock", "Boxes on the day", [])

    def of(organisation, quarters):
        return section

    board_sections.register(of)
    yield section
    board_sections.remove(of)


def test_an_app_above_joins_with_a_section_of_its_own(stock, first_hospital, quarters):
    assert sections_of(first_hospital.customer, quarters) == [stock]


def test_four_quarters_end_with_the_one_that_runs():
    assert last_quarters(date(2026, 2, 3)) == [
        Quarter(date(2025, 4, 1), date(2025, 6, 30)),
        Quarter(date(2025, 7, 1), date(2025, 9, 30)),
        Quarter(date(2025, 10, 1), date(2025, 12, 31)),
        Quarter(date(2026, 1, 1), date(2026, 2, 3)),
    ]
    assert [one.label for one in last_quarters(date(2026, 2, 3))][-2:] == ["Q4 2025", "Q1 2026"]


def test_those_who_serve_the_hospital_see_its_board_and_make_a_link(
    as_user, lin, shen, chen, mo, submitted, first_hospital
):
    page = f"/customers/{first_hospital.customer.uuid}/board/"

    for person in (lin, shen):
        assert "Visits held" in as_user(person).get(page).text
    assert f"/customers/{first_hospital.customer.uuid}/links/board/" in as_user(lin).get(page).text
    assert [as_user(person).get(page).status_code for person in (chen, mo)] == [404, 403]


def test_a_person_has_no_board(as_user, lin, zhou):
    assert as_user(lin).get(f"/customers/{zhou.customer.uuid}/board/").status_code == 404


def test_the_hospital_opens_its_board_again_and_again_and_each_time_is_kept(
    lin, submitted, reported, first_hospital
):
    reported(2)
    said = {"kind": "board", "days": 30, "purpose": "The quarter's review"}
    link, secret = make_link(first_hospital.customer, **said, by=lin)
    address = reverse("customers:guest_open", args=[secret])

    for _colleague in range(2):
        browser = Client(headers={"Accept-Language": "en"})
        browser.get(address)
        assert browser.post(address).headers["Location"] == BOARD
        page = browser.get(BOARD)
        assert "fewer than 3" in page.text and "Visits held" in page.text
        assert not [name for name in ("周岚", "review", secret) if name in page.text]

    link.refresh_from_db()
    assert link.openings == 2
    assert Access.objects.filter(user=None, subject=link.uuid).count() == 2
    assert Client().get(BOARD).status_code == 404


def test_it_takes_as_many_queries_for_two_products_as_for_one(
    reported, first_hospital, quarters, holder, django_assert_num_queries
):
    def hospital():
        return Customer(pk=first_hospital.pk)

    reported(3)
    with django_assert_num_queries(6):
        sections_of(hospital(), quarters)
    reported(3, product=factories.ProductFactory(code="OTHER", holder=holder))
    with django_assert_num_queries(6):
        sections_of(hospital(), quarters)
