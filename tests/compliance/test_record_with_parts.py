"""Wen reads a visit with all that belongs to it: what was done at once is one entry, whatever rows it touched."""

from dataclasses import replace

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.history import coming_from
from accounts.registry import record_parts
from compliance.parts import keys_of_parts
from compliance.reading import read
from compliance.versions import find_subject
from tests import factories
from tests.api.conftest import program  # noqa: F401
from tests.visits.conftest import (  # noqa: F401
    complete,
    in_english,
    planned,
    policy,
    today,
    topic,
)
from visits.models import Visit, VisitMessage, VisitParticipant, VisitProduct
from visits.record import Talk
from visits.services.amendment import accept_amendment, file_amendment
from visits.services.follow_up import finish_follow_up
from visits.services.submission import submit_visit


@pytest.fixture
def at_door():
    """at_door(): the next request; tests share one transaction, so it is the request that tells deeds apart."""
    numbers = iter(range(100))
    return lambda: coming_from("web", request_id=f"request-{next(numbers)}")


@pytest.fixture
def told(at_door, planned, complete, lin):  # noqa: F811
    """Lin's visit, submitted in a request of its own: Zhou was interested."""
    with at_door():
        return submit_visit(planned, record=complete, adverse_event=False, by=lin)


@pytest.fixture
def amended(at_door, told, complete, messages, product, lin, shen):  # noqa: F811
    """Put right: nobody took part, he was neutral, and heard the other message."""
    talk = Talk(product, (messages[1],), reaction="neutral")
    record = replace(complete, participants=(), products=(talk,))
    with at_door():
        amendment = file_amendment(told, record=record, reason="Mixed up two visits", by=lin)
    with at_door():
        accept_amendment(amendment, by=shen, credentials=factories.signing(shen))
    return Visit.objects.get()


@pytest.fixture
def history(wen):
    def open_history(row, **asked):
        return read(find_subject(wen, type(row), str(row.uuid)), **asked)

    return open_history


def changes(entry):
    return [(one.label, one.before, one.after) for one in entry.differences]


@pytest.mark.req("CMP-01")
def test_one_transaction_is_one_entry_of_the_visit_however_many_rows_it_touched(amended, history):
    entries = history(amended).versions

    assert [(str(entry.words), entry.who) for entry in entries] == [
        ("Amended", "沈立群"),
        ("Visit amendment: Handed in", "林晓彤"),
        ("Submitted", "林晓彤"),
        ("Planned", "林晓彤"),
    ]


@pytest.mark.req("CMP-01")
def test_an_entry_says_what_it_did_to_each_part(amended, history, product, messages, zhou):
    said = changes(history(amended).chosen)

    assert said[:5] == [
        ("Visit participant", str(zhou), ""),
        (f"Visit product {product}: Reaction", "Interested", "Neutral"),
        ("Visit message", str(messages[0]), ""),
        ("Visit message", "", str(messages[1])),
        ("Visit amendment Accepted: Status", "Filed", "Accepted"),
    ]


@pytest.mark.req("CMP-01")
def test_each_of_these_counts_as_a_change(amended, history):
    entries = history(amended).versions

    assert [entry.count for entry in entries] == [len(entry.differences) for entry in entries]
    assert entries[0].count == 7


@pytest.mark.req("CMP-01")
def test_what_an_amendment_proposes_stands_in_words(amended, history, product, messages):
    said = {label: after for label, _before, after in changes(history(amended).versions[1])}

    assert said["Visit amendment Filed: Values"] == (
        f"Product: {product}: {messages[1]}, Neutral; Person: –"
    )


@pytest.mark.req("CMP-01")
def test_a_follow_up_that_is_done_later_is_an_entry_of_the_visit(at_door, told, history, lin):
    with at_door():
        finish_follow_up(told.follow_ups.get(), evidence="Sent by post", by=lin)

    entry = history(told).chosen
    assert str(entry.words) == "Follow up: Finished"
    assert ("Follow up Send material: Evidence", "", "Sent by post") in changes(entry)


