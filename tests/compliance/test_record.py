"""Wen reads one record through time: each version, what it changed, and how the record was on a day."""

from datetime import datetime
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.history import coming_from, deed, recorded_models
from accounts.models import Access, CalendarDay, RepFiling, User
from accounts.services.access import log_access
from compliance.history import records_of
from tests.factories import COMPANY_ZONE, LONG_AGO
from tests.unguarded import rewriting_history
from visits.models import VisitPolicy

NOBODY = UUID(int=0)


@pytest.fixture
def read(as_user, wen):
    """The page of a record, as wen sees it."""

    def open_page(row, query=""):
        key = getattr(row, "uuid", row.pk)
        page = as_user(wen).get(f"/history/{row._meta.label_lower}/{key}/{query}")
        assert page.status_code == 200
        return page.context["reading"]

    return open_page


@pytest.fixture
def edited(lin, an):
    """Lin's row, renamed twice; its versions lie on three days of March."""
    for number, (name, because) in enumerate([("林晓", "married"), ("林小彤", "")], 1):
        with (
            coming_from("web", request_id=f"request-{number}", ip="10.0.0.1"),
            deed("user.edit", by=an, because=because),
        ):
            lin.name = name
            lin.save()
    rows = list(lin.history.order_by("history_id").values_list("history_id", flat=True))
    with rewriting_history(User):
        for day, number in zip((1, 10, 20), rows, strict=True):
            noon = datetime(2026, 3, day, 12, tzinfo=COMPANY_ZONE)
            User.history.filter(history_id=number).update(history_date=noon)
    return lin


@pytest.mark.req("CMP-01")
def test_versions_stand_newest_first_with_who_what_and_why(read, edited):
    versions = read(edited).versions

    assert [(v.who, str(v.words), v.row.history_change_reason) for v in versions[:2]] == [
        ("安管", "Edited", None),
        ("安管", "Edited", "married"),
    ]
    assert (versions[1].row.ip, versions[1].row.trace_id) == ("10.0.0.1", "request-1")


@pytest.mark.req("CMP-01", "VIS-07")
def test_a_policy_s_criteria_stand_in_words(read, arrange):
    with arrange():
        policy = VisitPolicy.objects.create(
            version=90,
            criteria=["aligned", "duration", "since_removed"],
            minimum_minutes=5,
            valid_from=LONG_AGO,
        )

    facts = {fact.label: fact.value for fact in read(policy).facts}
    assert (
        facts["Criteria"] == "Aligned customer, filing valid; Lasted at least 5 min; since_removed"
    )


@pytest.mark.req("CMP-01")
def test_the_difference_of_a_version_names_the_field_and_both_values(read, edited):
    chosen = read(edited).versions[1].row.history_id
    reading = read(edited, f"?change={chosen}")

    assert [(d.label, d.before, d.after) for d in reading.differences] == [
        ("Name", "林晓彤", "林晓")
    ]


@pytest.mark.req("CMP-01")
@pytest.mark.parametrize(
    ("at", "name", "now"),
    [
        ("2026-03-05T12:00", "林晓彤", "林小彤"),
        ("2026-03-15T12:00", "林晓", "林小彤"),
        ("2026-03-25T12:00", "林小彤", None),
    ],
)
def test_the_record_is_shown_as_it_was_with_what_has_changed_since(read, edited, at, name, now):
    facts = {fact.label: fact for fact in read(edited, f"?at={at}").facts}

    assert (facts["Name"].value, facts["Name"].now) == (name, now)
    assert facts["Language"].now is None


@pytest.mark.req("CMP-01")
def test_before_its_first_version_there_was_no_such_record(as_user, wen, edited):
    page = as_user(wen).get(f"/history/accounts.user/{edited.uuid}/?at=2025-01-01T12:00")

    assert page.context["reading"].then is None
    assert "There was no such record yet." in page.text


@pytest.mark.req("CMP-01")
def test_records_that_it_points_at_are_named_not_numbered(read, territories, an):
    with deed("territory.move", by=an):
        territories["E11"].parent = territories["W1"]
        territories["E11"].save()

    assert [(d.label, d.before, d.after) for d in read(territories["E11"]).differences] == [
        ("Parent", "临江区", "西岭区")
    ]


