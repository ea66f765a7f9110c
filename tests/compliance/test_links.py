"""Whoever reads of a record in an alert or a finding goes to it, and to its history, if that may be opened."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.history import deed
from accounts.models import CalendarDay
from compliance.ledger.places import records_at
from compliance.links import Links, links_of
from compliance.models import Verification
from tests.compliance.risk.conftest import facts, happened, raised, rule, run  # noqa: F401
from tests.visits.conftest import planned, policy, today, topic  # noqa: F401


def history_of(row, key=None):
    return reverse("compliance:record", args=[row._meta.label_lower, key or row.uuid])


def key(row):
    return row._meta.label_lower, str(row.uuid)


@pytest.mark.req("CMP-01")
def test_compliance_goes_to_the_visit_and_to_its_history(planned, wen):  # noqa: F811
    page = reverse("visits:visit_detail", args=[planned.uuid])

    assert links_of(wen, [key(planned)]) == {key(planned): Links(history_of(planned), page)}


@pytest.mark.req("CMP-01")
def test_a_manager_goes_to_the_visit_only_and_a_stranger_nowhere(planned, shen, mo):  # noqa: F811
    page = reverse("visits:visit_detail", args=[planned.uuid])

    assert links_of(shen, [key(planned)]) == {key(planned): Links("", page)}
    assert links_of(mo, [key(planned)]) == {}


def test_of_what_is_no_longer_there_the_history_is_left(wen, an):
    with deed("calendar.set_day", by=an):
        day = CalendarDay.objects.create(country="CN", day="2026-03-09", is_working=False)
    label, number = day._meta.label_lower, str(day.pk)
    with deed("calendar.set_day", by=an):
        day.delete()

    assert links_of(wen, [(label, number), (label, "999999999"), ("ledger", "sink")]) == {
        (label, number): Links(history_of(day, number), "")
    }


def test_many_records_of_a_kind_cost_one_query(wen, lin, shen, an):
    with CaptureQueriesContext(connection) as caught:
        found = links_of(wen, [key(lin), key(shen), key(an)])

    assert len(found) == 3
    assert len([one for one in caught if 'FROM "accounts_user"' in one["sql"]]) == 1


@pytest.mark.req("CMP-01", "RSK-E03")
def test_an_alert_leads_to_what_it_is_about_and_to_its_proof(as_user, wen, raised, product, lin):  # noqa: F811
    alert = raised(70, person=lin, evidence=[product])
    change = product.history.latest().history_id

    page = as_user(wen).get(reverse("compliance:alert_detail", args=[alert.uuid]))

    assert f'href="{history_of(product)}?change={change}"' in page.text


@pytest.mark.req("CMP-02")
def test_findings_name_the_record_and_lead_to_it(as_user, wen, product, arrange):
    where = f"accounts_product {product.pk}"
    Verification.objects.create(
        level=3,
        exit_code=1,
        started_at="2026-03-09T01:00Z",
        ended_at="2026-03-09T01:01Z",
        size=9,
        root="00",
        counts={"STATE_MISMATCH": 1, "GUARD_OFF": 1},
        findings=[
            {"code": "STATE_MISMATCH", "where": where, "detail": ""},
            {"code": "GUARD_OFF", "where": "accounts_product", "detail": "missing"},
        ],
    )

    page = as_user(wen).get("/ledger/")

    (row, kind, name, links), (_guard, *nothing) = page.context["findings"]
    assert (row["where"], kind, name) == (where, "Product", str(product))
    assert links.history == history_of(product)
    assert nothing == [None, None, None]
    assert f'href="{history_of(product)}"' in page.text


@pytest.mark.req("CMP-02")
def test_a_place_in_history_or_in_the_log_is_one_of_a_record(product):
    row = f"accounts_product {product.pk}"

    found = records_at({row, f"{row}, history 12", "checkpoint 7", "leaf 3, entry 999", "x_y 1"})

    assert {place: record.key for place, (_model, record) in found.items()} == {
        row: str(product.uuid),
        f"{row}, history 12": str(product.uuid),
    }