@pytest.mark.req("CMP-01")
def test_the_visit_is_shown_with_its_parts_as_they_were(amended, history, product, messages, zhou):
    submission = history(amended).versions[2].mark
    parts = history(amended, change=submission).parts

    said = [(part.kind, part.name, part.since) for part in parts]
    assert said[:3] == [
        ("Visit participant", str(zhou), "removed"),
        ("Visit product", str(product), ""),
        ("Visit message", str(messages[0]), "removed"),
    ]
    assert ("Visit message", str(messages[1]), "added") in said
    reaction = next(fact for fact in parts[1].facts if fact.label == "Reaction")
    assert (reaction.value, reaction.now) == ("Interested", "Neutral")


@pytest.mark.req("CMP-01")
def test_before_its_parts_came_a_record_had_none(planned, history, at_door, complete, lin):  # noqa: F811
    before = timezone.now()
    with at_door():
        submit_visit(planned, record=complete, adverse_event=False, by=lin)

    (product, message) = [part for part in history(planned, at=before).parts if not part.since][1:]
    assert [fact.value for fact in product.facts if fact.label == "Reaction"] == [""]
    assert message.facts == []


@pytest.mark.req("CMP-01")
def test_a_change_of_a_part_alone_has_an_address_of_its_own(as_user, wen, amended):
    label = "visits.visitamendment"
    filed = amended.amendments.get().history.earliest().history_id
    url = f"/history/visits.visit/{amended.uuid}/"

    page = as_user(wen).get(f"{url}?change={label}.{filed}")

    assert page.context["reading"].chosen.mark == f"{label}.{filed}"
    assert "Visit amendment: Handed in" in page.text
    assert as_user(wen).get(f"{url}?change=visits.visitproduct.{filed}99").status_code == 404


@pytest.mark.req("CMP-01")
def test_programs_read_the_same(program, wen, amended, product):  # noqa: F811
    said = program(wen).get(f"history/visits.visit/{amended.uuid}/").json()

    part = f"Visit product {product}"
    change = {"part": part, "field": "Reaction", "before": "Interested", "after": "Neutral"}
    assert change in said["differences"]
    assert said["versions"][0]["fields_changed"] == len(said["differences"])
    shown = next(one for one in said["parts"] if one["kind"] == "Visit product")
    assert (shown["name"], shown["since"]) == (str(product), "")
    assert {"field": "Reaction", "value": "Neutral", "now": None} in shown["facts"]


def test_ten_parts_cost_as_many_queries_as_one(as_user, wen, at_door, told, arrange, product):
    client = as_user(wen)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"/history/visits.visit/{told.uuid}/").status_code == 200
        return len(caught)

    few = queries()
    for number in range(10):
        one = factories.ProductFactory(name=f"产品{number}", holder=product.holder)
        with arrange(), at_door():
            row = VisitProduct.objects.create(visit=told, product=one, reaction="neutral")
            message = factories.KeyMessageFactory(product=one)
            VisitMessage.objects.create(visit_product=row, key_message=message)

    assert queries() == few <= 40


def test_parts_are_found_without_reading_through_a_long_history(amended):
    """Ids first (pitfalls 1.13): living rows by their foreign key, deleted ones by a partial index."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as caught:
        keys_of_parts(Visit, [amended.pk])

    plans = []
    with connection.cursor() as cursor:
        for query in caught.captured_queries:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    assert [plan for plan in plans if "Seq Scan" in plan] == []
    assert VisitParticipant.objects.count() == 0


def test_every_kind_of_part_has_the_index_of_its_deleted_ones():
    without = [
        part.__name__
        for _whole, part, key in record_parts
        if not any(
            index.condition == Q(history_type="-") and index.fields == [key]
            for index in part.history.model._meta.indexes
        )
    ]
    assert without == []
