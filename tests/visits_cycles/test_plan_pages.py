"""The pages and the interface of cycle plans, and the one inbox of decisions (VIS-01)."""

import pytest

from tests import factories
from tests.api.conftest import program  # noqa: F401
from tests.visits_cycles.conftest import numbers
from visits.models import CyclePlan, PlanTarget
from visits.services.cycle_plan import submit_plan

PAGE = "/cycle-plans/{}/"


def targets(plan):
    return list(PlanTarget.objects.filter(plan=plan).order_by("rank"))


@pytest.mark.req("VIS-01")
def test_a_rep_generates_edits_and_submits_and_her_manager_approves(
    as_user, lin, shen, cycle, doctors
):
    browser = as_user(lin)
    assert browser.get("/cycle-plans/").context["unplanned"] == [cycle]
    page = browser.post(f"/cycles/{cycle.uuid}/plan/").headers["Location"]
    plan = CyclePlan.objects.get()
    first, second, third = targets(plan)

    said = {f"t-{one.uuid}": one.planned for one in (first, second, third)}
    edited = browser.post(f"{page}edit/", said | {f"t-{first.uuid}": 60, "keep": "1"})
    ticked = {"ticked": [str(second.uuid), str(third.uuid)], "set_to": 50, "bulk": "1"}
    set_at_once = browser.post(f"{page}edit/", said | {f"t-{first.uuid}": 60} | ticked)
    shown = browser.get(page)

    assert (edited.status_code, set_at_once.status_code) == (302, 302)
    assert numbers(plan) == [60, 50, 50]
    assert "There is time for 144 visits, planned are 160: 16 too many." in shown.text
    assert browser.post(f"{page}trim/").status_code == 302
    assert browser.post(f"{page}submit/").status_code == 302
    assert as_user(shen).post(f"{page}return/", {"return-because": ""}).status_code == 422
    assert as_user(shen).post(f"{page}approve/", {}).status_code == 302
    assert (numbers(plan), CyclePlan.objects.get().status) == ([60, 50, 34], "approved")


@pytest.mark.req("VIS-01")
def test_a_number_that_cannot_be_is_said_beside_it_and_nothing_is_lost(as_user, lin, plan):
    first, *others = targets(plan)
    said = {f"t-{one.uuid}": 3 for one in others} | {f"t-{first.uuid}": "many"}
    answer = as_user(lin).post(PAGE.format(plan.uuid) + "edit/", said)
    tick_only = as_user(lin).post(PAGE.format(plan.uuid) + "edit/", said | {"bulk": "1"})

    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {f"t-{first.uuid}"})
    assert "set_to" in tick_only.context["form"].errors
    assert numbers(plan) == [4, 2, 1]


@pytest.mark.req("VIS-01")
def test_a_customer_is_added_once_and_one_product_beside_it(as_user, lin, plan, zhou, product):
    page = PAGE.format(plan.uuid) + "add/"
    said = {"customer": str(zhou.customer.uuid), "planned": 2}
    codes = [
        as_user(lin).post(page, said | more).status_code
        for more in ({}, {}, {"product": str(product.uuid)})
    ]
    assert codes == [302, 422, 302]


@pytest.mark.req("VIS-01")
def test_a_challenge_is_answered_from_the_inbox(as_user, lin, shen, agreed):
    page = f"/plan-targets/{targets(agreed)[0].uuid}/"
    said = {"challenge-wanted": 1, "challenge-reason": "On a congress"}
    assert (
        as_user(lin).post(f"{page}challenge/", said | {"challenge-reason": ""}).status_code == 422
    )
    assert as_user(lin).post(f"{page}challenge/", said).status_code == 302

    inbox = as_user(shen).get("/approvals/")
    assert [(pile.label, len(pile.rows)) for pile in inbox.context["piles"]] == [
        ("Challenged targets", 1)
    ]
    assert as_user(shen).post(f"{page}decline/", {"decline-because": ""}).status_code == 422
    assert as_user(shen).post(f"{page}accept/", {}).status_code == 302
    assert numbers(agreed) == [1, 2, 1]


def test_the_plan_is_nobody_elses(as_user, chen, shen, plan):
    page = PAGE.format(plan.uuid)
    assert as_user(chen).get(page).status_code == 404
    assert as_user(shen).get(page).status_code == 200
    assert as_user(shen).get(f"{page}edit/").status_code == 403
    assert as_user(shen).post(f"{page}submit/").status_code == 403


@pytest.mark.parametrize("address", ["/cycle-plans/", "{}", "{}edit/", "/approvals/"])
def test_a_page_asks_as_much_for_many_rows_as_for_one(
    as_user, lin, shen, plan, territories, django_assert_max_num_queries, address
):
    for n in range(5):
        person = factories.PersonFactory(name=f"医生{n}", territory=territories["E11"])
        with factories.deed("test.arrange", by=factories.TESTS):
            PlanTarget.objects.create(
                plan=plan, customer=person.customer, rank=30_000 + n, planned=1
            )
    if address == "/approvals/":
        submit_plan(plan, by=lin)
    browser = as_user(shen if address == "/approvals/" else lin)
    with django_assert_max_num_queries(12):
        assert browser.get(address.format(PAGE.format(plan.uuid))).status_code == 200


@pytest.mark.req("VIS-01", "ALL-01")
def test_programs_do_the_same(program, lin, shen, cycle, doctors):  # noqa: F811
    rep, manager = program(lin), program(shen)
    plan = rep.post("cycle-plans/", {"cycle": str(cycle.uuid)}).json()
    lines = rep.get(f"plan-targets/?plan={plan['uuid']}").json()["results"]
    said = [{"target": line["uuid"], "planned": 50} for line in lines]
    rep.post(f"cycle-plans/{plan['uuid']}/numbers/", {"numbers": said})
    progress = rep.get(f"cycle-plans/{plan['uuid']}/progress/").json()
    assert (progress["planned"], progress["capacity"], progress["excess"]) == (150, 144, 6)
    assert [line["visits"] for line in progress["least_important"]] == [6]

    rep.post(f"cycle-plans/{plan['uuid']}/trim/")
    rep.post(f"cycle-plans/{plan['uuid']}/submit/")
    body = {"because": "Growth is missing"}
    assert manager.post(f"cycle-plans/{plan['uuid']}/return/", body).json()["status"] == "returned"
    rep.post(f"cycle-plans/{plan['uuid']}/submit/")
    assert manager.post(f"cycle-plans/{plan['uuid']}/approve/", {}).json()["status"] == "approved"
    asked = rep.post(f"plan-targets/{lines[0]['uuid']}/challenge/", {"wanted": 1, "reason": "Away"})
    answered = manager.post(f"plan-targets/{lines[0]['uuid']}/accept/", {}).json()
    assert (asked.json()["status"], answered["planned"]) == ("challenged", 1)
