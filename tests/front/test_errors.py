"""Refusals and faults: a page says what happened, what was kept and what to do; a fragment gets the sentence."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import RequestFactory, override_settings
from django.urls import path
from django.utils import translation

from pharmacrm import errors
from pharmacrm.context import Shell
from pharmacrm.urls import urlpatterns as real


def refuse(request):
    raise PermissionDenied("Only the medical department answers this.")


def miss(request):
    raise Http404


def fail(request):
    raise RuntimeError("a fault of ours")


def distrust(request):
    raise SuspiciousOperation


class Addresses:
    """The project's addresses with four pages that go wrong."""

    urlpatterns = [
        path("refuse/", refuse),
        path("miss/", miss),
        path("fail/", fail),
        path("distrust/", distrust),
        *real,
    ]
    handler400 = staticmethod(errors.bad_request)
    handler403 = staticmethod(errors.denied)
    handler404 = staticmethod(errors.not_found)
    handler500 = staticmethod(errors.failed)


@pytest.fixture
def browser(as_user, lin):
    with override_settings(ROOT_URLCONF=Addresses):
        yield as_user(lin, raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/refuse/", 403, "Only the medical department answers this."),
        ("/miss/", 404, "There is nothing here for you"),
        ("/distrust/", 400, "The server did not understand this request"),
        ("/fail/", 500, "Something failed on our side"),
    ],
)
def test_a_page_says_what_happened_what_was_kept_and_the_support_code(
    browser, address, status, said
):
    response = browser.get(address)

    assert response.status_code == status
    assert said in response.text
    assert "Kept" in response.text
    assert response.headers["X-Request-ID"] in response.text


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/refuse/", 403, "Only the medical department answers this."),
        ("/miss/", 404, "There is nothing here for you any more. Load the page again."),
        ("/distrust/", 400, "The server did not understand this request. Load the page again."),
    ],
)
def test_a_fragment_gets_the_bare_sentence(browser, address, status, sentence):
    response = browser.get(address, headers={"HX-Request": "true"})

    assert (response.status_code, response.text) == (status, sentence)
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_the_page_for_faults_asks_the_database_nothing(django_assert_num_queries):
    request = RequestFactory().get("/")
    request.request_id = "a-code-for-support"

    with django_assert_num_queries(0), translation.override("en"):
        response = errors.failed(request)

    assert response.status_code == 500
    assert "a-code-for-support" in response.text


def test_even_without_its_page_a_fault_leaves_a_code(monkeypatch):
    request = RequestFactory().get("/")
    request.request_id = "a-code-for-support"
    monkeypatch.setattr(errors, "render_to_string", lambda *args: 1 / 0)

    assert errors.failed(request).text == f"500 {Shell(request).code}"


def test_a_page_open_for_too_long_says_so(as_user, lin):
    client = as_user(lin, enforce_csrf_checks=True)

    response = client.post("/i18n/setlang/", {"language": "en"})

    assert response.status_code == 403
    assert "This page was open for too long." in response.text
