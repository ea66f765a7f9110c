"""Today: what comes first, the route in order, and whom to see when nothing is planned."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from tests import factories
from visits.models import Visit
from visits.services.request import raise_request, respond_to_request
from visits.services.several import plan_several
from visits.services.submission import submit_visit
from visits.services.visit import plan_visit

pytestmark = pytest.mark.req("PROMISE-3")
DAY = timedelta(days=1)


@pytest.fixture
def people(first_hospital, territories):
    """{tier: a doctor of that tier whom nobody has seen yet}"""
    found = {}
    for tier in ["basic", "growth", "strategic"]:
        person = factories.PersonFactory(
            name=f"{tier} 医生", organisation=first_hospital, territory=territories["E11"]
        )
        factories.set_tier(person.customer, tier)
        person.customer.refresh_from_db()
        found[tier] = person
    return found


def test_the_route_goes_by_the_clock_and_the_next_stop_stands_out(
    as_user, lin, zhou, people, policy, today
):
    for person, clock in [(zhou, time(15, 20)), (people["basic"], time(9, 30))]:
        plan_visit(person.customer, day=today, time=clock, by=lin)

    stops = as_user(lin).get("/").context["day"].stops

    assert [(stop.at, stop.state) for stop in stops] == [(time(9, 30), "now"), (time(15, 20), "")]


def test_a_submitted_stop_shows_how_it_came_out(as_user, lin, submitted):
    page = as_user(lin).get("/").text

    assert "Effective 7/7" in page
    assert "1 submitted" in page


def test_a_stop_says_how_long_it_has_been(as_user, lin, planned, complete, logged_on, today):
    submit_visit(planned, record=complete, adverse_event=False, by=lin)
    later = plan_visit(planned.customer, day=today + 16 * DAY, by=lin)

    stops = as_user(lin).get(reverse("visits:day", args=[later.day])).context["day"].stops

    assert [stop.why for stop in stops] == ["16 days since the last visit, the plan is every 14"]


def test_a_day_gone_by_that_was_not_logged_is_pinned_with_its_limit(
    as_user, lin, planned, today, arrange
):
    with arrange():
        planned.day = planned.planned_on = today - DAY
        planned.save()

    row = as_user(lin).get("/").context["day"].unsubmitted[0]

    assert (row.visit, row.until, row.saved_at) == (planned, today + 6 * DAY, None)


def test_a_late_promise_comes_first_and_an_answer_waits_to_be_handed_over(
    as_user, lin, zhou, mo, submitted, service_levels
):
    def asked(words, raised_at):
        return raise_request(
            zhou.customer,
            kind="medical_inquiry",
            words=words,
            visit=submitted,
            raised_at=raised_at,
            by=lin,
        )

    asked("透析患者？", timezone.now() - 30 * DAY)
    answered = asked("老年患者？", timezone.now())
    respond_to_request(answered, text="见附件", by=mo)

    boxes = as_user(lin).get("/").context["day"].first_boxes

    assert [(box["tone"], len(box["rows"])) for box in boxes] == [("alarm", 1), ("", 1)]
    assert boxes[0]["rows"][0]["title"].endswith("late: 透析患者？")
    assert boxes[1]["rows"][0]["title"] == "老年患者？"


def test_an_empty_day_offers_the_most_overdue_and_one_tap_plans_them(
    as_user, lin, people, policy, today
):
    phone = as_user(lin)
    assert reverse("visits:suggestion_first") in phone.get("/").text
    offered = phone.get(reverse("visits:suggestion_first")).context["suggestions"]
    assert sorted(row.customer.tier for row in offered) == ["basic", "growth", "strategic"]

    phone.post(
        reverse("visits:suggestion_accept"),
        {
            "day": today,
            "customer": [people["strategic"].customer.uuid, people["basic"].customer.uuid],
        },
    )

    planned = Visit.objects.order_by("pk").values_list("customer__tier", "planned_on")
    assert sorted(planned) == [("basic", today), ("strategic", today)]


def test_a_day_is_planned_whole_or_not_at_all(lin, zhou, people, policy, today):
    plan_visit(zhou.customer, day=today, by=lin)

    with pytest.raises(ValidationError):
        plan_several([people["basic"].customer, zhou.customer], days=[today], by=lin)

    assert [visit.customer for visit in Visit.objects.all()] == [zhou.customer]


def test_a_customer_of_another_territory_cannot_be_smuggled_in(as_user, lin, gu, policy, today):
    as_user(lin).post(reverse("visits:plan_several"), {"days": today, "customer": gu.customer.uuid})

    assert Visit.objects.count() == 0


def test_last_weeks_day_is_copied_with_its_times(as_user, lin, zhou, policy, today):
    plan_visit(zhou.customer, day=today, time=time(9, 30), by=lin)
    target = today + 7 * DAY

    for _tap in range(2):
        as_user(lin).post(reverse("visits:day_copy", args=[target]))

    copies = Visit.objects.filter(day=target).values_list("customer", "planned_time")
    assert list(copies) == [(zhou.customer.pk, time(9, 30))]


def test_others_begin_where_their_work_is(as_user, mo, wen):
    assert as_user(mo).get("/").url == reverse("visits:request_list")
    assert as_user(wen).get("/").status_code == 302


def test_a_day_that_does_not_exist_is_not_found(as_user, lin):
    assert as_user(lin).get("/visits/2026-02-30/").status_code == 404
