"""Kill -9 of the worker in the middle of an import: another goes on, and every line is applied exactly once.

What a test writes is seen by other processes only when it is committed, hence `transaction=True`.
"""

import pytest
from django.utils import timezone

from accounts.models import Job
from accounts.services.job import SILENCE, wake_jobs
from customers.models import Customer, CustomerImport, SearchKey
from customers.services.customer_import import apply_import
from tests.background.processes import kill, wait_until, worker
from tests.customers_import.conftest import organisations

pytestmark = [
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]
PLAIN = organisations(external_id="代码", name="名称")
Mode = CustomerImport.Mode


def a_list(number):
    return "代码,名称\n" + "".join(f"A{place},临江{place}院\n" for place in range(number))


def kill_in_the_middle(customer_import):
    """Once the job has told its first steps; returns how many customers there are then."""
    with worker() as process:
        job = customer_import.job
        wait_until(lambda: Job.objects.filter(pk=job.pk, done__gt=0).exists())
        kill(process)
    assert Job.objects.get(pk=job.pk).is_open
    return Customer.objects.count()


def goes_on(customer_import):
    """Another worker takes up what has been silent for a minute."""
    Job.objects.update(alive_at=timezone.now() - 2 * SILENCE)
    with worker():

        def is_applied():
            wake_jobs()
            customer_import.refresh_from_db()
            return not customer_import.is_open

        wait_until(is_applied)


@pytest.mark.req("CUS-10")
@pytest.mark.req("ALL-03")
@pytest.mark.parametrize(
    ("mode", "lines"), [(Mode.SKIP_BAD_LINES, 6000), (Mode.ALL_OR_NOTHING, 11000)]
)
def test_each_line_is_applied_once(check, steward, mode, lines):
    checked = check(a_list(lines), definition=PLAIN, mode=mode)
    apply_import(checked, by=steward)

    half = kill_in_the_middle(checked)
    goes_on(checked)

    # Whole batches are kept line by line, nothing of all or nothing.
    assert half == 0 if mode == Mode.ALL_OR_NOTHING else half % 1000 == 0 < half < lines
    assert (checked.status, checked.problem) == ("applied", "")
    assert [rows.count() for rows in (Customer.objects, Customer.history, SearchKey.objects)] == [
        lines
    ] * 3
