"""Many rows at once keep every character, and their history says who wrote them."""

import pytest
from django.db import IntegrityError, transaction

from accounts.copying import copy_recorded, copy_rows
from accounts.history import coming_from, deed, system
from accounts.models import Access, Job, Territory
from customers.models import Customer

ODD = "tab\tline\nreturn\rback\\slash \\N \"quoted\" 'x' {a,b} 巿"


@pytest.mark.req("CMP-01")
def test_history_says_who_copied_them_why_and_from_where(lin):
    rows = [Customer(kind="organisation", name=f"临江{number}院") for number in range(3)]

    with coming_from("task", request_id="r-1"), deed("test.copy", by=lin, because="a list"):
        copy_recorded(rows)

    assert list(Customer.objects.order_by("pk")) == rows
    first = rows[0].history.get()
    assert (first.actor, first.history_user, first.history_type) == (lin.actor, lin, "+")
    assert (first.action, first.history_change_reason) == ("test.copy", "a list")
    assert (first.via, first.trace_id, first.uuid) == ("task", "r-1", rows[0].uuid)


def test_a_task_without_a_person_is_named_as_such():
    rows = [Customer(kind="person", name="何静")]

    with deed("test.copy", by=system("night")):
        copy_recorded(rows)

    first = rows[0].history.get()
    assert (first.actor, first.history_user, first.history_change_reason) == (
        "system:night",
        None,
        None,
    )


@pytest.mark.req("CMP-01")
def test_recorded_rows_without_an_author_are_refused():
    with pytest.raises(IntegrityError, match="actor"), transaction.atomic():
        copy_recorded([Customer(kind="person", name="何静")])
    assert not Customer.objects.exists()


def test_every_character_arrives_as_it_was(lin):
    customer = Customer(kind="person", name=ODD, aliases=[ODD, "", "NULL"])
    job = Job(kind="x", owner=lin, arguments={"odd": [ODD, None, 1.5, True]})

    with deed("test.copy", by=lin):
        copy_recorded([customer])
    copy_rows([job])

    customer.refresh_from_db()
    job.refresh_from_db()
    assert (customer.name, customer.aliases) == (ODD, [ODD, "", "NULL"])
    assert job.arguments == {"odd": [ODD, None, 1.5, True]}
    assert (job.total, job.created_at is not None) == (None, True)


def test_rows_come_behind_those_that_are_there(territories):
    before = max(Territory.objects.values_list("pk", flat=True))
    row = Territory(code="E13", name="临江北", level="territory", parent=territories["E1"])

    with deed("test.copy", by=system("tests")):
        copy_recorded([row])

    assert (row.pk > before, Territory.objects.get(code="E13")) == (True, row)


def test_nothing_to_copy_is_no_work(django_assert_num_queries):
    with django_assert_num_queries(0):
        copy_rows([])
        copy_recorded([])
    assert not Access.objects.exists()
