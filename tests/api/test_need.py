"""The needs file for programs."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.api.test_queries import queries_of
from tests.customers_needs.conftest import aged, pain, solved  # noqa: F401

pytestmark = pytest.mark.req("CUS-06", "ALL-01")
KEY = "01990000-0000-7000-8000-000000000017"
SOON = (timezone.localdate() + timedelta(days=7)).isoformat()


def test_one_is_opened_worked_on_and_solved(program, lin, zhou, product):
    lins = program(lin)
    said = {
        "uuid": KEY,
        "customer": str(zhou.customer.uuid),
        "product": str(product.uuid),
        "category": "clinical",
        "pain_point": "No tool",
    }

    answers = [
        lins.post("needs/", said),
        lins.patch(f"needs/{KEY}/", {"root_cause": "No dates"}),
        lins.post(f"needs/{KEY}/start/"),
        lins.post(f"needs/{KEY}/review/", {"text": "Goes well", "next_review_on": SOON}),
        lins.post(f"needs/{KEY}/solve/", {"solution": "Cards", "result": "All return"}),
    ]

    assert [answer.status_code for answer in answers] == [201, 200, 200, 200, 200]
    shown = lins.get(f"needs/{KEY}/").json()
    assert (shown["status"], shown["root_cause"], shown["review_note"]) == (
        "solved",
        "No dates",
        "Goes well",
    )


def test_it_is_dropped_reopened_and_handed_on(program, lin, shen, pain):  # noqa: F811
    lins, path = program(lin), f"needs/{pain.uuid}/"

    lins.post(f"{path}drop/", {"because": "Not now"})
    lins.post(f"{path}reopen/", {"because": "Now", "next_review_on": SOON})
    handed = lins.post(f"{path}hand/", {"owner": str(shen.uuid)})

    assert (handed.status_code, handed.json()["status"], handed.json()["owner"]) == (
        200,
        "in_progress",
        str(shen.uuid),
    )


def test_a_file_is_added(program, lin, pain, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    lins = program(lin)
    file = SimpleUploadedFile("card.pdf", b"%PDF-1.7")

    answer = lins.client.post(f"/api/v1/needs/{pain.uuid}/attach/", {"file": file})

    assert [one["name"] for one in answer.json()["files"]] == ["card.pdf"]


def test_the_radar_keeps_another_territorys_person_to_itself(
    program,
    lin,
    chen,
    pain,  # noqa: F811
    solved,  # noqa: F811
):
    answer = program(lin).get("needs/radar/", by="product")

    (theme,) = answer.json()["themes"]
    assert (theme["open"], theme["mine"], theme["solved"]) == (1, 1, 1)
    assert theme["solutions"] == [
        {
            "where": "Doctor in 西岭一",
            "days": 21,
            "ask": str(chen.uuid),
            "lesson": "A card with the next date, handed out by the nurse",
            "need": None,
        }
    ]


def test_another_reps_need_is_not_there(program, chen, pain):  # noqa: F811
    chens = program(chen)

    assert chens.get("needs/").json()["results"] == []
    assert chens.get(f"needs/{pain.uuid}/").status_code == 404
    assert chens.post(f"needs/{pain.uuid}/drop/", {"because": "x"}).status_code == 404


def test_words_are_masked_for_the_executive(program, director, pain):  # noqa: F811
    shown = program(director).get(f"needs/{pain.uuid}/").json()

    assert shown["pain_point"] == "•••"


def test_needs_cost_the_same_for_one_and_for_ten(program, lin, pain, zhou):  # noqa: F811
    lins = program(lin)
    queries_of(lins, "needs/")
    one, _rows = queries_of(lins, "needs/")
    for _number in range(9):
        lins.post(
            "needs/",
            {"customer": str(zhou.customer.uuid), "category": "supply", "pain_point": "Lack"},
        )

    assert queries_of(lins, "needs/") == (one, 10)
