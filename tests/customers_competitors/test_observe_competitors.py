"""Lin notes what she saw of a competitor at a customer; her manager reads where it grows."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from compliance.services.erasure import approve_erasure, request_erasure
from customers.competitor_trend import last_months, trend
from customers.models import CompetitorActivity
from customers.services.competitor_activity import withdraw_activity
from tests.customers_competitors.conftest import DAY
from tests.factories import signing

pytestmark = pytest.mark.req("CUS-08")


def totals(rows):
    return {row.territory.code: row.total for row in rows}


def test_it_is_kept_with_its_day_and_source(observe, zhou, lin, today, territories):
    row = observe(zhou, by=lin, source="customer", source_note="the ward's head")

    assert (row.observed_on, row.source, row.territory) == (today, "customer", territories["E11"])
    assert row.history.latest().action == "competitor_activity.note"


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"days": 1}, "observed_on", "What was observed lies not ahead."),
        ({"source": "public"}, "__all__", "Say where the public source can be read."),
    ],
)
def test_no_source_no_observation(observe, zhou, lin, today, said, field, sentence):
    if days := said.pop("days", 0):
        said["observed_on"] = today + days * DAY
    with pytest.raises(ValidationError) as refusal:
        observe(zhou, by=lin, **said)
    assert refusal.value.message_dict == {field: [sentence]}


def test_nobody_writes_of_a_customer_unseen(observe, gu, lin, mo, zhou):
    with pytest.raises(ValidationError):
        observe(gu, by=lin)
    with pytest.raises(PermissionDenied):
        observe(zhou, by=mo)


def test_what_was_wrong_stays_and_counts_no_more(observe, zhou, lin, shen):
    row = observe(zhou, by=lin)
    with pytest.raises(PermissionDenied):
        withdraw_activity(row, because="x", by=shen)

    withdraw_activity(row, because="It was another company", by=lin)

    assert CompetitorActivity.objects.get().withdrawn_reason == "It was another company"
    assert totals(trend(lin)[1]) == {"E11": 0}


def test_the_trend_counts_by_month_and_opens_downwards(
    observe, zhou, gu, lin, chen, shen, wen, today, territories
):
    before = today.replace(day=1) - DAY
    observe(zhou, by=lin)
    observe(zhou, by=lin, observed_on=before)
    observe(gu, by=chen)

    months, (row,) = trend(shen)
    assert (months, row.territory, row.counts[-2:]) == (
        last_months(today),
        territories["E1"],
        [1, 1],
    )
    assert totals(trend(shen, territory=territories["E1"])[1]) == {"E11": 2, "E12": 0}
    assert totals(trend(wen)[1]) == {"CN": 3}
    assert totals(trend(wen, territory=territories["CN"])[1]) == {"E": 2, "W": 1}


def test_months_follow_each_other_over_the_turn_of_the_year(today):
    january = today.replace(year=2027, month=1, day=31)

    assert [f"{month:%Y-%m}" for month in last_months(january)] == [
        *["2026-08", "2026-09", "2026-10", "2026-11", "2026-12", "2027-01"]
    ]


def test_each_figure_opens_its_rows(as_user, observe, zhou, shen, lin, today):
    observe(zhou, by=lin)
    browser = as_user(shen)
    page = browser.get("/competitors/trend/").text
    query = f"territory=E1&amp;since={today:%Y-%m}-01"

    assert query in page
    rows = browser.get("/competitor-activity/?territory=E1&kind=visit").context["page"].rows
    assert [row.what for row in rows] == ["Their rep waits outside"]


def test_it_is_noted_from_the_customers_page(as_user, lin, zhou, card, today):
    said = {
        "competitor_product": card.uuid,
        "kind": "meeting",
        "what": "A talk at noon",
        "source": "seen",
        "observed_on": today,
    }
    browser = as_user(lin)

    browser.post(f"/competitor-activity/for/{zhou.customer.uuid}/", said)

    assert "A talk at noon" in browser.get(f"/customers/{zhou.customer.uuid}/?tab=competitors").text


def test_and_withdrawn_by_who_noted_it(as_user, observe, zhou, lin, shen):
    row = observe(zhou, by=lin)
    address = f"/competitor-activity/{row.uuid}/withdraw/"

    assert as_user(shen).post(address, {"because": "x"}).status_code == 403
    assert as_user(lin).post(address, {"because": "Mistaken"}).status_code == 302


def test_another_region_reads_the_card_but_not_what_was_seen(as_user, observe, zhou, lin, chen):
    row = observe(zhou, by=lin)
    browser = as_user(chen)

    assert "Oldapin" in browser.get("/competitors/").text
    assert browser.get("/competitor-activity/").context["page"].rows == []
    assert browser.get(f"/competitor-activity/{row.uuid}/withdraw/").status_code == 404


@pytest.mark.req("PRV-012")
def test_what_was_written_of_an_erased_person_is_emptied(observe, zhou, lin, steward, wen):
    observe(zhou, by=lin, source="customer", source_note="Zhou herself")
    case = request_erasure(zhou.customer, reason="a letter", by=steward)

    approve_erasure(case, because="No duty to keep", by=wen, credentials=signing(wen))

    row = CompetitorActivity.objects.get()
    assert (row.what, row.source_note) == ("–", "–")
