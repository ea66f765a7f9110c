"""A program plans, submits, cancels and puts right the visits of the rep whose token it holds."""

import datetime
from uuid import uuid4

import pytest
from django.utils import timezone

from customers.services.persona_fact import note_fact
from tests import factories
from tests.api.conftest import signed_by, uuids
from visits.models import Visit, VisitAmendment


@pytest.fixture
def plan(zhou, today, product, messages, topic):
    return {
        "customer": str(zhou.customer.uuid),
        "day": today.isoformat(),
        "time": "09:30",
        "objective": "Hand over the subgroup data",
        "topic": str(topic.uuid),
        "products": [{"product": str(product.uuid), "messages": [str(messages[0].uuid)]}],
    }


@pytest.fixture
def outcome(product, messages):
    start = timezone.now() - datetime.timedelta(minutes=20)
    talk = {
        "product": str(product.uuid),
        "messages": [str(messages[0].uuid)],
        "reaction": "interested",
    }
    return {
        "outcome": "seen",
        "started_at": start.isoformat(),
        "ended_at": (start + datetime.timedelta(minutes=15)).isoformat(),
        "next_step": "none",
        "products": [talk],
        "adverse_event": False,
    }


@pytest.mark.req("ALL-01", "VIS-04")
def test_lins_program_plans_a_visit_under_a_key_of_its_own(program, lin, policy, plan):
    key = str(uuid4())

    answer = program(lin).post("visits/", plan | {"uuid": key})

    assert answer.status_code == 201
    visit = Visit.objects.get(uuid=key)
    assert (visit.rep, visit.status, visit.planned_time) == (lin, "planned", datetime.time(9, 30))
    assert [talk.product.code for talk in visit.products.all()] == ["VEL"]
    assert answer.json()["customer"] == plan["customer"]


@pytest.mark.req("ALL-01", "VIS-04")
def test_it_submits_what_was_planned_with_what_came_of_it(program, lin, planned, outcome):
    answer = program(lin).post(f"visits/{planned.uuid}/submit/", outcome)

    assert answer.status_code == 200
    said = answer.json()
    assert (said["status"], said["outcome"]) == ("submitted", "seen")
    assert said["objective"] == "Hand over the subgroup data"
    assert said["effectiveness"]["is_effective"] is True
    assert planned.history.first().via == "api"


@pytest.mark.req("GL-014")
def test_a_program_cannot_say_when_we_received_it(program, lin, planned, outcome):
    ended = timezone.now() - datetime.timedelta(hours=31)
    said = outcome | {
        "started_at": (ended - datetime.timedelta(minutes=15)).isoformat(),
        "ended_at": ended.isoformat(),
        "device_time": "2026-01-05T07:30:00-05:00",
        "submitted_at": ended.isoformat(),
    }

    answer = program(lin).post(f"visits/{planned.uuid}/submit/", said).json()

    visit = Visit.objects.get()
    assert timezone.now() - visit.submitted_at < datetime.timedelta(minutes=1)
    assert (visit.device_offset, answer["device_offset"]) == (-300, -300)
    assert (answer["is_late"], answer["logged_after_hours"]) == (True, 31)


@pytest.mark.req("ALL-01", "CN-012")
def test_all_that_is_missing_is_said_at_once_by_field(program, lin, planned):
    answer = program(lin).post(f"visits/{planned.uuid}/submit/", {})

    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"].keys() == {"outcome", "started_at", "adverse_event"}


def test_a_malformed_body_is_told_from_a_refused_one(program, lin, planned):
    answer = program(lin).post(f"visits/{planned.uuid}/submit/", {"outcome": "vanished"})

    assert (answer.status_code, answer.json()["errors"].keys()) == (400, {"outcome"})


@pytest.mark.req("ALL-01")
def test_it_logs_a_visit_that_nobody_planned(program, lin, zhou, policy, topic, outcome):
    body = outcome | {"customer": str(zhou.customer.uuid), "topic": str(topic.uuid)}

    answer = program(lin).post("visits/log/", body)

    assert answer.status_code == 200
    assert Visit.objects.get().status == "submitted"


def test_it_cancels_with_a_reason(program, lin, planned):
    lins = program(lin)

    assert lins.post(f"visits/{planned.uuid}/cancel/", {"because": ""}).status_code == 409
    answer = lins.post(f"visits/{planned.uuid}/cancel/", {"because": "He is on leave"})

    assert answer.json()["status"] == "cancelled"
    assert answer.json()["status_reason"] == "He is on leave"


@pytest.mark.req("ALL-01", "VIS-04")
def test_a_submitted_visit_is_put_right_by_two(program, lin, shen, submitted):
    body = {"reason": "Mistyped", "next_step": "none"}

    assert program(lin).post(f"visits/{submitted.uuid}/amend/", body).status_code == 200
    amendment = VisitAmendment.objects.get()
    accept = f"amendments/{amendment.uuid}/accept/"
    own = program(lin).post(accept, signed_by("lin"))
    answer = program(shen).post(accept, signed_by("shen"))

    assert own.status_code == 403
    assert answer.json()["status"] == "accepted"
    submitted.refresh_from_db()
    assert submitted.next_step == "none"


def test_a_message_about_another_product_does_not_fit(program, lin, policy, holder, plan):
    other = factories.KeyMessageFactory(product=factories.ProductFactory(holder=holder))
    plan["products"][0]["messages"] = [str(other.uuid)]

    answer = program(lin).post("visits/", plan)

    assert (answer.status_code, answer.json()["errors"].keys()) == (400, {"products"})


@pytest.mark.req("ALL-01")
def test_chens_program_is_not_told_that_lins_customer_exists(program, chen, plan, policy):
    answer = program(chen).post("visits/", plan)

    assert (answer.status_code, answer.json()["errors"].keys()) == (400, {"customer"})


@pytest.mark.req("ACC-03")
def test_the_director_reads_the_row_but_not_the_texts(program, director, submitted):
    said = program(director).get(f"visits/{submitted.uuid}/").json()

    assert (said["outcome"], said["objective"], said["key_points"]) == ("seen", "•••", "")


@pytest.mark.req("PRV-013")
def test_only_who_plans_is_told_what_speaks_against_a_visit(
    program, director, lin, zhou, reads, plan
):
    note_fact(zhou.customer, kind="times", value="只周三", source="visit", by=lin)
    asked = {"customer": str(zhou.customer.uuid), "day": plan["day"]}
    assert program(director).get("visits/notices/", **asked).status_code == 403

    said = program(lin).get("visits/notices/", **asked)

    assert (said.status_code, reads(lin)) == (200, [("visits.visit", zhou.customer.uuid, 1)])


@pytest.mark.req("CMP-03")
def test_what_a_program_reads_is_in_the_access_log(program, lin, planned, reads):
    lins = program(lin)

    assert uuids(lins.get("visits/", status="planned")) == [planned.uuid]
    lins.get(f"visits/{planned.uuid}/")

    assert reads(lin) == [("visits.visit", None, 1), ("visits.visit", planned.uuid, 1)]
