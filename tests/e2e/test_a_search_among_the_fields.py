"""A search that stands among the fields of a visit belongs to no form: what is typed there is no change of the visit."""

import re

import pytest

pytestmark = pytest.mark.req("VIS-04")
# As components/_chips_search.html draws it where more people work than a form shows.
SEARCH = """
const input = document.createElement("input");
input.type = "search";
input.id = "found";
input.setAttribute("form", "of_no_form");
const box = document.createElement("div");
box.className = "searchbox";
box.append(input);
document.getElementById("visit-form").prepend(box);
"""


@pytest.fixture
def rep(visitor):
    return visitor("desk").signs_in("rep3")


def test_only_what_is_part_of_the_visit_is_judged_and_kept(rep):
    page, judged = rep.page, []
    page.on("request", lambda asked: asked.method == "POST" and judged.append(asked.url))
    rep.goes_to("/visits/new/")
    page.locator("#choices [data-row]").first.click()
    page.wait_for_url("**/log/**")
    page.evaluate(SEARCH)

    page.locator("#found").press_sequentially("wang")
    page.locator("#found").blur()
    page.wait_for_timeout(2000)  # longer than the form waits for the next key
    assert judged == []

    with page.expect_request(re.compile("/checklist/")), page.expect_request(re.compile("/draft/")):
        page.click("label.chip:has([name=outcome][value=not_seen])")
    assert {address.split("/")[6] for address in judged} == {"checklist", "draft"}
