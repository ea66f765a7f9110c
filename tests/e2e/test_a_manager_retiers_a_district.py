"""A manager looks at the grid, decides what the night has proposed, and finds every day's tiers afterwards."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

pytestmark = pytest.mark.req("CUS-04")
REASON = "与科室主任核实，情况属实"
LATER = "下季度再看"


def waiting(page):
    return int(page.locator(".block-h h2 .num").last.inner_text())


def choose(page, place):
    """Ticks a proposal beside the grid; returns the customer's name."""
    row = page.locator("[data-pick]").nth(place)
    row.locator("input[type=checkbox]").check()
    return row.locator(".person").inner_text()


def test_a_manager_retiers_a_district(visitor):
    manager = visitor("desk").signs_in("manager1")
    page = manager.page
    page.click(".side-nav a[href='/tiers/']")
    before = waiting(page)
    assert page.locator(".cell9").count() == 9

    names = [choose(page, place) for place in (0, 1)]
    assert page.locator("[data-picked]").inner_text() == "2"
    page.fill("[name=because]", REASON)
    page.click("[name=decision][value=approve]")
    page.locator(".note-good").wait_for()
    assert waiting(page) == before - 2

    kept = choose(page, 0)
    page.click("[name=decision][value=reject]")
    page.locator("#field_because.bad").wait_for()
    assert page.locator("[data-pick] .person").inner_text() == kept
    page.fill("[name=because]", LATER)
    page.click("[name=decision][value=reject]")
    page.wait_for_url("**/tiers/")
    assert waiting(page) == before - 3

    manager.goes_to("/tiers/proposals/?state=approved")
    row = page.locator("tbody tr", has_text=names[0]).first
    was, now = (
        re.search(r"tier-(\w+)", row.locator(".tier").nth(place).get_attribute("class"))[1]
        for place in (0, 1)
    )
    yesterday = timezone.localdate() - timedelta(days=1)
    for address in (f"tier={now}", f"tier={was}&on={yesterday}"):
        manager.goes_to(f"/customers/?{address}&q={names[0]}")
        assert page.locator("tbody tr", has_text=names[0]).count() >= 1, address

    page.locator("tbody a[data-row]", has_text=names[0]).first.click()
    page.goto(page.url + "?tab=tiers")
    page.get_by_text(REASON).first.wait_for()
    # The refused form answers 422, which the browser notes.
    assert [said for said in manager.complaints if "422" not in said] == []


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_grid_and_proposals_are_accessible_in_both_sizes(visitor, size):
    manager = visitor(size, language="en").signs_in("manager1")
    faults = []
    for path in ("/tiers/", "/tiers/proposals/", "/tiers/models/"):
        manager.goes_to(path)
        faults += manager.faults()
    manager.page.locator("tbody a[data-row]").first.click()
    faults += manager.faults()
    if size == "desk":
        manager.page.click("form[action$='/try/'] button")
        manager.page.wait_for_url("**/moves/")
        faults += manager.faults()

    assert sorted(set(faults)) == []
    assert manager.complaints == []