@pytest.mark.req("CMP-01")
def test_a_deleted_record_is_read_by_its_number(as_user, wen, an, edited):
    with deed("calendar.set_day", by=an):
        day = CalendarDay.objects.create(country="CN", day="2026-03-09", is_working=False)
    number = day.pk
    with deed("calendar.set_day", by=an):
        day.delete()

    reading = as_user(wen).get(f"/history/accounts.calendarday/{number}/").context["reading"]

    assert [v.row.history_type for v in reading.versions] == ["-", "+"]
    assert reading.then.history_type == "-"


@pytest.mark.req("CMP-01")
@pytest.mark.req("PRV-002")
def test_a_sealed_value_is_shown_neither_before_nor_after(as_user, wen, lin, an):
    filing = RepFiling.objects.get(user=lin)
    for secret in ("s1:AAAA", "s1:BBBB"):
        with deed("filing.edit", by=an):
            filing.id_number_sealed = secret
            filing.save()

    page = as_user(wen).get(f"/history/accounts.repfiling/{filing.uuid}/")

    (change,) = page.context["reading"].differences
    assert (change.before, change.after) == ("another value", "••••••")
    assert "s1:" not in page.text


@pytest.mark.req("CMP-01")
def test_an_organisation_is_known_by_the_uuid_of_its_customer(as_user, wen, first_hospital):
    customer = first_hospital.customer
    page = as_user(wen).get(f"/history/customers.organisation/{customer.uuid}/")

    assert page.context["reading"].subject.record.name == customer.name


@pytest.mark.req("CMP-03")
def test_reading_is_logged_and_the_page_says_how_many_have_seen_the_record(
    as_user, wen, shen, edited
):
    log_access(shen, Access.Action.VIEW, "accounts.user", subject=edited)
    page = as_user(wen).get(f"/history/accounts.user/{edited.uuid}/")

    assert "Seen by 2 people" in page.text
    newest = Access.objects.first()
    assert (newest.user, newest.what, newest.subject) == (wen, "accounts.user", edited.uuid)


@pytest.mark.req("CMP-01")
def test_others_may_not_read_it(as_user, lin, an, edited):
    for person in (lin, an):
        assert as_user(person).get(f"/history/accounts.user/{edited.uuid}/").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        f"accounts.user/{NOBODY}/",
        "accounts.user/nonsense/",
        "accounts.user/999999/",
        "accounts.session/1/",
        f"accounts.calendarday/{NOBODY}/",
    ],
)
def test_what_does_not_exist_is_not_found(as_user, wen, path):
    assert as_user(wen).get(f"/history/{path}").status_code == 404


def test_a_version_of_another_record_is_not_found(as_user, wen, edited, an):
    other = an.history.latest().history_id

    assert (
        as_user(wen).get(f"/history/accounts.user/{edited.uuid}/?change={other}").status_code == 404
    )


def test_a_long_history_comes_in_pages(read, lin, an):
    for number in range(60):
        with deed("user.edit", by=an):
            lin.name = f"林{number}"
            lin.save()

    first = read(lin)
    oldest = first.versions[-1].row.history_id
    second = read(lin, f"?before={oldest}")

    assert (len(first.versions), first.has_older, second.has_older) == (50, True, False)
    assert len(first.versions) + len(second.versions) == lin.history.count()
    assert {fact.label: fact.now for fact in second.facts}["Name"] == "林59"


def test_ten_versions_cost_as_many_queries_as_one(as_user, wen, territories, an):
    place, client = territories["E11"], as_user(wen)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/history/accounts.territory/{place.uuid}/")
        return len(caught)

    def edit(number):
        with deed("territory.edit", by=an):
            place.name = f"临江{number}"
            place.save()

    edit(0)
    few = queries()
    for number in range(1, 11):
        edit(number)

    assert queries() == few <= 14


def test_every_kind_of_record_can_be_named_with_one_query(lin, zhou, territories):
    """A name that needs more than the record and what it must point at would cost a query a row."""
    for model in recorded_models(apps):
        keys = list(model._base_manager.values_list("pk", flat=True)[:5])
        with CaptureQueriesContext(connection) as caught:
            records_of(model, keys)
        assert len(caught) <= 1, model._meta.label
