"""A steward brings in a list as people keep them: the heading in the third line, wide digits, a broken day, repeats."""

import re

import pytest

pytestmark = pytest.mark.req("CUS-10")
TITLE = "临江市医疗机构名单,,,,\n截至十月底,,,,\n"
HEADING = "编号,机构全称,地址,联系电话,停用日期\n"
SOUND = "Ｈ９０１,临江市河西路医院,云南省临江市河西路１２号,（０８７１）６５４３２１０,\n"
DIRTY = (
    TITLE
    + HEADING
    + SOUND
    + 'H902,临江市学府路诊所,"云南省临江市\n学府路8号",0871-6543211,2026-13-45\n'
    + "H902,临江市学府路诊所,云南省临江市学府路8号,0871-6543211,\n"
    + "H903,,云南省临江市环城路3号,,\n"
)
CLEAN = (
    TITLE
    + HEADING
    + SOUND
    + "H902,临江市学府路诊所,云南省临江市学府路8号,0871-6543211,\n"
    + "H903,临江市环城路药店,云南省临江市环城路3号,,\n"
)
COLUMNS = {
    "编号": "external_id",
    "机构全称": "name",
    "地址": "address",
    "联系电话": "phone",
    "停用日期": "deactivated_on",
}


@pytest.fixture
def steward(visitor):
    return visitor("desk", language="en").signs_in("steward1").reads("en")


def uploads(steward, name, text):
    steward.goes_to("/imports/new/")
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode("gb18030")}
    steward.page.set_input_files("[name=file]", file)
    steward.page.click(".form-card .btn-primary")
    steward.page.wait_for_url("**/columns/")


def chosen(page):
    """{column of the file: the field that is chosen for it}"""
    rows = page.locator("tbody tr:has(select)").all()
    return {row.locator(".head").inner_text(): row.locator("select").input_value() for row in rows}


def state(page, words):
    """Waits for the worker; the page asks for itself."""
    page.locator(".badge, .chip", has_text=words).first.wait_for(timeout=60_000)


def lines(page):
    """{line: (verdict, what there is to say)}"""
    cells = [row.locator("td").all_inner_texts() for row in page.locator("section tbody tr").all()]
    return {int(number): (verdict.strip(), said.strip()) for number, _name, verdict, said in cells}


def found(steward, name):
    steward.goes_to(f"/customers/?q={name}")
    return steward.page.locator("tbody a[data-row]", has_text=name).all_inner_texts()


def test_a_steward_cleans_an_import(steward):
    page = steward.page
    uploads(steward, "名单.csv", DIRTY)
    assert chosen(page) == COLUMNS | {"机构全称": "", "停用日期": ""}
    assert "云南省临江市河西路１２号" in page.locator("tbody").inner_text()
    for place, field in ((1, "name"), (4, "deactivated_on")):
        page.select_option(f"[name=column_{place}]", field)
    page.locator("[aria-live] tr", has_text="云南省临江市河西路12号").wait_for()
    page.fill("[name=source]", "临江名单")
    faults = steward.faults()
    page.click("form[method=post] .form-actions .btn-primary")

    state(page, "Checked, nothing changed yet")
    assert lines(page) == {
        4: ("New", "–"),
        5: ("New", "Deactivated on “2026-13-45” cannot be read; left empty."),
        7: ("Rejected", "Names the same customer as line 5."),
        8: ("Rejected", "The line has no name."),
    }
    faults += steward.faults()
    assert found(steward, "临江市河西路医院") == []

    uploads(steward, "名单.csv", CLEAN)
    assert chosen(page) == COLUMNS
    page.click("form[method=post] .form-actions .btn-primary")
    state(page, "Checked, nothing changed yet")
    assert {verdict for verdict, _said in lines(page).values()} == {"New"}
    page.click("form[action$='/apply/'] .btn-primary")
    state(page, "Imported")
    imported = page.url
    page.locator("tbody a[data-row]", has_text="临江市河西路医院").click()
    page.get_by_text("云南省临江市河西路12号").first.wait_for()
    page.get_by_text("0871").first.wait_for()

    page.goto(imported)
    page.click("a[href$='/undo/']")
    faults += steward.faults()
    page.locator("li", has_text=re.compile("^3 customers that it brought are archived")).wait_for()
    page.click(".form-card .btn-primary")
    state(page, "Undone")
    page.get_by_text("3 customers archived").wait_for()
    assert found(steward, "临江市河西路医院") == []
    assert (faults, steward.complaints) == ([], [])
