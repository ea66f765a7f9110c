"""A doctor opens the link that her rep gave her and withdraws consent to calls: from then on none can be planned."""

import pytest

pytestmark = [pytest.mark.req("CUS-09"), pytest.mark.req("CMP-13"), pytest.mark.req("PRV-004")]
OBJECTIVE = "介绍肾功能不全患者的用法"


def agreed_to_calls(rep):
    """Opens the page of somebody who agreed to be phoned; returns the path of that page."""
    rep.goes_to("/consents/?channel=phone&answer=given")
    rep.page.locator("tbody a[data-row]").first.click()
    rep.page.wait_for_url("**/customers/**")
    return rep.page.url.removeprefix(rep.product.url).partition("?")[0]


def link_for(rep, path):
    rep.goes_to(f"{path}links/own_page/")
    rep.page.click(".form-card .btn-primary")
    return rep.page.input_value("#guest-link")


def opens(doctor, address):
    """The address shows a button first; the page behind it has no secret in its own."""
    doctor.page.goto(address)
    assert doctor.faults() == []
    doctor.page.click("main form[method=post]:not([action]) .btn-primary")
    doctor.page.wait_for_url("**/guest/own/")


def plans_a_call(rep, path):
    """Returns the sentences beside the channel."""
    rep.goes_to(f"/visits/plan/?customer={path.strip('/').rpartition('/')[2]}")
    rep.page.fill("[name=objective]", OBJECTIVE)
    rep.page.click("[data-fold=plan-more] summary")
    rep.page.click("label.chip:has([name=channel][value=phone])")
    rep.page.click(".visit-form .form-actions .btn-primary")
    rep.page.locator("#field_channel.bad").wait_for()
    return rep.page.locator("#field_channel .err").all_inner_texts()


def test_a_doctor_withdraws_consent_and_nobody_can_plan_to_call_her(visitor):
    rep, doctor = visitor("desk").signs_in("rep1"), visitor("phone")
    path = agreed_to_calls(rep)
    address = link_for(rep, path)

    opens(doctor, address)
    assert doctor.faults() == []
    doctor.page.click(
        "form:has([name=channel][value=phone]):has([name=purpose][value=contact]) button"
    )
    doctor.page.locator(".badge-warn").first.wait_for()

    (sentence,) = plans_a_call(rep, path)
    assert "撤回同意" in sentence and "电话" in sentence
    assert rep.page.input_value("[name=objective]") == OBJECTIVE
    rep.goes_to(f"{path}?tab=consents")
    assert rep.faults() == []
    assert rep.page.locator(".mini-rows", has_text="本人专属页面").count() == 1
    assert doctor.complaints == []
