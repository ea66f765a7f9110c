"""What the worker calls for the ledger and the risk rules."""

import logging

from celery import shared_task

from accounts.history import coming_from, system
from compliance.ledger.access import seal_access
from compliance.ledger.seal import NotAdopted, seal_all
from compliance.ledger.signing import NotSigned
from compliance.ledger.verify import verify
from compliance.services import alert_deadline, evaluation
from compliance.services.delivery import deliver_checkpoints
from compliance.services.erasure import destroy_outstanding_keys
from compliance.services.verification import run_verification

logger = logging.getLogger(__name__)
CLOCK = system("ledger")


@shared_task
def seal_ledger():
    """Every minute. What goes wrong shows as lag on the ledger's page, and in this log."""
    with coming_from("task"):
        try:
            sealed = seal_all()
        except (NotSigned, NotAdopted) as problem:
            logger.error("The ledger is not sealed: %s", problem)
            sealed = None
        deliver_checkpoints()
        # Of each minute only trouble is kept.
        if sealed and verify(1).exit_code:
            run_verification(level=1, by=CLOCK)


@shared_task
def seal_access_hours():
    """Every minute, beside the seal: what goes wrong with an hour holds nothing else up."""
    with coming_from("task"):
        seal_access()


@shared_task
def verify_leaves():
    """Daily."""
    with coming_from("task"):
        run_verification(level=2, by=CLOCK)


@shared_task
def verify_rows():
    """Weekly."""
    with coming_from("task"):
        run_verification(level=3, by=CLOCK)


@shared_task
def watch_risks():
    """Every minute."""
    with coming_from("task"):
        evaluation.watch()
        alert_deadline.escalate_overdue()


@shared_task
def judge_changes(source, keys):
    with coming_from("task"):
        evaluation.judge_changes(source, keys)


@shared_task
def destroy_keys():
    """Every minute."""
    with coming_from("task"):
        destroy_outstanding_keys()
