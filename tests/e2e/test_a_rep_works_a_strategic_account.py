"""A rep works a strategic account through a quarter on her phone: what she knows, what is lacking, who does what, and
where it stands at the end."""

import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from tests.e2e.fieldwork import OBJECTIVE, logs_planned, names_on_today, uuid_in
from tests.setup.processes import eventually

pytestmark = [
    pytest.mark.req(id) for id in ("CUS-03", "CUS-05", "CUS-06", "CUS-07", "CUS-08", "CMP-06")
]
PAIN, CAUSE = "出院病人缺少随访工具", "复诊日期由护士手工登记"
GOAL, STEP = "病区使用随访卡", "准备亚组资料"
DONE, NEWS = "亚组资料已交科室主任", "两个病区开始使用"
SEEN = "竞品在科室做了病例讨论"
EVIDENCE = {"name": "note.png", "mimeType": "image/png"}
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082"
)


def in_days(number):
    return (timezone.localdate() + timedelta(days=number)).isoformat()


def opens_an_account(rep):
    """A strategic person whom she does not see today, without a plan, of whom something is known for a while; the
    address of her page."""
    known = names_on_today(rep)
    rep.goes_to("/customers/?kind=person&tier=strategic")
    rows = rep.page.locator("tbody a[data-row]")
    for page in rows.evaluate_all("rows => rows.map(row => row.getAttribute('href'))"):
        rep.goes_to(f"{page}?tab=plans")
        is_free = not rep.page.locator("main a[href^='/plans/']:not([href*='/for/'])").count()
        rep.goes_to(f"{page}?tab=persona")
        is_free = is_free and name_on(rep) not in known
        if is_free and rep.page.locator("#persona form[action$='/confirm/']").count():
            return page
    raise AssertionError("Nobody of the demo company is free for a plan.")


def name_on(rep):
    return rep.page.locator("h1 .person").inner_text()


def confirms_what_is_known(rep):
    asks = rep.page.locator("#persona form[action$='/confirm/']")
    before = asks.count()
    asks.first.locator("button").click()
    assert eventually(lambda: asks.count() == before - 1, patience=10)


def adds_a_need(rep, account):
    page = rep.page
    rep.goes_to(f"{account}?tab=needs")
    page.click("a[href^='/needs/for/']")
    page.locator("label.chip:has([name=category])").first.click()
    page.fill("[name=pain_point]", f"{PAIN}，以前靠回扣")
    note = page.locator("#id_pain_point_wording")
    note.get_by_text("回扣", exact=True).wait_for()
    faults = rep.faults()
    page.fill("[name=pain_point]", PAIN)
    note.get_by_text("回扣", exact=True).wait_for(state="detached")
    page.click("details.fold summary")
    page.fill("[name=root_cause]", CAUSE)
    page.click(".form-actions .btn-primary")
    page.wait_for_url(re.compile(r"/needs/[0-9a-f-]{36}/$"))
    page.get_by_text(CAUSE).first.wait_for()
    return faults


def gives_care(rep, account):
    """What the playbook asks for first, with a picture that shows it."""
    page = rep.page
    rep.goes_to(f"{account}?tab=care")
    due = page.locator("main .mini-rows a[href^='/care/']")
    for address in due.evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        rep.goes_to(address)
        if page.locator("button[name=how]").count():
            break
    page.locator("form[action$='/done/'] details.fold summary").click()
    page.fill("[name=note]", "与周主任共读一篇亚组分析")
    page.set_input_files("[name=file]", {**EVIDENCE, "buffer": DOT})
    page.locator("button[name=how]").first.click()
    page.wait_for_url(lambda url: "/done/" not in url)
    assert page.locator(".field.bad").count() == 0


