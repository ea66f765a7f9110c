"""Wen sees who looked at whom; that she took the list away is in the list."""

import ast
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Access
from accounts.services.access import log_access
from compliance.logged import kinds

APPS = {"accounts", "customers", "compliance", "visits", "analytics"}
NOBODY = UUID(int=0)


@pytest.fixture
def looks(lin, chen, zhou):
    log_access(lin, "view", "customers.person", subject=zhou.customer)
    log_access(lin, "search", "customers.customer", filters="q=周", count=3)
    log_access(chen, "export", "customers.customer", filters="tier=strategic", count=120)
    return zhou.customer


@pytest.fixture
def found(as_user, wen):
    def search(query=""):
        lines = as_user(wen).get(f"/access/{query}").context["lines"]
        return [
            (row.user.username, row.action, kind, record and record.name)
            for row, kind, _filters, record in lines
        ]

    return search


@pytest.mark.req("CMP-03")
def test_the_log_stands_newest_first_with_the_names_of_people(found, looks):
    assert found() == [
        ("chen", "export", "Customer", None),
        ("lin", "search", "Customer", None),
        ("lin", "view", "Person", "周岚"),
    ]


@pytest.mark.req("CMP-03")
@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("?who=lin", 2),
        ("?who=陈望舒", 1),
        ("?action=export", 1),
        ("?what=customers.person", 1),
        (f"?subject={NOBODY}", 0),
        ("?action=export&who=lin", 0),
        ("?what=nonsense", 3),
    ],
)
def test_each_filter_narrows_the_log(found, looks, query, number):
    assert len(found(query)) == number


@pytest.mark.req("CMP-03")
def test_one_person_s_record_shows_who_looked_at_it(found, looks):
    assert found(f"?subject={looks.uuid}") == [("lin", "view", "Person", "周岚")]


@pytest.mark.req("CMP-03")
def test_a_period_includes_both_of_its_days(found, looks):
    days = [(timezone.localdate() + timedelta(days=n)).isoformat() for n in (-1, 0, 1)]

    assert len(found(f"?first={days[1]}&last={days[1]}")) == 3
    assert found(f"?last={days[0]}") == found(f"?first={days[2]}") == []


@pytest.mark.req("CMP-03")
def test_an_export_of_the_log_is_a_line_of_the_log(as_user, wen, looks):
    answer = as_user(wen).get("/access/?format=csv&who=lin")

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 2
    newest = Access.objects.first()
    assert (newest.user, newest.action, newest.what, newest.count) == (
        wen,
        "export",
        "accounts.access",
        2,
    )


@pytest.mark.req("CMP-03")
@pytest.mark.parametrize("person", ["lin", "shen", "director", "an"])
def test_others_have_no_access_log(request, as_user, person):
    assert as_user(request.getfixturevalue(person)).get("/access/").status_code == 403


def test_many_lines_cost_as_many_queries_as_one(as_user, wen, lin, zhou, gu):
    client = as_user(wen)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            client.get("/access/")
        return len(caught)

    log_access(lin, "view", "customers.person", subject=zhou.customer)
    few = queries()
    for subject in [zhou.customer, gu.customer] * 5:
        log_access(lin, "view", "customers.person", subject=subject)

    assert queries() == few <= 12


@pytest.mark.req("CMP-03")
def test_everything_that_is_logged_has_words():
    """Each code that stands in a call of log_access(), log_search() or export_response()."""
    assert codes_in_the_code() - kinds().keys() == set()


def codes_in_the_code():
    found = set()
    for path in (settings.BASE_DIR).glob("[!.]*/**/*.py"):
        if path.relative_to(settings.BASE_DIR).parts[0] in APPS:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
            for call in calls:
                if getattr(call.func, "id", "") in {"log_access", "log_search", "export_response"}:
                    said = [*call.args[1:3], *(k.value for k in call.keywords if k.arg == "what")]
                    found |= {one.value for one in said if isinstance(one, ast.Constant)}
    return found


@pytest.mark.req("CMP-03", "GL-015")
@pytest.mark.parametrize(
    ("language", "kind", "narrowed"),
    [
        ("en", "History", "Person: 周 · Record: Visit · Action: Closed"),
        ("zh-hans", "历史", "人员: 周 · 记录: 拜访 · 操作: 已关闭"),
    ],
)
def test_a_query_is_shown_in_words(as_user, wen, arrange, language, kind, narrowed):
    with arrange():
        wen.language = language
        wen.save()
    log_access(
        wen, "search", "history", filters="who=%E5%91%A8&type=visits.visit&action=close&first="
    )

    (_row, shown_kind, filters, _record) = as_user(wen).get("/access/").context["lines"][0]

    assert (shown_kind, filters) == (kind, narrowed)


def test_a_record_s_history_is_a_look_in_words(as_user, wen, looks):
    log_access(wen, "view", "customers.person", subject=looks, filters="history")

    assert "Its history" in as_user(wen).get("/access/").text
