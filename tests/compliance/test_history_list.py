"""Wen looks for changes: of whom, of what, when and how; nobody else may."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from accounts.history import coming_from, deed
from accounts.models import Access, LegalEntity, User, UserRole
from accounts.services.territory import close_territory, create_territory
from compliance.actions import verbs_by_words
from compliance.forms.history import HistoryFilter
from compliance.history import models_by_label, parts_of
from compliance.history_indexes import INDEXES
from customers.services.customer import close_customer
from tests import factories
from tests.unguarded import rewriting_history
from visits.models import AdverseEvent


@pytest.fixture
def found(as_user, wen):
    """What the list shows for a query string: (who, action, kind, name) of each change."""

    def search(query=""):
        page = as_user(wen).get(f"/history/{query}")
        assert page.status_code == 200, page.text
        changes = page.context["page"].rows
        return [(row.who, row.action, row.kind, row.record.name) for row in changes]

    return search


@pytest.fixture
def renamed(lin, an):
    def rename(name, by=an, because="", **origin):
        with (
            coming_from(**({"channel": "web"} | origin)),
            deed("user.edit", by=by, because=because),
        ):
            lin.name = name
            lin.save()

    return rename


@pytest.mark.req("CMP-01")
def test_the_newest_changes_of_all_records_stand_first(found, renamed, wen, an):
    renamed("林晓", because="married")
    territory = create_territory(code="X", name="全国", level="nation", by=an)

    assert found()[:2] == [
        ("安管", "territory.create", "Territory", territory.name),
        ("安管", "user.edit", "User", "林晓"),
    ]


def test_who_asks_for_an_action_finds_all_that_pages_call_so(found, zhou, territories, an, lin):
    close_customer(zhou.customer, because="Retired", by=lin)
    close_territory(territories["E12"], by=an)

    assert {action for _who, action, _kind, _name in found("?action=close")} == {
        "customer.closed",
        "territory.close",
    }


@pytest.mark.req("CMP-01")
@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("?type=accounts.user&action=edit", 2),
        ("?who=安管&type=accounts.user", 1),
        ("?who=lin&type=accounts.user", 1),
        ("?who=nobody", 0),
        ("?request=request-1", 1),
        ("?channel=api", 1),
        ("?type=accounts.user&text=隐秘", 1),
        ("?type=accounts.territory&text=隐秘", 0),
        ("?type=accounts.user&who=system:tests&text=林晓彤", 1),
    ],
)
def test_each_filter_narrows_the_list(found, renamed, lin, query, number):
    renamed("林隐秘", request_id="request-1")
    renamed("林晓", by=lin, channel="api")

    assert len(found(query)) == number


@pytest.mark.req("CMP-01")
def test_a_period_includes_both_of_its_days(found, renamed, lin):
    renamed("林晓")
    days = [timezone.localdate() + timedelta(days=n) for n in (-1, 0, 1)]
    before, today, after = (day.isoformat() for day in days)

    def number(query):
        return len(found(f"?type=accounts.user&action=edit&{query}"))

    assert number(f"first={today}&last={today}") == 1
    assert number(f"last={before}") == 0
    assert number(f"first={after}") == 0


def test_words_are_looked_for_in_one_kind_of_record_only(as_user, wen):
    page = as_user(wen).get("/history/?text=林晓")

    assert "Choose the kind of record" in page.text
    assert page.context["page"].rows == []


@pytest.mark.req("CMP-01")
def test_paging_loses_and_doubles_nothing_even_within_one_moment(as_user, wen, an, arrange):
    with arrange():
        for number in range(70):
            factories.UserFactory(username=f"u{number}")
            factories.LegalEntityFactory(credit_code=f"{number:018}")
    models = (User, LegalEntity, UserRole)
    with rewriting_history(*models):
        for model in models:
            model.history.update(history_date=datetime(2026, 3, 9, tzinfo=UTC))

    client, url, seen = as_user(wen), "/history/", []
    while url:
        page = client.get(url).context["page"]
        seen += [(row.label, row.history_id) for row in page.rows]
        url = page.older_url and f"/history/{page.older_url}"

    assert len(seen) == len(set(seen)) > 140


@pytest.mark.req("CMP-01")
def test_words_are_looked_for_a_stretch_at_a_time(monkeypatch, as_user, wen, renamed):
    monkeypatch.setattr("compliance.history.LOOKED_THROUGH", 2)
    for name in ["林隐秘", "林一", "林二", "林三"]:
        renamed(name)

    client = as_user(wen)
    newer = client.get("/history/?type=accounts.user&text=隐秘")
    older = client.get(f"/history/{newer.context['page'].older_url}")

    assert newer.context["page"].rows == []
    assert "Look further back" in newer.text
    assert [row.record.name for row in older.context["page"].rows] == ["林三"]


@pytest.mark.req("CMP-01")
def test_who_gave_a_field_another_value_is_found(as_user, wen, lin, renamed, arrange):
    renamed("林一")
    with arrange():
        lin.employee_number = "E-77"
        lin.save()
    renamed("林二")

    def values(field):
        page = as_user(wen).get(f"/history/?type=accounts.user&field={field}")
        mine = [row.history_id for row in page.context["page"].rows if row.pk == lin.pk]
        return [lin.history.get(history_id=number) for number in mine]

    assert [row.name for row in values("accounts.user:name")] == ["林二", "林一", "林晓彤"]
    assert [row.employee_number for row in values("accounts.user:employee_number")] == ["E-77"]
    # What was chosen for another kind of record before counts no more.
    assert len(values("customers.customer:name")) == lin.history.count()


def test_a_field_belongs_to_a_kind_of_record(as_user, wen):
    client = as_user(wen)

    alone = client.get("/history/?field=accounts.user:name")
    unknown = client.get("/history/?type=accounts.user&field=accounts.user:nonsense")

    assert "Choose the kind of record of which it is a field" in alone.text
    assert "This kind of record has no such field" in unknown.text


@pytest.mark.req("CMP-01")
def test_versions_are_compared_a_stretch_at_a_time(monkeypatch, as_user, wen, renamed):
    monkeypatch.setattr("compliance.history.COMPARED", 2)
    for name in ["林一", "林二", "林三"]:
        renamed(name)

    client, url, seen = as_user(wen), "?type=accounts.user&field=accounts.user:name", []
    while url:
        page = client.get(f"/history/{url}").context["page"]
        seen += [row.history_id for row in page.rows]
        url = page.older_url

    assert len(seen) == len(set(seen)) == User.history.filter(name__gt="").count()


def test_a_mangled_place_leads_to_the_first_page(found, renamed):
    renamed("林晓")

    assert found("?after=nonsense") == found("")


@pytest.mark.req("CMP-01")
@pytest.mark.parametrize("person", ["lin", "shen", "director", "an", "mo"])
def test_others_have_no_history_to_read(request, as_user, person):
    assert as_user(request.getfixturevalue(person)).get("/history/").status_code == 403


@pytest.mark.req("CMP-01")
def test_what_wen_may_not_see_has_no_history_for_her_either(found, lin, zhou, arrange):
    """An adverse event belongs to quality and to its reporter (decision 8)."""
    now = timezone.now()
    with arrange():
        AdverseEvent.objects.create(
            customer=zhou.customer, reported_by=lin, aware_at=now, due_at=now
        )

    assert found("?type=visits.adverseevent") == []


@pytest.mark.req("CMP-01")
@pytest.mark.parametrize(
    ("language", "area", "kind", "work", "verb"),
    [
        ("en", "Customers", "Organisation", "Visits", "Submitted"),
        ("zh-hans", "客户", "机构", "拜访", "已提交"),
    ],
)
def test_the_filters_offer_kinds_and_deeds_by_area(language, area, kind, work, verb):
    with override(language):
        fields = HistoryFilter().fields
        kinds, deeds = (dict(fields[name].choices[1:]) for name in ("type", "action"))

    assert ("customers.organisation", kind) in kinds[area]
    assert verb in {words for _verb, words in deeds[work]}
    assert {label for labels in kinds.values() for label, _kind in labels} == set(models_by_label())
    offered = [verb for verbs in deeds.values() for verb, _words in verbs]
    assert sorted(offered) == sorted(verbs_by_words())


def test_within_an_area_the_kinds_stand_in_the_order_of_their_sounds():
    with override("zh-hans"):
        kinds = dict(HistoryFilter().fields["type"].choices[1:])["客户"]

    names = [name for _label, name in kinds]
    assert names.index("机构") < names.index("客户") < names.index("人员")


@pytest.mark.req("CMP-03")
def test_a_search_of_the_history_is_itself_logged(as_user, wen):
    as_user(wen).get("/history/?who=lin")

    row = Access.objects.get()
    assert (row.user, row.action, row.what) == (wen, "search", "history")
    assert "who=lin" in row.filters


def test_many_changes_cost_as_many_queries_as_few(as_user, wen, lin, an, renamed):
    client = as_user(wen)
    renamed("林晓")

    def queries():
        with CaptureQueriesContext(connection) as caught:
            client.get("/history/?type=accounts.user")
        return len(caught)

    few = queries()
    for number in range(30):
        renamed(f"林{number}")

    assert queries() == few <= 12


@pytest.mark.req("CMP-01")
def test_each_history_table_is_searched_by_verb_channel_and_task_along_an_index(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename LIKE '%historical%'")
        found = {name for (name,) in cursor.fetchall()}
    tables = {model.history.model._meta.db_table for model in models_by_label().values()}

    assert {f"{table}_{name}" for table in tables for name in INDEXES} <= found


@pytest.mark.req("CMP-01")
@pytest.mark.parametrize(
    ("query", "index"),
    [("action=edit", "verb"), ("channel=api", "via"), ("who=system:tests", "task")],
)
def test_what_is_rare_is_found_along_its_index(wen, query, index):
    """Without the table's few rows being cheaper to read whole."""
    filters = HistoryFilter(QueryDict(f"type=accounts.user&{query}"))
    assert filters.is_valid()
    (rows,) = parts_of(wen, filters.question(user=wen), 50)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")

    assert f"accounts_historicaluser_{index}" in rows.explain()
