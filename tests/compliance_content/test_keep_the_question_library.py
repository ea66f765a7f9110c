"""What customers are likely to ask is found by words and pinyin, and answered as a second person approved."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.permissions import Role
from compliance.models import AnticipatedQuestion
from compliance.services.question import (
    approve_answer,
    draft_answer,
    edit_answer,
    edit_question,
    return_answer,
    submit_answer,
    withdraw_answer,
)
from compliance.services.reviewing import may_approve
from tests.factories import KeyMessageFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.req("VIS-03")


def test_it_is_found_by_words_initials_and_either_language(question):
    found = AnticipatedQuestion.objects.matching

    assert [list(found(text)) for text in ("调整剂量", "shengongneng", "sgn", "renal", "价格")] == [
        [question],
        [question],
        [question],
        [question],
        [],
    ]


def test_a_question_that_is_put_right_is_found_by_its_new_words(question, xiang):
    edit_question(question, text="透析患者怎么用药", text_en="", by=xiang)

    found = AnticipatedQuestion.objects.matching
    assert (found("透析").count(), found("肾功能").count()) == (1, 0)


def test_an_answer_rests_on_the_product_and_a_source(question, messages, holder, xiang, today):
    other = KeyMessageFactory(product=ProductFactory(code="OTH", holder=holder))
    for values, expected in [
        (
            {"key_message": other, "source": "x"},
            {"key_message": ["Choose a key message of the product that is asked about."]},
        ),
        ({"source": ""}, {"source": ["Name the source of the answer, or its material."]}),
    ]:
        with pytest.raises(ValidationError) as refusal:
            draft_answer(question, text="No", valid_from=today, by=xiang, **values)
        assert refusal.value.message_dict == expected


def test_an_answer_is_sent_back_and_approved_by_a_second_person(question, xiang, mo, today):
    drafted = draft_answer(question, text="No", source="Insert", valid_from=today, by=xiang)
    handed_in = submit_answer(drafted, by=xiang)
    returned = return_answer(handed_in, because="Name the grade", by=mo)
    assert (returned.status, returned.reason) == ("draft", "Name the grade")

    again = submit_answer(returned, by=mo)
    with pytest.raises(PermissionDenied):
        approve_answer(again, by=mo)


@pytest.mark.req("WFL-010")
def test_who_rewords_a_draft_wrote_it_and_does_not_approve_it(question, xiang, mo, today):
    other = UserFactory(username="other", roles=[Role.MEDICAL])
    drafted = draft_answer(question, text="No", source="Insert", valid_from=today, by=xiang)
    edit_answer(drafted, text="Halve the dose", by=mo)
    edit_answer(drafted, source="Insert, 2026", by=xiang)
    handed_in = submit_answer(drafted, by=xiang)

    with pytest.raises(PermissionDenied):
        approve_answer(handed_in, by=mo)
    # Sending it back is no rewording.
    again = submit_answer(return_answer(handed_in, because="Name the grade", by=other), by=xiang)
    assert (may_approve(again, mo), approve_answer(again, by=other).status) == (False, "approved")


def test_a_rep_sees_what_was_approved_and_asks_where_nothing_was(
    as_user, lin, question, answer, mo
):
    browser = as_user(lin)
    assert "None needed" in browser.get("/questions/?q=sgn").text

    withdraw_answer(answer, because="New data", by=mo)

    page = browser.get("/questions/?q=sgn").text
    assert "None needed" not in page
    assert "raise a request instead of answering" in page
    nothing = browser.get("/questions/?q=warfarin").text
    assert "/requests/new/" in nothing


def test_the_pages_keep_it(as_user, product, xiang, mo, lin, today):
    marketing = as_user(xiang)
    added = marketing.post("/questions/new/", {"product": product.uuid, "text": "Why?"})
    marketing.post(
        f"{added.url}answers/", {"text": "Because", "source": "Insert", "valid_from": today}
    )
    question = AnticipatedQuestion.objects.get()
    answer = question.answers.get()
    assert as_user(lin).get(added.url).status_code == 404

    marketing.post(f"/questions/answers/{answer.uuid}/submit/")
    as_user(mo).post(f"/questions/answers/{answer.uuid}/approve/")

    assert "Because" in as_user(lin).get(added.url).text
    refused = marketing.post(f"{added.url}answers/", {"text": "Other", "valid_from": today})
    assert "Name the source of the answer" in refused.text
