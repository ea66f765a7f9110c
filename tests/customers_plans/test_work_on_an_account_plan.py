"""Lin plans a strategic account: objectives that can be measured, parts for colleagues, reviews, an end."""

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import Access, Notification
from accounts.services.reminder import send_reminders
from compliance.services.erasure import approve_erasure, request_erasure
from customers.models import AccountPlan, PlanAction, PlanObjective
from customers.plan_story import hand_over_plans
from customers.services import account_plan as verbs
from customers.services.plan_action import add_action, drop_action, finish_action
from tests.customers_plans.conftest import DAY
from tests.factories import signing

pytestmark = pytest.mark.req("CUS-07")


def refused(verb, *args, **said):
    with pytest.raises(ValidationError) as refusal:
        verb(*args, **said)
    error = refusal.value
    return error.message_dict if hasattr(error, "error_dict") else error.messages


def test_a_plan_is_for_a_strategic_customer(lin, first_hospital):
    assert refused(verbs.open_plan, first_hospital.customer, title="x", by=lin) == {
        "customer": ["Account plans are for strategic customers."]
    }


def test_a_customer_has_one_plan_at_a_time(draft, lin, zhou):
    problem = refused(verbs.open_plan, zhou.customer, title="Another", by=lin)
    assert problem == {"__all__": ["This customer has a plan already; close it first."]}

    verbs.close_plan(draft, outcome="Merged", by=lin)
    assert verbs.open_plan(zhou.customer, title="Another", by=lin).status == "draft"


def test_an_objective_is_measured_dated_and_goes_somewhere(draft, lin, today):
    said = {"what": "x", "measure": "wards", "target": 5, "due_on": today + DAY}

    assert refused(verbs.add_objective, draft, **said | {"target": 0}, by=lin) == {
        "__all__": ["The target differs from where we stand today."]
    }
    assert refused(verbs.add_objective, draft, **said | {"due_on": today - DAY}, by=lin) == {
        "due_on": ["Choose a day within the plan."]
    }
    assert refused(verbs.add_objective, draft, **said | {"measure": ""}, by=lin).keys() == {
        "measure"
    }


@pytest.mark.req("CN-006")
def test_nobody_is_measured_by_prescriptions(draft, lin, today):
    said = {"what": "x", "measure": "月处方量", "target": 5, "due_on": today + DAY}

    assert refused(verbs.add_objective, draft, **said, by=lin) == {
        "measure": ["Nobody is measured by prescriptions: choose another measure."]
    }


@pytest.mark.parametrize(("reached", "percent"), [(0, 0), (1, 0), (3, 50), (5, 100), (9, 100)])
def test_progress_is_the_part_of_the_way(objective, lin, reached, percent):
    assert verbs.record_progress(objective, reached=reached, by=lin).percent == percent


def test_fewer_may_be_the_aim(draft, lin, today):
    due_on = today + DAY
    objective = verbs.add_objective(
        draft, what="x", measure="days out of stock", baseline=8, target=0, due_on=due_on, by=lin
    )
    assert verbs.record_progress(objective, reached=2, by=lin).percent == 75


def test_an_empty_plan_is_not_started(draft, lin):
    assert refused(verbs.start_plan, draft, by=lin) == [
        "Add an objective first: what is to be reached, and by when."
    ]


def test_whoever_has_a_part_is_told_when_the_plan_starts(plan, mo):
    told = Notification.objects.get(user=mo)

    assert (told.kind, told.url) == ("plan_action.asked", f"/plans/{plan.uuid}/")
    assert AccountPlan.objects.visible_to(mo).get() == plan


def test_and_reminded_on_the_day_before(plan, action, mo, arrange, today):
    send_reminders(timezone.now() + 11 * DAY)

    kinds = Notification.objects.filter(user=mo).values_list("kind", flat=True)
    assert set(kinds) == {"plan_action.asked", "plan_action.due"}


def test_only_the_owner_finishes_an_action_and_says_how(plan, action, lin, mo):
    with pytest.raises(PermissionDenied):
        finish_action(action, evidence="done", by=lin)
    assert refused(finish_action, action, evidence=" ", by=mo) == {
        "evidence": ["Say in a sentence what was done."]
    }

    action = finish_action(action, evidence="Sent to the ward", by=mo)

    assert (action.is_open, action.evidence) == (False, "Sent to the ward")
    assert refused(drop_action, action, because="x", by=lin) == ["This action is closed already."]


def test_a_part_is_due_before_its_objective_and_for_who_works_with_customers(
    objective, lin, mo, an, today
):
    late = {"what": "x", "owner": mo, "due_on": today + 91 * DAY}
    assert refused(add_action, objective, **late, by=lin) == {
        "due_on": ["An action is due before its objective."]
    }
    stranger = {"what": "x", "owner": an, "due_on": today}
    assert refused(add_action, objective, **stranger, by=lin) == {
        "owner": ["Choose a colleague who works with customers."]
    }


def test_reviews_are_a_log_and_its_owner_is_reminded(plan, lin, today, arrange):
    verbs.review_plan(plan, text="Two wards more", next_review_on=today, by=lin)
    verbs.review_plan(plan, text="The head agrees", next_review_on=today, by=lin)

    assert [row.review_note for row in AccountPlan.objects.get().reviews] == [
        "The head agrees",
        "Two wards more",
    ]
    send_reminders(timezone.now() + DAY)
    told = Notification.objects.filter(user=lin, kind="account_plan.review_due")
    assert told.count() == 1


