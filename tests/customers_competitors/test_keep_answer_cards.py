"""Marketing keeps competitors and answers; an answer rests on what we may say."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from customers.models import CompetitorProduct
from customers.services.competitor import (
    add_competitor,
    edit_competitor,
    edit_competitor_product,
)
from tests.factories import KeyMessageFactory, ProductFactory

pytestmark = pytest.mark.req("CUS-08")


def test_a_card_holds_both_sides_and_our_answer(card, messages):
    assert (card.strengths, card.weaknesses, card.answer) == (
        "Long on the market",
        "Twice a day",
        "Once daily",
    )
    assert card.key_messages == messages[:1]


def test_the_messages_are_exchanged_and_history_knows(card, messages, xiang):
    edit_competitor_product(card, key_messages=messages[1:], by=xiang)

    card = CompetitorProduct.objects.get()
    assert card.key_messages == messages[1:]
    actions = set(card.answer_messages.model.history.values_list("action", flat=True))
    assert actions == {"competitor_product.create", "competitor_product.edit"}


def test_an_answer_rests_on_a_message_of_the_same_product(card, holder, xiang):
    stranger = KeyMessageFactory(product=ProductFactory(code="OTH", holder=holder))

    for wanted, sentence in [
        ([stranger], "Choose key messages of the product that it stands against."),
        ([], "An answer rests on at least one key message."),
    ]:
        with pytest.raises(ValidationError) as refusal:
            edit_competitor_product(card, key_messages=wanted, by=xiang)
        assert refusal.value.message_dict == {"key_messages": [sentence]}


def test_the_same_competitor_is_not_added_twice(rival, xiang):
    with pytest.raises(ValidationError) as refusal:
        add_competitor(name="Huanyu", by=xiang)

    assert refusal.value.message_dict == {"name": ["This competitor is known already."]}


def test_only_marketing_keeps_them(rival, lin, shen, mo):
    for user in (lin, shen, mo):
        with pytest.raises(PermissionDenied):
            edit_competitor(rival, note="x", by=user)


def test_pages_add_and_edit(as_user, xiang, product, messages):
    browser = as_user(xiang)
    added = browser.post("/competitors/new/", {"name": "Ruihe", "note": "Cheap"}, follow=True)
    address = added.redirect_chain[0][0]
    said = {
        "name": "Newpin",
        "product": product.uuid,
        "answer": "Once daily",
        "key_messages": [messages[0].pk],
    }

    browser.post(f"{address}products/", said)
    card = CompetitorProduct.objects.get()
    browser.post(f"/competitor-products/{card.uuid}/", said | {"answer": "Simple"})
    browser.post(f"{address}edit/", {"name": "Ruihe", "note": "Cheaper"})

    text = browser.get(address).text
    assert all(shown in text for shown in ["Cheaper", "Newpin", "Simple", str(messages[0])])


def test_an_edit_keeps_the_message_that_was_closed_meanwhile(
    as_user, xiang, card, product, messages, arrange
):
    with arrange():
        messages[0].is_active = product.is_active = False
        messages[0].save()
        product.save()
    said = {
        "name": "Oldapin",
        "product": product.uuid,
        "answer": "Once daily, simple",
        "key_messages": [messages[0].pk],
        "is_active": "on",
    }

    answer = as_user(xiang).post(f"/competitor-products/{card.uuid}/", said)

    card.refresh_from_db()
    assert (answer.status_code, card.answer) == (302, "Once daily, simple")
    assert [message.pk for message in card.key_messages] == [messages[0].pk]


def test_a_claim_without_a_message_comes_back_beside_its_field(as_user, xiang, rival, product):
    said = {"name": "Newpin", "product": product.uuid, "answer": "We are the best"}

    answer = as_user(xiang).post(f"/competitors/{rival.uuid}/products/", said)

    assert answer.context["form"].errors == {
        "key_messages": ["An answer rests on at least one key message."]
    }
    assert "We are the best" in answer.text


def test_cards_are_read_by_the_field_filtered_and_taken_away(as_user, lin, card, holder):
    browser = as_user(lin)
    ProductFactory(code="OTH", holder=holder)

    def names(query):
        return [one.name for one in browser.get(f"/competitors/?{query}").context["page"].rows]

    file = browser.get("/competitors/?format=csv")
    assert (names(""), names("product=VEL"), names("product=OTH")) == (["Oldapin"], ["Oldapin"], [])
    assert "Oldapin" in b"".join(file.streaming_content).decode("utf-8-sig")
