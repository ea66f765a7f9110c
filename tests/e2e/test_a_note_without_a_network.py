"""What a rep typed without a network is found again, though nothing of the visit was written."""

import pytest

from tests.e2e.fieldwork import names_on_today, offered_beside
from tests.setup.processes import eventually

pytestmark = pytest.mark.req("VIS-04")
WORDS = "透析患者剂量，等三期数据"
COPIES = "Object.entries(localStorage).filter(([name]) => name.startsWith('draft:'))"


@pytest.fixture
def rep(visitor):
    return visitor("phone").signs_in("rep2")


def meets(rep):
    """The tap on somebody whom nobody planned to see; returns her name."""
    known = names_on_today(rep)
    rep.page.click(".bottom-bar .add")
    return taps_on(rep, offered_beside(rep, known))


def meets_again(rep, name):
    rep.goes_to("/visits/new/")
    return taps_on(rep, name)


def taps_on(rep, name):
    rep.page.locator("#choices [data-row]", has_text=name).first.click()
    rep.page.wait_for_url("**/log/?customer=*")
    return name


def notes(rep):
    rep.page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    return rep.page.locator("#visit-form [name=key_points]")


def copies(rep):
    return rep.page.evaluate(COPIES)


def test_the_next_form_for_the_same_customer_holds_it_and_the_phone_keeps_nothing(rep):
    name = meets(rep)
    rep.page.context.set_offline(True)
    notes(rep).fill(WORDS)
    rep.page.locator("[data-draft-state][data-now=kept]").wait_for()
    rep.page.goto("about:blank")  # the tab dies
    rep.page.context.set_offline(False)

    meets_again(rep, name)

    assert notes(rep).input_value() == WORDS
    rep.page.locator("[data-draft-state][data-now=saved]").wait_for()
    assert copies(rep) == []


def test_a_submission_forgets_what_never_arrived_as_a_draft(rep):
    meets(rep)
    rep.page.route("**/draft/**", lambda route: route.abort())
    notes(rep).fill(WORDS)
    rep.page.click("label.chip:has([name=outcome][value=not_seen])")
    assert WORDS in str(copies(rep))

    rep.page.click("#submit-bar [value=no]")

    rep.page.wait_for_url(rep.product.url + "/")
    assert eventually(lambda: copies(rep) == [], patience=5)
