"""Words that should not stand in a text: Lin is told as she writes, is asked why they stay, and Wen learns of it (CMP-06)."""

import pytest
from django.utils import timezone

from accounts.services.parameter import approve_parameters, propose_parameters
from compliance.models import Alert
from compliance.risk.rule import RULES
from compliance.risk.wording_rules import LISTS, find
from compliance.services.evaluation import watch
from customers.models import Need, PersonaFact
from customers.services.need import open_need
from customers.services.persona_fact import note_fact
from tests.api.conftest import program  # noqa: F401

pytestmark = pytest.mark.req("CMP-06")
SHIPPED = {one.code: one.words for one in LISTS}
WORDS = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TRIGGER_NAME": "pain_point"}


def said_of(zhou, text):
    return f"/needs/for/{zhou.customer.uuid}/", {
        "category": "operations",
        "pain_point": text,
        "next_review_on": "2199-01-01",
    }


def alerts():
    watch()
    rows = Alert.objects.filter(rule="RSK-47").order_by("pk")
    return [(alert.subject, alert.severity, alert.words["words"], alert.person) for alert in rows]


@pytest.mark.parametrize(
    ("text", "words", "negated"),
    [
        ("他问有没有回扣", ["回扣"], False),
        ("给了現 金", ["现金"], False),
        ("红-包", ["红包"], False),
        ("ＫＴＶ", ["KTV"], False),
        ("購物卡", ["购物卡"], False),
        ("已拒绝回扣", ["回扣"], True),
        ("not one rebate was asked for", ["rebate"], True),
        ("拒绝过一次。后来又说起了回扣", ["回扣"], False),
        ("Gift cards, please", ["gift card"], False),
        ("C.A.S.H", ["cash"], False),
        ("cashew nuts and a cashier", [], False),
        ("现 有 资金", [], False),
        ("超说明书用药", ["超说明书"], False),
        ("It has no side-effects", ["no side effects"], False),
    ],
)
def test_a_word_is_found_however_it_is_written(text, words, negated):
    found = find(text, SHIPPED)

    assert [one.word for one in found] == words
    assert all(one.is_negated == negated for one in found)


def test_the_note_names_the_word_why_and_what_to_say(as_user, lin):
    note = as_user(lin).post("/wording/?then=ask", {"pain_point": "想要购物卡"}, **WORDS)

    assert "<strong>购物卡</strong>" in note.text
    assert "money or a favour" in note.text
    assert 'name="pain_point_wording"' in note.text
    assert as_user(lin).post("/wording/", {"pain_point": "Queues"}, **WORDS).text.strip() == ""


def test_a_form_reads_along(as_user, lin, zhou):
    page = as_user(lin).get(said_of(zhou, "")[0]).text

    assert 'hx-post="/wording/?then=ask"' in page
    assert 'id="id_pain_point_wording" aria-live="polite"' in page


def test_it_is_asked_once_why_the_word_has_to_stand(as_user, lin, zhou):
    url, said = said_of(zhou, "Others offer a rebate")
    asked = as_user(lin).post(url, said)
    assert Need.objects.count() == 0
    assert "say below why it has to stand" in asked.text
    assert "Others offer a rebate" in asked.text

    as_user(lin).post(url, said | {"pain_point_wording": "Her own words"})

    need = Need.objects.get()
    assert need.history.get().history_change_reason == "Her own words"
    assert alerts() == [(str(need.uuid), "high", "rebate", lin)]


def test_a_text_that_declines_is_not_held_up_and_still_looked_at(as_user, lin, zhou):
    url, said = said_of(zhou, "She refused the rebate of others")
    as_user(lin).post(url, said)

    assert alerts() == [(str(Need.objects.get().uuid), "low", "rebate", lin)]


def test_a_program_is_asked_as_well(
    program,  # noqa: F811
    lin,
    zhou,
):
    lins = program(lin)
    said = {"customer": str(zhou.customer.uuid), "category": "clinical", "pain_point": "要回扣"}

    asked, told = lins.post("needs/", said), lins.post("wording/", {"text": "要回扣"})
    kept = lins.post("needs/", said | {"wording_reason": "Quoted"})

    assert (asked.status_code, told.status_code, kept.status_code) == (409, 200, 201)
    assert list(asked.json()["errors"]) == ["pain_point"]
    assert [hit["word"] for hit in told.json()] == ["回扣"]
    assert Need.objects.get().history.get().history_change_reason == "Quoted"


def test_sealed_words_are_looked_at_and_stay_sealed(lin, zhou):
    note_fact(zhou.customer, kind="clinical_needs", value="家属要旅游", source="visit", by=lin)

    fact = PersonaFact.objects.get()
    assert alerts() == [(str(fact.uuid), "medium", "家属, 旅游", lin)]
    assert "家属要旅游" not in str(Alert.objects.get(rule="RSK-47").inputs)


def test_each_text_is_told_of_once(lin, zhou):
    for _time in range(2):
        open_need(zhou.customer, category="clinical", pain_point="要红包", by=lin)

    assert len(alerts()) == 2
    assert len(alerts()) == 2


def test_the_lists_change_when_a_second_person_approves(lin, zhou, wen, law, as_user):
    values = {"absolute": ["天下第一"]}
    held = {one.code: list(one.words) for one in LISTS} | {"is_on": True}
    proposal = propose_parameters(
        "RSK-47",
        values=held | values,
        valid_from=timezone.localdate(),
        reason="Heard often",
        by=wen,
    )
    note = as_user(lin).post("/wording/", {"pain_point": "天下第一"}, **WORDS)
    assert note.text.strip() == ""

    approve_parameters(proposal, by=law)

    note = as_user(lin).post("/wording/", {"pain_point": "天下第一"}, **WORDS)
    assert "<strong>天下第一</strong>" in note.text
    assert RULES["RSK-47"].parameters[2].name == "absolute"
