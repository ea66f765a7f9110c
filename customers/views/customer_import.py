"""Lists of customers on their way in: upload, columns, check, report, import."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.permissions import Permission, require
from customers.forms.customer_import import ApplyForm, EncodingForm, MappingForm, UploadForm
from customers.importing.checking import look_at, read_samples
from customers.importing.findings import sentence_of
from customers.importing.report import chosen, narrowed, shown, tabs_of, with_sentences
from customers.importing.undoing import preview
from customers.models import CustomerImport, ImportLine
from customers.services import customer_import as verbs
from customers.services.import_mapping import save_mapping

PAGE_SIZE = 50
REPORT = [
    (gettext_lazy("Line"), lambda line: line.number),
    (gettext_lazy("Verdict"), lambda line: line.get_verdict_display()),
    (gettext_lazy("Name"), lambda line: line.name),
    (
        gettext_lazy("What there is to say"),
        lambda line: " ".join(sentence_of(finding) for finding in line.findings),
    ),
]


def _import(request, uuid):
    require(request.user, Permission.CUSTOMER_IMPORT)
    imports = CustomerImport.objects.visible_to(request.user).select_related("mapping", "by", "job")
    return get_object_or_404(imports, uuid=uuid)


@require_GET
def import_list(request):
    require(request.user, Permission.CUSTOMER_IMPORT)
    imports = CustomerImport.objects.visible_to(request.user).select_related("mapping", "by")
    page = keyset_page(imports, request.GET, order="-at", size=PAGE_SIZE)
    return render(request, "customers/import_list.html", {"page": page})


def import_new(request):
    require(request.user, Permission.CUSTOMER_IMPORT)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        customer_import = carry_out(
            form, verbs.upload_import, name=file.name, chunks=file.chunks(), by=request.user
        )
        if customer_import:
            return redirect("customers:import_mapping", customer_import.uuid)
    status = 422 if form.errors else 200
    return render(request, "customers/import_form.html", {"form": form}, status=status)


def import_mapping(request, uuid):
    customer_import = _import(request, uuid)
    encoding = EncodingForm(request.GET or None)
    wanted = encoding.data.get("encoding", "") or request.POST.get("encoding", "")
    look = look_at(customer_import, wanted)
    form = _mapping_form(request, customer_import, look, wanted)
    if form.is_valid() and carry_out(form, _save_and_check, customer_import, form, by=request.user):
        return redirect("customers:import_detail", uuid)
    context = {"import": customer_import, "form": form, "encoding": encoding, "look": look}
    status = 422 if form.errors else 200
    return render(request, "customers/import_mapping.html", context, status=status)


@require_POST
def import_preview(request, uuid):
    """What the first lines become by the columns as they are chosen now; nothing is kept."""
    customer_import = _import(request, uuid)
    encoding = request.POST.get("encoding", "")
    look = look_at(customer_import, encoding)
    form = _mapping_form(request, customer_import, look, encoding)
    form.is_valid()
    try:
        context = {"lines": shown(read_samples(look, form.cleaned_data["definition"]))}
    except ValidationError as problem:
        context = {"problem": " ".join(problem.messages)}
    return render(request, "customers/_import_preview.html", context)


def _mapping_form(request, customer_import, look, encoding):
    mapping = customer_import.mapping
    initial = {
        "source": mapping.source if mapping else PurePath(customer_import.file_name).stem[:60],
        "is_shared": mapping.is_shared if mapping else True,
        "mode": customer_import.mode,
        "encoding": encoding or (mapping.encoding if mapping else ""),
    }
    return MappingForm(
        request.POST or None,
        initial=initial,
        headings=look.headings,
        samples=look.samples,
        definition=look.definition,
    )


def _save_and_check(customer_import, form, *, by):
    values = form.cleaned_data
    mapping = save_mapping(
        values["source"],
        values["definition"],
        encoding=values["encoding"],
        is_shared=values["is_shared"],
        by=by,
    )
    verbs.check_import(customer_import, mapping=mapping, mode=values["mode"], by=by)
    return mapping


@require_GET
def import_detail(request, uuid):
    customer_import = _import(request, uuid)
    if request.htmx:
        return _progress(request, customer_import)
    show = chosen(request.GET)
    lines = ImportLine.objects.visible_to(request.user).filter(customer_import=customer_import)
    if "format" in request.GET:
        return _export(request, customer_import, narrowed(lines, show))
    page = keyset_page(
        narrowed(lines, show).select_related("customer"), request.GET, order="number"
    )
    with_sentences(page.rows)
    context = {
        "import": customer_import,
        "page": page,
        "tabs": tabs_of(customer_import, show),
        "form": ApplyForm(initial={"mode": customer_import.mode}),
    }
    return render(request, "customers/import_detail.html", context)


def _progress(request, customer_import):
    """Asked for every few seconds while a worker works; the page is drawn anew when it has ended."""
    if not customer_import.is_open:
        return HttpResponseClientRefresh()
    return render(request, "customers/_import_progress.html", {"import": customer_import})


def _export(request, customer_import, lines):
    return export_response(
        request,
        name="import-report",
        columns=REPORT,
        rows=lines.order_by("number").iterator(chunk_size=2000),
        what=ImportLine._meta.label_lower,
        filters=f"{customer_import.file_name} {request.GET.urlencode()}",
    )


@require_POST
def import_apply(request, uuid):
    customer_import = _import(request, uuid)
    form = ApplyForm(request.POST)
    mode = form.cleaned_data["mode"] if form.is_valid() else None
    verbs.apply_import(customer_import, mode=mode, by=request.user)
    return redirect("customers:import_detail", uuid)


@require_POST
def import_stop(request, uuid):
    verbs.stop_import(_import(request, uuid), by=request.user)
    return redirect("customers:import_detail", uuid)


def import_undo(request, uuid):
    customer_import = _import(request, uuid)
    if request.method == "POST":
        verbs.undo_import(customer_import, by=request.user)
        return redirect("customers:import_detail", uuid)
    customer_import.check_can_become(CustomerImport.Status.UNDOING)
    context = {"import": customer_import, "preview": preview(customer_import)}
    return render(request, "customers/import_undo.html", context)
