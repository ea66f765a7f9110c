"""Two records become one while Lin writes of the one that goes: she is told, and nothing lands there (CUS-11)."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from customers.models import Merge
from customers.services.merge import merge_customers
from tests import factories
from visits.models import Request, ServiceLevel, Visit
from visits.services.request import raise_request
from visits.services.visit import plan_visit

pytestmark = [
    pytest.mark.req("CUS-11"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"


def plan(customer, lin):
    plan_visit(customer, day=timezone.localdate(), by=lin)


def ask(customer, lin):
    raise_request(customer, kind="medical_inquiry", words="Dose?", by=lin)


def waiting():
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0]


def test_who_writes_of_a_record_that_goes_is_told(
    pair, zhou, latin, lin, steward, territories, arrange
):
    factories.align(latin.customer, territories["E11"])
    with arrange():
        ServiceLevel.objects.create(
            kind="medical_inquiry",
            department="medical",
            response_hours=4,
            resolution_hours=9,
            valid_from=factories.LONG_AGO,
        )
    told, pause = [], threading.Event()

    def write_meanwhile(write):
        try:
            write(latin.customer, lin)
        except ValidationError as refusal:
            told.append(refusal)
        finally:
            connection.close()

    writers = [threading.Thread(target=write_meanwhile, args=(write,)) for write in (plan, ask)]
    with transaction.atomic():
        merge_customers(pair, survivor=zhou.customer, because="The same", by=steward)
        for writer in writers:
            writer.start()
        while waiting() < len(writers) and any(writer.is_alive() for writer in writers):
            pause.wait(0.02)
    for writer in writers:
        writer.join()

    assert len(told) == len(writers)
    assert (Merge.objects.count(), Visit.objects.count(), Request.objects.count()) == (1, 0, 0)
