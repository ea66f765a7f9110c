"""A rep plans and logs visits on her phone; the question of one is answered; figures and history tell of it."""

import re
from typing import NamedTuple

import pytest

from tests.e2e.fieldwork import logs_planned, logs_unplanned, plans, uuid_in
from tests.setup.processes import eventually

pytestmark = [
    pytest.mark.req("VIS-04"),
    pytest.mark.req("VIS-08"),
    pytest.mark.req("ANA-01"),
    pytest.mark.req("CMP-01"),
    pytest.mark.req("PROMISE-2"),
]
QUESTION = "透析患者需要调整剂量吗？"
ANSWER = "Dialysis needs no other dose; the leaflet of 2025 goes with this answer."
WITHIN_A_MINUTE = 60  # seconds


class Counts(NamedTuple):
    """How many rows two figures of the board stand on, as the board says it."""

    visits_done: int
    first_response: int


def tile(page, kpi):
    return page.locator(".kpi", has=page.locator(f"a[href*='/figures/#{kpi}']"))


def counts(manager):
    manager.goes_to("/dashboard/")
    done = tile(manager.page, "visits_done").locator(".fig").inner_text()
    requests = tile(manager.page, "first_response").locator(".sub").inner_text()
    return Counts(int(re.sub(r"\D", "", done)), int(re.search(r"(\d+)\D*$", requests)[1]))


def rows_behind(manager, kpi):
    """The addresses of all rows to which the figure on the board leads."""
    page, found = manager.page, []
    manager.goes_to("/dashboard/")
    tile(page, kpi).locator(".fig a").click()
    page.wait_for_url(f"**/figures/{kpi}/**")
    while True:
        rows = page.locator("tbody a[data-row]")
        found += rows.evaluate_all("rows => rows.map(row => row.getAttribute('href'))")
        older = page.locator("main a[rel=next]")
        if not older.count():
            return found
        manager.page.goto(older.evaluate("link => link.href"))


def answers(medical, customer):
    """Finds the question in the queue, answers and resolves it; returns the request's uuid."""
    page = medical.page
    medical.goes_to("/requests/")
    page.locator(".q-item", has_text=QUESTION).filter(has_text=customer).first.click()
    page.fill("[name=text]", ANSWER)
    page.click("[formaction*='/resolve/']")
    page.locator(".tl", has_text=ANSWER).wait_for()
    return uuid_in(page.url)


def changes(officer, label, uuid):
    """What the history page of a record says: [(deed, person)], the newest first."""
    officer.goes_to(f"/history/{label}/{uuid}/")
    lines = officer.page.locator(".mini-rows a .grow").all_inner_texts()
    return [tuple(part.strip() for part in line.split("\n")) for line in lines]


def name_of(person):
    person.goes_to("/me/")
    return person.page.locator("h1").inner_text()


def test_the_main_job_from_the_plan_to_the_history(visitor):
    manager = visitor("desk").signs_in("manager1")
    before = counts(manager)

    rep = visitor("phone").signs_in("rep1")
    planned, taps = logs_planned(rep, plans(rep))
    assert taps == 3
    unplanned, asking, taps = logs_unplanned(rep, QUESTION)
    assert taps == 7

    medical = visitor("desk", language="en").signs_in("medical1").reads("en")
    request = answers(medical, asking)

    after = Counts(before.visits_done + 2, before.first_response + 1)
    assert eventually(lambda: counts(manager) == after, patience=WITHIN_A_MINUTE)
    visits = rows_behind(manager, "visits_done")
    assert len(visits) == after.visits_done
    assert {f"/visits/v/{planned}/", f"/visits/v/{unplanned}/"} <= set(visits)
    requests = rows_behind(manager, "first_response")
    assert len(requests) == after.first_response
    assert f"/requests/{request}/" in requests

    officer = visitor("desk", language="en").signs_in("compliance1").reads("en")
    she, doctor = name_of(rep), name_of(medical)
    assert changes(officer, "visits.visit", planned) == [("Submitted", she), ("Planned", she)]
    assert changes(officer, "visits.visit", unplanned) == [
        ("Submitted", she),
        ("Opened without a plan", she),
    ]
    assert changes(officer, "visits.request", request) == [("Resolved", doctor), ("Raised", she)]
    assert [person.complaints for person in (rep, medical, manager, officer)] == [[]] * 4