def test_a_closed_plan_stays_as_it_is(plan, objective, lin, today):
    verbs.close_plan(plan, outcome="5 of 5 wards", by=lin)

    closed = ["This plan is closed."]
    assert refused(verbs.record_progress, objective, reached=2, by=lin) == closed
    assert refused(verbs.edit_plan, plan, title="x", by=lin) == closed
    assert refused(verbs.review_plan, plan, text="x", next_review_on=today, by=lin) == closed


def test_the_page_to_take_along_is_one_page(as_user, plan, objective, lin, mo, today):
    for number in range(7):
        more = verbs.add_objective(
            plan, what=f"目标{number}", measure="病区数", target=4, due_on=objective.due_on, by=lin
        )
        for step in range(8):
            add_action(more, what=f"步骤{step}", owner=mo, due_on=today, by=lin)

    answer = as_user(lin).get(f"/plans/{plan.uuid}/page/")

    (page,) = PdfReader(io.BytesIO(answer.content)).pages
    text = page.extract_text().replace(" ", "")
    assert all(shown in text for shown in ["Follow-upintheward", "周岚", "目标6", "步骤7"])
    assert Access.objects.filter(action="export", what="customers.accountplan").count() == 1


def test_a_plan_keeps_to_eight_objectives(draft, lin, today):
    said = {"what": "x", "measure": "wards", "target": 5, "due_on": today + DAY}
    for _number in range(8):
        verbs.add_objective(draft, **said, by=lin)

    assert refused(verbs.add_objective, draft, **said, by=lin) == [
        "A plan has eight objectives at most: which matter most?"
    ]


@pytest.mark.req("CUS-14")
def test_the_customers_page_leads_to_it(as_user, plan, lin, zhou):
    text = as_user(lin).get(f"/customers/{zhou.customer.uuid}/?tab=plans").text

    assert f"/plans/{plan.uuid}/" in text


@pytest.mark.req("ACC-06")
def test_a_leavers_plan_and_parts_pass_to_the_successor(
    plan, objective, lin, shen, an, today, arrange
):
    add_action(objective, what="Ask the head", owner=lin, due_on=today, by=lin)
    with arrange():
        handed = hand_over_plans(lin, shen, an)

    assert (handed, AccountPlan.objects.get().owner) == (2, shen)


@pytest.mark.req("PRV-012")
def test_what_was_planned_for_an_erased_person_is_closed_and_emptied(plan, zhou, lin, steward, wen):
    case = request_erasure(zhou.customer, reason="a letter", by=steward)

    approve_erasure(case, because="No duty to keep", by=wen, credentials=signing(wen))

    row = AccountPlan.objects.get()
    assert (row.status, row.title, row.outcome) == ("closed", "–", "–")
    assert (PlanObjective.objects.get().what, PlanAction.objects.get().what) == ("–", "–")


def test_pages_keep_the_whole_plan(as_user, lin, mo, zhou, today):
    browser, day = as_user(lin), today + 30 * DAY
    opened = {"title": "Year", "starts_on": today, "ends_on": today + 300 * DAY}
    browser.post(f"/plans/for/{zhou.customer.uuid}/", opened)
    plan = AccountPlan.objects.get()
    address = f"/plans/{plan.uuid}/"
    goal = {"what": "Cards", "measure": "wards", "baseline": 0, "target": 4, "due_on": day}
    browser.post(f"{address}objective/", {f"objective-{name}": one for name, one in goal.items()})
    objective = PlanObjective.objects.get()
    part = {"what": "Print", "owner": mo.uuid, "due_on": day}
    browser.post(f"/objectives/{objective.uuid}/actions/", part)
    browser.post(f"{address}start/")
    browser.post(f"/objectives/{objective.uuid}/progress/", {"reached": 2})
    done = f"/actions/{PlanAction.objects.get().uuid}/done/"
    as_user(mo).post(done, {"evidence": "Printed forty"})
    review = {"review-text": "Half way", "review-next_review_on": day}
    browser.post(f"{address}review/", review)

    text = browser.get(address).text
    assert all(shown in text for shown in ["Cards", "(50%)", "Printed forty", "Half way"])
    browser.post(f"{address}close/", {"close-outcome": "Four of four"})
    assert "Four of four" in browser.get(address).text


def test_mistakes_come_back_beside_their_fields(as_user, lin, plan, today):
    said = {"objective-what": "Cards", "objective-due_on": today}

    answer = as_user(lin).post(f"/plans/{plan.uuid}/objective/", said)

    assert answer.status_code == 422
    assert answer.context["forms"]["objective"].errors.keys() == {"measure", "baseline", "target"}


def test_for_a_rep_of_another_region_no_plan_is_there(as_user, chen, plan, action):
    browser = as_user(chen)

    assert browser.get("/plans/").context["page"].rows == []
    assert browser.get(f"/plans/{plan.uuid}/").status_code == 404
    assert browser.post(f"/actions/{action.uuid}/done/", {"evidence": "x"}).status_code == 404


def test_who_has_a_part_reads_the_plan_without_a_way_to_the_customer(as_user, mo, plan, zhou):
    text = as_user(mo).get(f"/plans/{plan.uuid}/").text

    assert "Prepare the data" in text
    assert str(zhou.customer.uuid) not in text
