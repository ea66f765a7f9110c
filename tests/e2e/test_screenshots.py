"""Makes the pictures of the README anew: `make screenshots`."""

import pytest
from django.conf import settings

from tests.e2e.fieldwork import logs_planned, plans, uuid_of_card

pytestmark = pytest.mark.screenshot
FOLDER = settings.BASE_DIR / "docs/screenshots"
LARGEST = 250_000  # bytes of one picture; each reader of the README loads them all


def keep(person, name):
    """One pixel of the picture for one of the page, so that it stays small."""
    person.page.wait_for_load_state("networkidle")
    # What was said about the step before is no part of the page.
    person.page.evaluate("document.querySelector('#toasts').replaceChildren()")
    path = FOLDER / f"{name}.png"
    person.page.screenshot(path=path, scale="css", animations="disabled")
    assert path.stat().st_size < LARGEST


def test_the_phone_of_a_representative(visitor):
    rep = visitor("phone").signs_in("rep1")
    rep.goes_to("/")
    keep(rep, "today-phone")

    customer = plans(rep)
    rep.goes_to(f"/visits/v/{uuid_of_card(rep, customer)}/log/")
    rep.page.click("label.chip:has([name=outcome][value=seen])")
    keep(rep, "log-phone")

    rep.goes_to("/customers/")
    rep.page.locator("main a[data-row]").first.click()
    rep.page.wait_for_load_state()
    keep(rep, "customer-phone")


def test_the_desk_of_a_manager(visitor):
    manager = visitor("desk").signs_in("manager1")
    manager.goes_to("/dashboard/")
    keep(manager, "dashboard-desk")


def test_the_queue_of_a_department(visitor):
    medical = visitor("desk", language="en").signs_in("medical1").reads("en")
    medical.goes_to("/requests/")
    keep(medical, "queue-desk")


def test_the_history_of_a_record(visitor):
    rep = visitor("phone").signs_in("rep1")
    visit, _taps = logs_planned(rep, plans(rep))
    officer = visitor("desk", language="en").signs_in("compliance1").reads("en")
    officer.goes_to(f"/history/visits.visit/{visit}/")
    keep(officer, "history-desk")