def begins_a_plan(rep, account):
    """With an objective and an action of Medical; returns the plan's address."""
    page = rep.page
    rep.goes_to(f"{account}?tab=plans")
    page.click("a[href^='/plans/for/']")
    page.fill("[name=title]", "季度客户计划")
    page.click(".form-actions .btn-primary")
    page.wait_for_url(re.compile(r"/plans/[0-9a-f-]{36}/$"))
    plan = f"/plans/{uuid_in(page.url)}/"
    fold = page.locator("details.fold", has=page.locator(f"form[action='{plan}objective/']"))
    fold.locator("summary").click()
    for name, value in {
        "what": GOAL,
        "measure": "病区数",
        "target": "4",
        "due_on": in_days(80),
    }.items():
        fold.locator(f"[name=objective-{name}]").fill(value)
    fold.locator(".btn-primary").click()
    page.click("a[href$='/actions/']")
    page.fill("[name=what]", STEP)
    owner = page.locator("[name=owner] option", has_text="(medical1)").get_attribute("value")
    page.select_option("[name=owner]", owner)
    page.fill("[name=due_on]", in_days(30))
    page.click(".form-actions .btn-primary")
    page.wait_for_url(f"**{plan}")
    page.click(f"form[action='{plan}start/'] button")
    page.get_by_text(STEP).first.wait_for()
    return plan


def plans_a_visit(rep, account):
    page = rep.page
    rep.goes_to(f"/visits/plan/?customer={uuid_in(account)}")
    page.fill("[name=objective]", OBJECTIVE)
    product = page.locator("fieldset.talk").first
    product.locator("[name=products]").check()
    product.locator(".talk-more label.chip").first.click()
    page.click(".visit-form .form-actions .btn-primary")
    page.wait_for_url(re.compile(r"/visits/\d{4}-\d\d-\d\d/$"))


def notes_a_competitor(rep, account):
    page = rep.page
    rep.goes_to(f"{account}?tab=competitors")
    page.click("a[href^='/competitor-activity/for/']")
    page.locator("[name=competitor_product]").select_option(index=1)
    page.locator("label.chip:has([name=kind])").first.click()
    page.fill("[name=what]", SEEN)
    page.locator("label.chip:has([name=source])").first.click()
    page.fill("[name=source_note]", "科室公告栏")
    page.click(".form-actions .btn-primary")
    page.get_by_text(SEEN).first.wait_for()


def does_its_part(medical, plan):
    page = medical.page
    medical.goes_to(plan)
    page.locator("details.fold summary", has_text=re.compile("完成|Done")).first.click()
    page.fill("form[action$='/done/'] [name=evidence]", DONE)
    page.click("form[action$='/done/'] button")
    page.get_by_text(DONE).first.wait_for()


def reviews(rep, plan):
    page = rep.page
    rep.goes_to(plan)
    page.get_by_text(DONE).first.wait_for()
    fold = page.locator("details.fold", has=page.locator(f"form[action='{plan}review/']"))
    fold.locator("summary").click()
    fold.locator("[name=review-text]").fill(NEWS)
    fold.locator("[name=review-next_review_on]").fill(in_days(90))
    fold.locator(".btn-primary").click()
    page.locator(".tl", has_text=NEWS).wait_for()


def takes_one_page_along(rep):
    with rep.page.expect_download() as download:
        rep.page.click("a[download][href$='/page/']")
    return download.value.path().read_bytes()


def test_a_rep_works_a_strategic_account(visitor):
    rep = visitor("phone").signs_in("rep1")
    account = opens_an_account(rep)
    name = name_on(rep)

    confirms_what_is_known(rep)
    faults = adds_a_need(rep, account)
    gives_care(rep, account)
    plan = begins_a_plan(rep, account)
    plans_a_visit(rep, account)
    visit, _taps = logs_planned(rep, name)
    notes_a_competitor(rep, account)

    medical = visitor("desk").signs_in("medical1")
    does_its_part(medical, plan)
    reviews(rep, plan)
    faults += rep.faults()
    pages = takes_one_page_along(rep)

    rep.goes_to(account)
    story = rep.page.locator("main").inner_text()
    assert [told for told in (PAIN, GOAL, "季度客户计划") if told in story] == [
        PAIN,
        "季度客户计划",
    ]
    assert rep.page.locator(f"a[href*='{visit}']").count() >= 1
    assert len(PdfReader(io.BytesIO(pages)).pages) == 1
    assert faults == []
    assert [person.complaints for person in (rep, medical)] == [[], []]
