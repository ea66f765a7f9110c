"""What a representative does with her phone."""

import re

OBJECTIVE = "介绍肾功能不全患者的用法"


class Thumb:
    """Counts what a thumb taps; writing is not tapping, entering a field is."""

    def __init__(self, page):
        self.page, self.taps = page, 0

    def taps_on(self, target):
        self.page.locator(target).first.click()
        self.taps += 1

    def chooses(self, field, value):
        self.page.select_option(field, value)
        self.taps += 1

    def writes(self, field, text):
        self.taps_on(field)
        self.page.keyboard.insert_text(text)


def uuid_in(text):
    return re.search(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text)[0]


def plans(rep):
    """Plans a visit for today with objective, product and message; returns the customer's name."""
    known = names_on_today(rep)
    page = rep.page
    page.click(".page-head a[href*='/visits/plan/']")
    name = offered_beside(rep, known)
    page.locator("#choices [data-row]", has_text=name).first.click()
    page.fill("[name=objective]", OBJECTIVE)
    product = page.locator("fieldset.talk").first
    product.locator("[name=products]").check()
    product.locator(".talk-more label.chip").first.click()
    page.click(".visit-form .form-actions .btn-primary")
    page.wait_for_url(re.compile(r"/visits/\d{4}-\d\d-\d\d/$"))
    return name


def logs_planned(rep, name):
    """From Today; returns (the visit's uuid, taps)."""
    visit = uuid_of_card(rep, name)
    thumb = Thumb(rep.page)
    thumb.taps_on(f".visit-card[href*='{visit}']")
    thumb.taps_on("label.chip:has([name=outcome][value=seen])")
    thumb.taps_on("#submit-bar [value=no]")
    rep.page.wait_for_url(rep.product.url + "/")
    return visit, thumb.taps


def logs_unplanned(rep, question):
    """Met in passing, and asked something; returns (the visit's uuid, the customer's name, taps)."""
    known = names_on_today(rep)
    thumb = Thumb(rep.page)
    thumb.taps_on(".bottom-bar .add")
    name = offered_beside(rep, known)
    thumb.taps_on(f"#choices [data-row]:has-text('{name}')")
    rep.page.wait_for_url("**/log/**")
    visit = uuid_in(rep.page.url)
    thumb.taps_on("label.chip:has([name=outcome][value=too_short])")
    thumb.taps_on("[data-fold=visit-more] summary")
    thumb.chooses("[name=question_kind]", "medical_inquiry")
    thumb.writes("[name=question_words]", question)
    thumb.taps_on("#submit-bar [value=no]")
    rep.page.wait_for_url(rep.product.url + "/")
    return visit, name, thumb.taps


def names_on_today(rep):
    """Opens Today."""
    rep.goes_to("/")
    return set(rep.page.locator(".visit-card .person").all_inner_texts())


def offered_beside(rep, known):
    """The first customer offered whom she does not see today anyway."""
    offered = rep.page.locator("#choices [data-row] .person")
    offered.first.wait_for()
    return next(name for name in offered.all_inner_texts() if name not in known)


def uuid_of_card(rep, name):
    """Of the visit that she has just planned, on Today."""
    rep.goes_to("/")
    card = rep.page.locator(".visit-card[href$='/log/']", has_text=OBJECTIVE).filter(has_text=name)
    return uuid_in(card.get_attribute("href"))
