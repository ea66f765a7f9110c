"""The register of people's requests for their data, each one's page, and the file that is made for it (PRV-005)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.models import Access, Job
from accounts.permissions import Permission, require
from accounts.services.access import log_access
from compliance.forms.subject_request import (
    CloseForm,
    FileForm,
    IdentifyForm,
    ReceiveForm,
    SubjectRequestFilter,
)
from compliance.models import SubjectRequest
from compliance.services import person_file as files
from compliance.services import subject_request as verbs
from customers.models import Customer

LABEL = SubjectRequest._meta.label_lower
CLOSES = {"answer": verbs.answer_request, "refuse": verbs.refuse_request}


@require_GET
def subject_request_list(request):
    require(request.user, Permission.ERASURE_READ)
    filters = SubjectRequestFilter(request.GET)
    shown = filters.narrow(SubjectRequest.objects.visible_to(request.user)).with_people()
    if "format" in request.GET:
        return _export(request, shown)
    page = keyset_page(shown, request.GET, order="-received_on")
    context = {"page": page, "filters": filters}
    return render(request, "compliance/subject_request_list.html", context)


@require_http_methods(["GET", "POST"])
def subject_request_new(request, uuid):
    """For one person, from her page."""
    require(request.user, Permission.ERASURE_REQUEST)
    people = Customer.objects.visible_to(request.user).filter(kind=Customer.Kind.PERSON)
    customer = get_object_or_404(people, uuid=uuid)
    form = ReceiveForm(request.POST or None)
    if form.is_valid():
        row = carry_out(form, verbs.receive_request, customer, **form.cleaned_data, by=request.user)
        if row:
            messages.success(request, _("Entered, with the day until which it is answered."))
            return redirect("compliance:subject_request_detail", row.uuid)
    context = {"form": form, "customer": customer}
    return render(request, "compliance/subject_request_form.html", context)


@require_GET
def subject_request_detail(request, uuid):
    row = _find(request, uuid)
    log_access(request.user, Access.Action.VIEW, LABEL, subject=row)
    return _show(request, row)


@require_POST
def subject_request_identify(request, uuid):
    row, form = _find(request, uuid), IdentifyForm(request.POST)
    if form.is_valid() and carry_out(
        form, verbs.identify_subject, row, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Identity checked. Now the file may be made."))
        return redirect("compliance:subject_request_detail", uuid)
    return _show(request, row, identify=form)


@require_POST
def subject_request_close(request, uuid):
    row, form = _find(request, uuid), CloseForm(request.POST)
    if form.is_valid():
        verb, answer = CLOSES[form.cleaned_data["verdict"]], form.cleaned_data["answer"]
        if carry_out(form, verb, row, answer=answer, by=request.user):
            messages.success(request, _("Closed."))
            return redirect("compliance:subject_request_detail", uuid)
    return _show(request, row, close=form)


@require_POST
def person_file_new(request, uuid):
    row, form = _find(request, uuid), FileForm(request.POST)
    if form.is_valid():
        job = carry_out(form, files.start_file, row, **form.cleaned_data, by=request.user)
        if job:
            return redirect("accounts:job_detail", job.uuid)
    return _show(request, row, file=form)


@require_GET
def person_file(request, uuid):
    require(request.user, Permission.ERASURE_DECIDE)
    mine = Job.objects.visible_to(request.user).filter(kind=files.KIND, status=Job.Status.DONE)
    job = get_object_or_404(mine, uuid=uuid)
    content = files.read_file(job)
    if content is None:
        raise Http404
    log_access(request.user, Access.Action.EXPORT, LABEL, subject=job.arguments["request"])
    head = {"Content-Disposition": f'attachment; filename="person-{job.uuid}.zip"'}
    return HttpResponse(content, content_type="application/zip", headers=head)


def _find(request, uuid):
    require(request.user, Permission.ERASURE_READ)
    visible = SubjectRequest.objects.visible_to(request.user).with_people()
    return get_object_or_404(visible, uuid=uuid)


def _show(request, row, *, identify=None, close=None, file=None):
    context = {
        "row": row,
        "identify_form": identify or IdentifyForm(),
        "close_form": close or CloseForm(),
        "file_form": file or FileForm(),
        "files": [(job, files.is_expired(job)) for job in files.files_of(row, request.user)[:10]],
    }
    return render(request, "compliance/subject_request_detail.html", context)


def _export(request, shown):
    return export_response(
        request,
        name="data-requests",
        columns=_columns(),
        rows=shown.iterator(chunk_size=2000),
        what=LABEL,
        filters=request.GET.urlencode(),
    )


def _columns():
    return [
        (_("Person"), lambda row: row.customer.name),
        (_("What is asked"), lambda row: row.get_kind_display()),
        (_("Status"), lambda row: row.get_status_display()),
        (_("Received on"), lambda row: row.received_on),
        (_("Due on"), lambda row: row.due_on),
        (_("How the identity was checked"), lambda row: row.get_identity_check_display()),
        (_("Closed at"), lambda row: row.closed_at),
        (_("What was answered"), lambda row: row.answer),
    ]
