"""Lin logs the rest of her day on one page: what is whole goes through, the rest says what it lacks."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from visits.models import AdverseEvent, Visit, VisitDraft
from visits.record import Talk
from visits.services.visit import cancel_visit, plan_visit

pytestmark = pytest.mark.req("VIS-04")
URL = "/end-of-day/"
DAY = timedelta(days=1)


@pytest.fixture
def day(lin, planned_before, today):
    return today - DAY


@pytest.fixture
def planned_before(
    lin, first_hospital, territories, product, messages, topic, policy, today, arrange
):
    """Three plans of yesterday, whose hours lie behind whatever the clock says now; one names no time."""
    plans = []
    for number, clock in enumerate([time(9), time(10), None]):
        person = factories.PersonFactory(
            name=f"{number} 医生", organisation=first_hospital, territory=territories["E11"]
        )
        factories.set_tier(person.customer, "growth")
        visit = plan_visit(
            person.customer,
            day=today,
            time=clock,
            products=[Talk(product, (messages[0],))],
            topic=topic,
            by=lin,
        )
        with arrange():
            visit.day = visit.planned_on = today - DAY
            visit.save()
        plans.append(visit)
    return plans


def said(visit, **answers):
    return {f"{visit.uuid}-{name}": value for name, value in answers.items()}


def whole(visit, product, clock="09:00", **answers):
    known = {
        "time": clock,
        "minutes": "15",
        "outcome": "seen",
        "adverse_event": "no",
        f"reaction-{product.uuid}": "interested",
    }
    return said(visit, **known | answers)


def states(visits):
    return [Visit.objects.get(pk=visit.pk).status for visit in visits]


def test_all_of_them_go_through_in_one_go(as_user, lin, planned_before, product, day):
    first, second, third = planned_before
    body = whole(first, product) | whole(second, product, "10:00") | whole(third, product, "11:00")

    answer = as_user(lin).post(f"{URL}?day={day}", body, follow=True)

    assert "3 visits submitted." in answer.text
    assert states(planned_before) == ["submitted"] * 3
    visit = Visit.objects.get(pk=first.pk)
    assert timezone.localtime(visit.started_at) == timezone.make_aware(
        datetime.combine(day, time(9))
    )
    assert (visit.minutes, visit.products.get().reaction) == (15, "interested")


def test_good_lines_go_through_and_the_others_say_what_they_lack(
    as_user, lin, planned_before, product, day
):
    first, second, third = planned_before
    body = whole(first, product) | said(second, outcome="seen", time="10:00", minutes="15")

    answer = as_user(lin).post(f"{URL}?day={day}", body)

    assert answer.status_code == 422
    assert states(planned_before) == ["submitted", "planned", "planned"]
    lines = {line.visit: line.errors for line in answer.context["lines"]}
    assert set(lines[second]) == {"adverse_event", f"reaction-{product.uuid}"}
    assert lines[third] == {}
    assert "1 visit submitted." in answer.text


def test_a_plan_without_a_time_is_asked_for_it(as_user, lin, planned_before, product, day):
    third = planned_before[2]

    answer = as_user(lin).post(f"{URL}?day={day}", whole(third, product, clock=""))

    line = next(line for line in answer.context["lines"] if line.visit == third)
    assert line.errors == {"time": ["Say when the visit began."]}


def test_two_at_one_time_are_asked_about(as_user, lin, planned_before, product, day):
    first, second, _third = planned_before
    page = as_user(lin)
    page.post(f"{URL}?day={day}", whole(first, product))

    asked = page.post(f"{URL}?day={day}", whole(second, product, "09:05"))
    page.post(f"{URL}?day={day}", whole(second, product, "09:05", is_overlap_right="on"))

    assert "Both visits did take place at that time" in asked.text
    assert states([first, second]) == ["submitted", "submitted"]


def test_an_adverse_event_opens_its_report_even_where_the_line_lacks_something(
    as_user, lin, planned_before, product, day, qiao
):
    first, second, _third = planned_before
    body = whole(first, product, adverse_event="yes") | said(second, adverse_event="yes")

    answer = as_user(lin).post(f"{URL}?day={day}", body)

    assert states([first, second]) == ["submitted", "planned"]
    assert set(AdverseEvent.objects.values_list("visit", flat=True)) == {first.pk, second.pk}
    assert answer.text.count("complete the report of the adverse event") == 2


def test_what_is_typed_is_kept_but_never_the_adverse_event_answer(
    as_user, lin, planned_before, product, day
):
    first, page = planned_before[0], as_user(lin)

    kept = page.post(f"{URL}draft/?day={day}", whole(first, product, outcome="too_short"))

    assert kept.status_code == 204
    assert list(VisitDraft.objects.values_list("visit", flat=True)) == [first.pk]
    line = page.get(f"{URL}?day={day}").context["lines"][0]
    assert (line["outcome"].value(), line["adverse_event"].value()) == ("too_short", None)


def test_it_costs_the_same_for_one_line_and_for_three(as_user, lin, planned_before, day):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert page.get(f"{URL}?day={day}").status_code == 200
        return len(captured)

    page = as_user(lin)
    queries()
    many = queries()
    for visit in planned_before[1:]:
        cancel_visit(visit, because="Moved away", by=lin)

    assert queries() == many <= 12


def test_programs_submit_many_too(as_user, lin, planned_before, product, day):
    first, second, _third = planned_before
    line = {
        "outcome": "not_seen",
        "started_at": timezone.make_aware(datetime.combine(day, time(9))).isoformat(),
        "adverse_event": False,
    }

    answer = as_user(lin).post(
        "/api/v1/visits/end-of-day/",
        {"lines": [{"visit": str(first.uuid)} | line, {"visit": str(second.uuid)}]},
        content_type="application/json",
    )

    assert [row["is_submitted"] for row in answer.json()] == [True, False]
    assert "outcome" in answer.json()[1]["errors"]
