"""What fits every visit is no objective; what is specific passes without a word (VIS-03)."""

from datetime import date

import pytest

from visits.objective import findings

pytestmark = pytest.mark.req("VIS-03")
VISIT = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("客情维护", ["vague", "deed", "measure", "day"]),
        ("日常拜访", ["vague", "deed", "measure", "day"]),
        ("周主任客情维护", ["vague", "deed", "measure", "day"]),
        ("沟通产品", ["vague", "deed", "measure", "day"]),
        ("Maintain relationship", ["vague", "deed", "measure", "day"]),
        ("Routine visit, keep in touch", ["vague", "deed", "measure", "day"]),
        ("周主任同意筛选 5 例高血压患者", ["day"]),
        ("周主任在月底前试用 2 例", []),
        ("Dr Zhou agrees to screen 5 patients by Friday", []),
        ("She confirms the date of the lecture before December", ["measure"]),
        ("两位医生答应参加下周的科室会", []),
        ("", []),
    ],
)
def test_a_text_is_judged_by_what_it_lacks(text, codes):
    assert [one.code for one in findings(text)] == codes


def test_measure_and_day_may_stand_in_their_own_fields():
    said = {"measure": "two prescriptions", "by_day": date(2026, 12, 31), "visit_day": VISIT}

    assert findings("She tries it with new patients", **said) == []


def test_a_day_before_the_visit_is_too_early():
    said = {"measure": "2", "by_day": date(2026, 11, 1), "visit_day": VISIT}

    assert [one.sentence for one in findings("She tries it", **said)] == [
        "The day lies before the visit."
    ]
