"""The log form says what an outcome asks for as soon as it is tapped, and judges nothing before."""

import re

import pytest
from django.urls import reverse

from tests.visits.test_log_on_the_phone import inputs_of

pytestmark = pytest.mark.req("VIS-04b")
MARK = "needed for “Seen”"


@pytest.fixture
def phone(as_user, lin):
    return as_user(lin)


@pytest.fixture
def form_url(phone, zhou, policy):
    """Of a visit that nobody planned: nothing is preset but the person and the time."""
    return phone.get(reverse("visits:log_new"), {"customer": zhou.customer.uuid}).url


def marked(page):
    """The fields that the page or fragment marks as needed."""
    marks = re.findall(r'id="needed_([^"]+)"[^>]*>([^<]*)<', page.text)
    return {name for name, words in marks if words.strip() == MARK}


def change(phone, form_url, **said):
    url = form_url.replace("/log/", "/checklist/")
    return phone.post(url, said, headers={"HX-Request": "true"})


def test_nothing_is_needed_or_judged_before_the_outcome(phone, form_url):
    page = phone.get(form_url)

    assert marked(page) == set()
    assert "Judged once you say how it went." in page.text
    assert "Effective 2/7" not in page.text
    assert 'class="met"' not in page.text


def test_seen_asks_for_topic_feedback_and_next_step(phone, form_url):
    answer = change(phone, form_url, outcome="seen")

    assert marked(answer) == {"topic", "feedback", "next_step"}
    assert "“Seen” needs 3 more" in answer.text
    assert "this, or the customer's feedback" in answer.text
    assert 'href="#field_topic"' in answer.text


def test_with_a_product_it_asks_for_the_reaction_instead_of_words(phone, form_url, product, topic):
    answer = change(
        phone, form_url, outcome="seen", products=product.uuid, topic=topic.uuid, next_step="none"
    )

    assert marked(answer) == {f"reaction-{product.uuid}"}


def test_what_is_filled_in_is_marked_no_more(phone, form_url, topic):
    answer = change(
        phone, form_url, outcome="seen", feedback="Glad", topic=topic.uuid, next_step="none"
    )

    assert marked(answer) == set()
    assert "Effective" in answer.text


@pytest.mark.parametrize("outcome", ["not_seen", "refused", "too_short"])
def test_no_other_outcome_asks_for_anything(phone, form_url, outcome):
    assert marked(change(phone, form_url, outcome=outcome)) == set()


def test_without_script_all_that_is_missing_is_said_at_once(phone, form_url):
    typed = inputs_of(phone.get(form_url)) | {"outcome": "seen", "topic": "", "next_step": ""}

    answer = phone.post(form_url, typed | {"adverse_event": "no"})

    assert answer.status_code == 422
    assert marked(answer) == {"topic", "feedback", "next_step"}
    for name in ["topic", "feedback", "next_step"]:
        assert f'<a class="chip" href="#field_{name}">' in answer.text


@pytest.mark.req("VIS-07")
def test_a_talk_without_key_points_leads_to_them_and_not_to_its_topic(phone, form_url, topic):
    answer = change(phone, form_url, outcome="seen", topic=topic.uuid)

    assert 'href="#field_key_points"' in answer.text
    assert 'href="#field_topic"' not in answer.text
