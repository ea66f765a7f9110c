"""The frame around the pages, as fingers and keys meet it."""

import pytest

pytestmark = pytest.mark.req("ALL-02")


@pytest.fixture
def rep(visitor):
    return visitor("desk", language="en").signs_in("rep1")


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_a_slash_searches_and_a_question_mark_lists_the_keys(rep):
    rep.page.keyboard.press("/")
    assert focused(rep.page) == "site-search"

    rep.page.keyboard.press("Escape")
    rep.page.locator("main").focus()
    rep.page.keyboard.press("?")
    assert rep.page.locator("#shortcuts").is_visible()


def test_g_and_a_letter_lead_to_a_page(rep):
    rep.page.keyboard.press("g")
    rep.page.keyboard.press("n")

    rep.page.wait_for_url("**/inbox/")
    assert rep.complaints == []


def test_the_keys_can_be_switched_off(rep):
    rep.page.keyboard.press("?")
    rep.page.uncheck("[data-shortcuts-on]")
    rep.page.keyboard.press("Escape")

    rep.page.keyboard.press("/")

    assert focused(rep.page) != "site-search"


def test_colours_follow_the_system_until_somebody_chooses(visitor):
    rep = visitor("desk", dark=True, language="en").signs_in("rep1")
    colours = "document.documentElement.dataset.bsTheme"
    assert rep.page.evaluate(colours) == "dark"

    rep.page.click("[data-next-theme]")  # from “as the system” to light
    rep.page.reload()

    assert rep.page.evaluate(colours) == "light"


def test_an_ended_session_leads_a_fragment_to_the_sign_in_page(rep):
    rep.page.context.clear_cookies()

    rep.page.evaluate("htmx.ajax('GET', '/inbox/', {target: '#main'})")

    rep.page.wait_for_url("**/account/login/**")


def test_a_refused_fragment_shows_the_servers_sentence(rep):
    rep.page.evaluate("htmx.ajax('GET', '/nowhere/', {target: '#main'})")

    note = rep.page.locator("#toasts .note-bad")
    note.wait_for()
    assert "here for you any more" in note.inner_text() or "没有您能看的内容" in note.inner_text()


def test_what_is_typed_survives_a_reload(visitor):
    anyone = visitor("phone", language="en")
    anyone.goes_to("/styleguide/?fresh=1")
    anyone.page.fill("#id_note", "They asked for the subgroup data")
    anyone.page.check("#id_outcome_1", force=True)

    anyone.page.reload()

    assert anyone.page.input_value("#id_note") == "They asked for the subgroup data"
    assert anyone.page.is_checked("#id_outcome_1")


def test_an_item_of_the_error_summary_leads_into_its_field(visitor):
    anyone = visitor("phone", language="en")
    anyone.goes_to("/styleguide/")

    anyone.page.click(".note-bad a[href='#field_note']")

    assert focused(anyone.page) == "id_note"


def test_the_language_changes_before_sign_in(visitor):
    anyone = visitor("phone", language="en")
    anyone.goes_to("/account/login/")
    before = anyone.page.get_attribute("html", "lang")

    anyone.page.click("form[action*=setlang] button")

    anyone.page.wait_for_load_state()
    assert {before, anyone.page.get_attribute("html", "lang")} == {"en", "zh-Hans"}
