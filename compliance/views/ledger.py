"""The seal of the record: how it stands, its verification, and what an auditor takes away."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Access, Job
from accounts.permissions import Permission, require
from accounts.services.access import log_access
from compliance.history import kind_of, models_by_label
from compliance.ledger.places import records_at
from compliance.ledger.standalone import verifier_source
from compliance.ledger.standing import proof_of, standing
from compliance.links import links_of
from compliance.models import Verification
from compliance.services.ledger_export import KIND, path_of, start_export
from compliance.services.verification import start_verification
from compliance.versions import find_subject

SHOWN = 10  # runs


@require_GET
def ledger(request):
    require(request.user, Permission.LEDGER_READ)
    runs = Verification.objects.visible_to(request.user).select_related("by")[:SHOWN]
    last = runs[0] if runs else None
    findings = _findings(last, request.user) if last else []
    context = {"standing": standing(), "runs": runs, "last": last, "findings": findings}
    return render(request, "compliance/ledger.html", context)


def _findings(run, user):
    """[(finding, model, record, links)]; the last three are None where it is about no record."""
    records = records_at({finding["where"] for finding in run.findings})
    links = links_of(user, [(m._meta.label_lower, one.key) for m, one in records.values()])
    told = []
    for finding in run.findings:
        model, record = records.get(finding["where"], (None, None))
        way = links.get((model._meta.label_lower, record.key)) if model else None
        told.append((finding, way and kind_of(model), way and record.name, way))
    return told


@require_POST
def ledger_verify(request):
    job = start_verification(level=3, by=request.user)
    return redirect("accounts:job_detail", job.uuid)


@require_POST
def ledger_export(request):
    job = start_export(by=request.user)
    return redirect("accounts:job_detail", job.uuid)


@require_GET
def ledger_export_file(request, uuid):
    require(request.user, Permission.LEDGER_EXPORT)
    mine = Job.objects.visible_to(request.user).filter(kind=KIND, status=Job.Status.DONE)
    job = get_object_or_404(mine, uuid=uuid)
    file = default_storage.open(path_of(job))
    log_access(request.user, Access.Action.EXPORT, "ledger", count=job.result["entries"])
    name = f"ledger-{timezone.localdate(job.ended_at):%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name)


@require_GET
def ledger_verifier(request):
    require(request.user, Permission.LEDGER_READ)
    return _file(verifier_source(), "ledger_verifier.py", "text/x-python; charset=utf-8")


@require_GET
def ledger_proof(request, label, key):
    require(request.user, Permission.LEDGER_READ)
    model = models_by_label().get(label)
    subject = find_subject(request.user, model, key) if model else None
    proof = proof_of(model, subject.pk) if subject else None
    if proof is None:
        raise Http404
    log_access(request.user, Access.Action.EXPORT, label, subject=subject.uuid, filters="proof")
    return _file(str(proof), f"{label}-{key}.tlog-proof", "text/plain; charset=utf-8")


def _file(text, name, content_type):
    return HttpResponse(
        text,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
