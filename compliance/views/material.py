"""Materials with their versions: kept, approved by a second person, withdrawn, and opened on the phone."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.models import Access
from accounts.permissions import Permission, can, require
from accounts.services.access import log_access
from compliance.forms import material as forms
from compliance.models import Material, MaterialVersion
from compliance.services import material as verbs
from compliance.services.reviewing import may_approve

# step of the address → (form, verb, what is said then)
STEPS = {
    "submit": (None, verbs.submit_version, gettext_lazy("Handed in for approval.")),
    "approve": (
        *(forms.ApproveForm, verbs.approve_version),
        gettext_lazy("Approved: it may be shown from its first day on."),
    ),
    "return": (forms.ReturnForm, verbs.return_version, gettext_lazy("Sent back.")),
    "withdraw": (
        *(forms.WithdrawForm, verbs.withdraw_version),
        gettext_lazy("Withdrawn: whoever planned it has been told."),
    ),
    "discard": (forms.DiscardForm, verbs.withdraw_version, gettext_lazy("Given up.")),
}


@require_GET
def material_list(request):
    require(request.user, Permission.CONTENT_READ)
    filters = forms.MaterialFilter(request.GET, user=request.user)
    shown = filters.narrow(Material.objects.visible_to(request.user), request.user)
    if "format" in request.GET:
        return _export(request, shown.with_versions(request.user))
    page = keyset_page(shown.with_versions(request.user), request.GET, order="title")
    return render(request, "compliance/material_list.html", {"filters": filters, "page": page})


@require_GET
def material_detail(request, uuid):
    return _show(request, _find(request, uuid))


@require_http_methods(["GET", "POST"])
def material_new(request):
    require(request.user, Permission.CONTENT_KEEP)
    form = forms.MaterialForm(request.POST or None, user=request.user)
    if form.is_valid():
        added = carry_out(form, verbs.create_material, **form.cleaned_data, by=request.user)
        if added:
            return redirect("compliance:material_detail", added.uuid)
    return _form(request, form, _("New material"))


@require_http_methods(["GET", "POST"])
def material_edit(request, uuid):
    require(request.user, Permission.CONTENT_KEEP)
    material = _find(request, uuid)
    form = forms.MaterialForm(request.POST or None, user=request.user, material=material)
    if form.is_valid() and carry_out(
        form, verbs.edit_material, material, **form.cleaned_data, by=request.user
    ):
        return redirect("compliance:material_detail", uuid)
    return _form(request, form, str(material), material)


@require_http_methods(["GET", "POST"])
def version_new(request, uuid):
    """`uuid` is the material's."""
    require(request.user, Permission.CONTENT_KEEP)
    material = _find(request, uuid)
    form = forms.VersionForm(
        request.POST or None,
        request.FILES or None,
        initial={"valid_from": timezone.localdate()},
    )
    if form.is_valid() and carry_out(
        form, verbs.draft_version, material, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Drafted. Hand it in when it is ready."))
        return redirect("compliance:material_detail", uuid)
    return _form(request, form, _("New version"), material)


@require_POST
def version_step(request, uuid, step):
    if step not in STEPS:
        raise Http404
    version = _version(request, uuid)
    form_class, verb, said = STEPS[step]
    form = form_class(request.POST) if form_class else None
    values = form.cleaned_data if form and form.is_valid() else {}
    if form is None:
        verb(version, by=request.user)
    elif not form.is_valid() or not carry_out(form, verb, version, **values, by=request.user):
        return _show(request, _find(request, version.material.uuid), bound={step: form})
    messages.success(request, said)
    return redirect("compliance:material_detail", version.material.uuid)


@require_GET
def version_file(request, uuid):
    """In the browser: only kinds that it shows without running anything are ever taken as materials."""
    version = _version(request, uuid)
    file = version.file
    if not default_storage.exists(file.path):
        raise Http404(f"The file store lacks {file.path}.")
    log_access(request.user, Access.Action.VIEW, "compliance.materialversion", subject=version)
    response = FileResponse(
        default_storage.open(file.path), filename=file.name, content_type=file.content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _find(request, uuid):
    require(request.user, Permission.CONTENT_READ)
    materials = Material.objects.visible_to(request.user).select_related("owner")
    return get_object_or_404(materials.prefetch_related("products__product"), uuid=uuid)


def _version(request, uuid):
    require(request.user, Permission.CONTENT_READ)
    versions = MaterialVersion.objects.visible_to(request.user).select_related("material", "file")
    return get_object_or_404(versions, uuid=uuid)


def _show(request, material, *, bound=None):
    user = request.user
    versions = MaterialVersion.objects.visible_to(user).filter(material=material)
    people = versions.select_related("file", "drafted_by", "approved_by", "withdrawn_by")
    rows = list(people.order_by("-version"))
    waiting = next((row for row in rows if row.status == row.Status.SUBMITTED), None)
    decides = waiting and can(user, Permission.CONTENT_APPROVE) and may_approve(waiting, user)
    stops = can(user, Permission.CONTENT_KEEP) or can(user, Permission.CONTENT_APPROVE)
    context = {
        "material": material,
        "versions": rows,
        "draft": next((row for row in rows if row.status == row.Status.DRAFT), None),
        "waiting": waiting,
        "in_force": next((row for row in rows if row.status == row.Status.APPROVED), None),
        "decides": decides,
        "stops": stops,
        "approve": forms.ApproveForm(),
        "return": forms.ReturnForm(),
        "withdraw": forms.WithdrawForm(),
        "discard": forms.DiscardForm(),
    } | (bound or {})
    context["send_back"] = context.pop("return")
    return render(request, "compliance/material_detail.html", context, status=422 if bound else 200)


def _form(request, form, title, material=None):
    context = {"form": form, "title": title, "material": material}
    return render(request, "compliance/material_form.html", context)


def _export(request, shown):
    columns = [
        (_("Title"), lambda row: row.title),
        (_("Kind"), lambda row: row.get_kind_display()),
        (_("Products"), lambda row: "; ".join(map(str, row.about))),
        (_("Audience"), lambda row: row.audience_in_words),
        (_("Owner"), lambda row: row.owner.name),
        (_("Version"), lambda row: _newest(row, "version")),
        (_("Approval number"), lambda row: _newest(row, "approval_number")),
        (_("Valid to"), lambda row: _newest(row, "valid_to")),
        (_("Status"), lambda row: _newest(row, "get_status_display")),
    ]
    return export_response(
        request,
        name="materials",
        columns=columns,
        rows=shown.order_by("title", "pk").iterator(chunk_size=500),
        what=Material._meta.label_lower,
        filters=request.GET.urlencode(),
    )


def _newest(material, name):
    """Of the newest version that the reader may see."""
    value = getattr(material.newest, name, "")
    return value() if callable(value) else value
