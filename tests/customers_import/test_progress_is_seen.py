"""An import in one transaction is seen to move on, and stops when its steward says so (ALL-03)."""

import threading

import pytest
from django.db import connections, transaction

from accounts.job_progress import ProgressBeside
from accounts.models import Job
from accounts.services.job import JobStopped, cancel_job
from customers.importing import running
from customers.models import Customer, CustomerImport
from customers.services.customer_import import apply_import, stop_import
from tests.customers_import.conftest import finish, organisations

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
LINES = "代码,名称\n" + "".join(f"A{number},临江{number}院\n" for number in range(12))


@pytest.fixture
def job(lin):
    return Job.objects.create(kind="test", owner=lin, status=Job.Status.RUNNING, tries=1)


@COMMITTED
@pytest.mark.req("ALL-03")
def test_progress_is_seen_while_the_transaction_is_open(job):
    with ProgressBeside(job) as progress, transaction.atomic():
        progress(5, 10)
        transaction.set_rollback(True)

    job.refresh_from_db()
    assert (job.done, job.total, job.percent) == (5, 10, 50)


@COMMITTED
@pytest.mark.req("ALL-03")
def test_a_cancelled_job_is_stopped_at_its_next_step(job, lin):
    with ProgressBeside(job) as progress:
        cancel_job(job, by=lin)
        with pytest.raises(JobStopped):
            progress(5, 10)


@COMMITTED
def test_many_steps_are_told_once_a_second_and_the_last_always(job):
    with ProgressBeside(job) as progress:
        progress(1, 10)
        progress(2, 10)
        job.refresh_from_db()
        assert job.done == 1
        progress(10, 10)

    job.refresh_from_db()
    assert job.done == 10


@COMMITTED
@pytest.mark.req("CUS-10")
@pytest.mark.req("ALL-03")
def test_an_all_or_nothing_import_that_is_cancelled_half_way_is_nothing(
    check, steward, monkeypatch
):
    monkeypatch.setattr(running, "LARGE_BATCH", 5)
    monkeypatch.setattr("accounts.job_progress.PAUSE", 0)
    definition = organisations(external_id="代码", name="名称")
    checked = check(LINES, definition=definition, mode=CustomerImport.Mode.ALL_OR_NOTHING)
    apply_import(checked, by=steward)
    stop_beside_after(monkeypatch, running, "_apply", checked, steward)

    finish(checked)

    assert (checked.status, Customer.objects.count()) == ("checked", 0)
    assert checked.job.status == "cancelled"


def stop_beside_after(monkeypatch, module, name, customer_import, steward):
    """The steward presses the button in another process after the function's first call."""
    real, done = getattr(module, name), []

    def work(*args):
        answer = real(*args)
        if not done:
            done.append(in_another_connection(lambda: stop_import(customer_import, by=steward)))
        return answer

    monkeypatch.setattr(module, name, work)


def in_another_connection(function):
    failures = []

    def run():
        try:
            function()
        except Exception as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert failures == []
