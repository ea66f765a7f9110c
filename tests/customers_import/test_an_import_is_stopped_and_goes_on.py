"""Imports are interrupted: by a kill, by the steward, by other people's changes; and they can be taken back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Job
from accounts.services.job import retry_job, run_job
from customers.importing import checking, running
from customers.models import Customer, CustomerImport, SearchKey
from customers.services import import_job
from customers.services.customer_import import (
    apply_import,
    check_import,
    stop_import,
    undo_import,
)
from customers.services.import_mapping import save_mapping
from tests.customers_import.conftest import HOSPITALS, counts, finish, organisations

ALL, SKIP = CustomerImport.Mode.ALL_OR_NOTHING, CustomerImport.Mode.SKIP_BAD_LINES
PLAIN = organisations(external_id="代码", name="名称")
TWELVE = "代码,名称\n" + "".join(f"A{number},临江{number}院\n" for number in range(12))


class Killed(BaseException):
    """Nothing in our code catches it, as nothing catches a kill."""


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(checking, "BATCH", 5)
    monkeypatch.setattr(running, "BATCH", 5)
    monkeypatch.setattr(running, "LARGE_BATCH", 5)


def killed_after(monkeypatch, module, name, calls):
    """Lets the function do its work so many times, then ends the process."""
    real, count = getattr(module, name), iter(range(calls))

    def work(*args, **options):
        if next(count, None) is None:
            raise Killed
        return real(*args, **options)

    monkeypatch.setattr(module, name, work)


def begin(upload, steward, mode=SKIP):
    customer_import = upload(TWELVE)
    mapping = save_mapping("test", PLAIN, by=steward)
    check_import(customer_import, mapping=mapping, mode=mode, by=steward)
    return customer_import


def number_of_customers():
    return Customer.objects.count()


@pytest.mark.req("CUS-10")
def test_a_killed_check_goes_on_behind_its_last_batch(upload, steward, small_batches, monkeypatch):
    customer_import = begin(upload, steward)
    with monkeypatch.context() as patch:
        killed_after(patch, checking, "_reject_repeats", 2)
        with pytest.raises(Killed):
            run_job(customer_import.job_id)
    assert customer_import.import_lines.count() == 10

    finish(customer_import)

    assert (customer_import.status, counts(customer_import)) == ("checked", {"created": 12})


@pytest.mark.req("CUS-10")
def test_a_killed_import_by_lines_goes_on_behind_its_last_batch(
    upload, steward, small_batches, monkeypatch
):
    customer_import = finish(begin(upload, steward))
    apply_import(customer_import, by=steward)
    with monkeypatch.context() as patch:
        killed_after(patch, running, "_keep_outcome", 2)
        with pytest.raises(Killed):
            run_job(customer_import.job_id)
    assert number_of_customers() == 10

    finish(customer_import)

    assert (customer_import.status, number_of_customers()) == ("applied", 12)
    assert (Customer.history.count(), SearchKey.objects.count()) == (12, 12)


@pytest.mark.req("CUS-10")
def test_a_killed_all_or_nothing_import_is_nothing_and_then_all(
    upload, steward, small_batches, monkeypatch
):
    customer_import = finish(begin(upload, steward, ALL))
    apply_import(customer_import, by=steward)
    with monkeypatch.context() as patch:
        killed_after(patch, running, "_keep_outcome", 2)
        with pytest.raises(Killed):
            run_job(customer_import.job_id)
    assert number_of_customers() == 0

    finish(customer_import)

    assert (customer_import.status, number_of_customers()) == ("applied", 12)


@pytest.mark.req("CUS-10")
def test_an_import_killed_before_it_is_settled_has_done_nothing_of_all_or_nothing(
    upload, steward, monkeypatch
):
    customer_import = finish(begin(upload, steward, ALL))
    apply_import(customer_import, by=steward)
    with monkeypatch.context() as patch:
        killed_after(patch, import_job, "settle_import", 0)
        with pytest.raises(Killed):
            run_job(customer_import.job_id)
    assert number_of_customers() == 0

    finish(customer_import)

    assert (customer_import.status, number_of_customers()) == ("applied", 12)


@pytest.mark.req("CUS-10")
def test_all_or_nothing_refuses_while_a_line_is_rejected_until_bad_lines_are_skipped(
    check, steward
):
    checked = check(f"{TWELVE}A0,临江又一院\n", definition=PLAIN, mode=ALL)
    with pytest.raises(ValidationError, match="1 line is rejected"):
        apply_import(checked, by=steward)

    apply_import(checked, mode=SKIP, by=steward)

    assert counts(finish(checked)) == {"created": 12, "rejected": 1}


def test_more_lines_than_one_transaction_holds_go_line_by_line(check, steward, monkeypatch):
    monkeypatch.setattr("customers.services.customer_import.MOST_AT_ONCE", 5)
    checked = check(TWELVE, definition=PLAIN, mode=ALL)

    with pytest.raises(ValidationError, match="At most 5 lines fit into one step"):
        apply_import(checked, by=steward)


def test_without_a_dry_run_the_import_follows_the_check(upload, steward):
    customer_import = upload(TWELVE)
    mapping = save_mapping("test", PLAIN, by=steward)
    check_import(customer_import, mapping=mapping, mode=ALL, is_dry_run=False, by=steward)

    finish(customer_import)
    assert (customer_import.status, number_of_customers()) == ("applying", 0)
    assert finish(customer_import).status == "applied"


@pytest.mark.req("CUS-10")
@pytest.mark.req("ALL-03")
def test_a_paused_import_keeps_what_it_has_and_goes_on(upload, steward, small_batches, monkeypatch):
    customer_import = finish(begin(upload, steward))
    apply_import(customer_import, by=steward)
    real, batches = running._deed, iter([1])

    def pause_before_the_second_batch(*args):
        if next(batches, None) is None:
            stop_import(CustomerImport.objects.get(), by=steward)
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(running, "_deed", pause_before_the_second_batch)
        finish(customer_import)
    assert (customer_import.status, Job.objects.get(pk=customer_import.job_id).status) == (
        "paused",
        "cancelled",
    )
    assert number_of_customers() == 5

    apply_import(customer_import, by=steward)
    assert (finish(customer_import).status, number_of_customers()) == ("applied", 12)


def test_a_fault_of_ours_leaves_an_import_that_can_be_tried_again(upload, steward, monkeypatch):
    def fail(*args):
        raise RuntimeError("a fault of ours")

    customer_import = begin(upload, steward)
    with monkeypatch.context() as patch:
        patch.setattr(checking, "_reject_repeats", fail)
        finish(customer_import)
    assert (customer_import.status, customer_import.problem) == (
        "failed",
        "Something went wrong on our side. The file is kept: try again.",
    )

    failed = customer_import.job
    check_import(customer_import, mapping=customer_import.mapping, mode=SKIP, by=steward)
    assert finish(customer_import).status == "checked"
    retry_job(failed, by=steward)
    assert run_job(failed.pk).problem == "This step has ended. Go on from the page of the import."


def test_a_check_can_be_cancelled(upload, steward):
    customer_import = begin(upload, steward)

    stop_import(customer_import, by=steward)

    assert (customer_import.status, customer_import.job.status) == ("cancelled", "cancelled")
    assert run_job(customer_import.job_id) is None


def test_nothing_can_be_done_with_a_cancelled_import(upload, steward):
    customer_import = upload(HOSPITALS)
    stop_import(customer_import, by=steward)

    for verb in (apply_import, undo_import, stop_import):
        with pytest.raises(ValidationError, match="it is now “Cancelled”"):
            verb(customer_import, by=steward)


@pytest.mark.req("CUS-10")
def test_what_became_impossible_since_the_check_stops_all_or_nothing(check, steward):
    checked = check(TWELVE, definition=PLAIN, mode=ALL)
    other = check(
        "代码,名称\nA11,何静\n",
        definition=PLAIN.__class__("person", PLAIN.takes),
        mode=ALL,
    )
    apply_import(other, by=steward)
    finish(other)

    apply_import(checked, by=steward)
    finish(checked)

    assert (checked.status, number_of_customers()) == ("checked", 1)
    assert checked.problem == "Customers have changed since the file was checked: check it again."


@pytest.mark.req("CUS-10")
def test_an_undone_import_archives_what_it_created_and_nothing_else(bring_in, steward):
    bring_in("代码,名称\nA0,临江旧院\n", definition=PLAIN)
    done = bring_in(TWELVE, definition=PLAIN)
    assert counts(done) == {"created": 11, "updated": 1}

    undo_import(done, by=steward)
    finish(done)

    archived = Customer.objects.filter(status="archived")
    assert (done.status, archived.count()) == ("undone", 11)
    assert Customer.objects.get(external_id="A0").status == "active"
    newest = archived.first().history.latest()
    assert (newest.action, newest.actor) == ("customer_import.undo", steward.actor)


def test_a_rep_imports_nothing(upload, lin, steward):
    with pytest.raises(PermissionDenied):
        upload(HOSPITALS, by=lin)
    customer_import = upload(HOSPITALS)
    for verb in (apply_import, undo_import, stop_import):
        with pytest.raises(PermissionDenied):
            verb(customer_import, by=lin)
    assert not CustomerImport.objects.visible_to(lin).exists()
