"""A visit has one amendment at a time: who would file another is led to the one that waits."""

from dataclasses import replace

import pytest
from django.urls import reverse

from visits.services.amendment import file_amendment, withdraw_amendment

pytestmark = pytest.mark.req("VIS-04")
SUBMIT = "File the amendment"


@pytest.fixture
def waiting(submitted, complete, lin):
    record = replace(complete, objective="Something else")
    return file_amendment(submitted, record=record, reason="Mistyped", by=lin)


@pytest.fixture
def form_url(submitted):
    return reverse("visits:amendment_new", args=[submitted.uuid])


def test_the_form_says_so_with_a_link_instead(as_user, lin, waiting, form_url):
    page = as_user(lin).get(form_url).text

    assert f'href="/amendments/{waiting.uuid}/"' in page
    assert "already waits" in page
    assert SUBMIT not in page


def test_the_visits_page_leads_to_it(as_user, lin, submitted, waiting, form_url):
    page = as_user(lin).get(reverse("visits:visit_detail", args=[submitted.uuid])).text

    assert "Amendment waits" in page
    assert f'href="{form_url}"' not in page


def test_what_was_typed_meanwhile_is_not_lost(as_user, lin, waiting, form_url):
    answer = as_user(lin).post(form_url, {"outcome": "refused", "reason": "She was called away"})

    assert answer.status_code == 422
    assert "already waits" in answer.text
    assert "She was called away" in answer.text


def test_once_it_is_withdrawn_the_form_is_there_again(as_user, lin, waiting, form_url):
    withdraw_amendment(waiting, by=lin)

    page = as_user(lin).get(form_url).text
    assert SUBMIT in page
    assert "already waits" not in page


def test_a_submitted_visit_is_not_offered_to_be_moved_or_cancelled(as_user, lin, form_url):
    assert "It did not take place" not in as_user(lin).get(form_url).text
