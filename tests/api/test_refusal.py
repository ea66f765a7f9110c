"""Every refusal below /api/ is a problem document, and what stays closed says nothing."""

import logging

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import ApiToken
from accounts.services.api_token import revoke_token
from visits.models import Visit

PROBLEM = "application/problem+json"


def refused(answer):
    """(status, title) of a refusal that has the one form."""
    body = answer.json()
    assert answer.headers["Content-Type"] == PROBLEM
    assert body.keys() >= {"type", "title", "status", "request_id", "detail"}
    assert (body["status"], body["request_id"]) == (
        answer.status_code,
        answer.headers["X-Request-ID"],
    )
    return answer.status_code, body["title"]


@pytest.mark.req("ALL-01")
def test_nobody_reads_without_signing_in(db):
    answer = Client().get("/api/v1/visits/")

    assert refused(answer) == (401, "Unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert refused(Client().get("/api/v1/schema/")) == (401, "Unauthorized")


@pytest.mark.req("ALL-01", "ACC-01")
def test_a_revoked_token_opens_nothing(program, lin):
    lins = program(lin)
    assert lins.get("visits/").status_code == 200

    revoke_token(ApiToken.objects.get(), by=lin)

    assert refused(lins.get("visits/")) == (401, "Unauthorized")


@pytest.mark.req("ALL-01", "ACC-01")
def test_a_token_that_may_only_read_changes_nothing(program, lin):
    answer = program(lin, scope="read").post("organisations/", {"name": "x"})

    assert refused(answer) == (403, "Forbidden")
    assert answer.json()["detail"] == "This token may only read."


def test_sentences_come_in_the_owners_language_or_in_the_one_asked_for(program, lin):
    lins = program(lin, scope="read")

    owners = lins.post("visits/").json()["detail"]
    asked = lins.post("visits/", **{"Accept-Language": "zh-hans"}).json()["detail"]

    with translation.override("zh-hans"):
        assert (owners, asked) == (
            "This token may only read.",
            gettext("This token may only read."),
        )


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("get", "nowhere/", (404, "Not Found")),
        ("get", "visits/018f0000-0000-7000-8000-000000000000/", (404, "Not Found")),
        ("delete", "visits/", (405, "Method Not Allowed")),
    ],
)
def test_what_is_not_there_has_the_same_form(program, lin, method, path, expected):
    assert refused(getattr(program(lin).client, method)(f"/api/v1/{path}")) == expected


@pytest.mark.parametrize("path", ["visits/018f0000-0000-7000-8000-000000000000/", "nowhere/"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_and_says_so_in_the_readers_language_but_not_of_what_kind_it_would_be(
    program, lin, language, path
):
    answer = program(lin).client.get(f"/api/v1/{path}", headers={"Accept-Language": language})

    with translation.override(language):
        assert answer.json()["detail"] == gettext("There is nothing at this address for you.")


def test_a_browser_needs_the_pages_token_to_write(lin, as_user):
    browser = as_user(lin, enforce_csrf_checks=True)

    assert browser.get("/api/v1/visits/").status_code == 200
    answer = browser.post("/api/v1/visits/", {}, content_type="application/json")
    assert refused(answer) == (403, "Forbidden")


def test_a_body_that_is_no_json_is_malformed(program, lin):
    answer = program(lin).client.post(
        "/api/v1/visits/",
        "{day:",
        content_type="application/json",
        headers={"Idempotency-Key": "a"},
    )

    assert refused(answer) == (400, "Bad Request")


def test_answers_are_kept_by_no_cache(program, lin):
    assert program(lin).get("visits/").headers["Cache-Control"] == "private, no-store"


@pytest.mark.req("GL-016")
def test_who_was_kept_from_what_is_written_down(program, chen, planned, caplog):
    with caplog.at_level(logging.WARNING, "pharmacrm.access"):
        program(chen).get(f"visits/{planned.uuid}/")
        program(chen).get("history/", who="Lin")

    lines = [record.getMessage() for record in caplog.records if record.name == "pharmacrm.access"]
    assert lines == [
        f"{chen.uuid} GET /api/v1/visits/{planned.uuid}/ 404",
        f"{chen.uuid} GET /api/v1/history/ 403",
    ]


@pytest.mark.req("ALL-01")
@pytest.mark.parametrize(
    "address",
    [
        "visits/?limit=5",
        "organisations/?citty=x",
        "kpis/coverage/figure/?perod=week",
        "products/?q=a",
    ],
)
def test_a_misspelt_parameter_is_refused_rather_than_ignored(program, shen, address):
    answer = program(shen, scope="read").get(address)

    name = address.partition("?")[2].partition("=")[0]
    assert answer.json()["errors"] == {name: ["There is no such parameter."]}
    assert refused(answer) == (400, "Bad Request")


@pytest.mark.req("ALL-01")
def test_a_misspelt_field_is_refused_rather_than_dropped(program, lin, zhou, today, policy):
    body = {"customer": str(zhou.customer.uuid), "day": str(today), "objektive": "Data"}

    answer = program(lin).post("visits/", body)

    assert refused(answer) == (400, "Bad Request")
    assert answer.json()["errors"] == {"objektive": ["There is no such field."]}
    assert not Visit.objects.exists()
