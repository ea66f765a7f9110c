"""Runs of the verifier: each leaves a row, and a person can start one and watch it (LED-014, LED-023)."""

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission, Role, require
from accounts.services.job import job_progress, runner, start_job
from accounts.services.notification import declare_notification, notify
from compliance.ledger.finding import NOTICES, TAMPERED
from compliance.ledger.verify import verify
from compliance.models import Checkpoint, Verification

KIND = "compliance.verify"


def run_verification(*, level, by, progress=None):
    """Verifies and keeps what was found. `by` is a person or a System."""
    require(by, Permission.LEDGER_READ)
    started_at = timezone.now()
    report = verify(level, progress=progress)
    found = report.as_json()
    run = Verification.objects.create(
        level=level,
        started_at=started_at,
        ended_at=timezone.now(),
        by=None if getattr(by, "is_system", False) else by,
        exit_code=report.exit_code,
        size=report.size,
        root=report.root.hex(),
        counts=found["counts"],
        findings=found["findings"],
    )
    if run.exit_code == TAMPERED:
        _alarm(run)
    return run


def _alarm(run):
    for role in (Role.COMPLIANCE, Role.AUDITOR):
        for person in User.objects.active().with_role(role):
            notify(
                person,
                "ledger.tampered",
                key=f"ledger:{run.pk}:tampered",
                params={"codes": ", ".join(sorted(run.counts.keys() - NOTICES))},
                url=reverse("compliance:ledger"),
            )


def start_verification(*, level, by):
    require(by, Permission.LEDGER_READ)
    return start_job(KIND, by=by, arguments={"level": level})


@runner(KIND, label=_("Verification of the ledger"), url=lambda job: reverse("compliance:ledger"))
def _verify_in_background(job):
    total = Checkpoint.objects.aggregate(size=Max("size"))["size"] or 0
    done = run_verification(
        level=job.arguments["level"],
        by=job.owner,
        progress=lambda number: job_progress(job, number, total),
    )
    job_progress(job, total, total)
    return {"exit_code": done.exit_code, "counts": done.counts}


declare_notification(
    "ledger.tampered",
    _("The verification of the ledger found tampering: %(codes)s."),
    icon="alert-triangle",
)
