"""Account plans for programs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.customers_plans.conftest import action, draft, objective, plan  # noqa: F401

pytestmark = pytest.mark.req("CUS-07", "ALL-01")
SOON = (timezone.localdate() + timedelta(days=7)).isoformat()


def test_a_plan_from_its_opening_to_its_end(program, lin, mo, zhou):
    lins = program(lin)

    opened = lins.post("plans/", {"customer": str(zhou.customer.uuid), "title": "Year"}).json()
    path = f"plans/{opened['uuid']}/"
    goal = {"what": "Cards", "measure": "wards", "target": "4.00", "due_on": SOON}
    added = lins.post("plan-objectives/", goal | {"plan": opened["uuid"]}).json()
    part = {"objective": added["uuid"], "what": "Print", "owner": str(mo.uuid), "due_on": SOON}
    given = lins.post("plan-actions/", part).json()
    answers = [
        lins.patch(path, {"situation": "No tools"}),
        lins.post(f"{path}start/"),
        lins.post(f"plan-objectives/{added['uuid']}/progress/", {"reached": "1.00"}),
        program(mo).post(f"plan-actions/{given['uuid']}/done/", {"evidence": "Printed"}),
        lins.post(f"{path}review/", {"text": "Goes well", "next_review_on": SOON}),
        lins.post(f"{path}close/", {"outcome": "One of four"}),
    ]

    assert [answer.status_code for answer in answers] == [200] * 6
    shown = lins.get(path).json()
    assert (shown["status"], shown["outcome"]) == ("closed", "One of four")
    (reached,) = shown["objectives"]
    assert (reached["percent"], reached["actions"][0]["evidence"]) == (25, "Printed")


def test_an_action_is_dropped_with_a_reason(program, lin, action):  # noqa: F811
    dropped = program(lin).post(f"plan-actions/{action.uuid}/drop/", {"because": "Not now"})

    assert dropped.json()["dropped_reason"] == "Not now"


def test_another_reps_plan_is_not_there_and_words_are_masked(
    program,
    chen,
    director,
    plan,  # noqa: F811
):
    assert program(chen).get(f"plans/{plan.uuid}/").status_code == 404
    assert program(director).get(f"plans/{plan.uuid}/").json()["title"] == "•••"
