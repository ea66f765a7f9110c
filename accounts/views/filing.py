"""Filings of representatives: the list, each one's page, and what happens to it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.forms.filing import (
    ChangeForm,
    CheckForm,
    EditFilingForm,
    FileForm,
    FilingFilter,
    NewFilingForm,
    RevealForm,
)
from accounts.keyset import keyset_page
from accounts.models import Access, Product, RepFiling
from accounts.permissions import Permission, require
from accounts.services import filing as verbs
from accounts.services.access import log_access, log_search
from accounts.services.attachment import PDF, PICTURES, store_attachment

COUNT_AT_MOST = 10_000
CHANGES = {
    "suspend": (verbs.suspend_filing, gettext_lazy("Suspended.")),
    "resume": (verbs.resume_filing, gettext_lazy("Counts again.")),
    "withdraw": (verbs.withdraw_filing, gettext_lazy("Withdrawn.")),
}


@require_GET
def filing_list(request):
    require(request.user, Permission.FILING_READ)
    filters = FilingFilter(request.GET)
    shown = filters.narrow(RepFiling.objects.visible_to(request.user))
    shown = shown.select_related("user", "holder")
    if "format" in request.GET:
        return _export(request, shown)
    log_search(request.user, RepFiling._meta.label_lower, filters.cleaned_data.get("q"))
    context = {
        "filters": filters,
        "page": keyset_page(shown, request.GET, order="-valid_from"),
        "count": shown[: COUNT_AT_MOST + 1].count(),
    }
    return render(request, "accounts/filing_list.html", context)


@require_GET
def filing_detail(request, uuid):
    filing = _find(request, uuid)
    log_access(request.user, Access.Action.VIEW, RepFiling._meta.label_lower, subject=filing)
    return _show(request, filing)


def filing_new(request):
    require(request.user, Permission.FILING_MANAGE)
    form = NewFilingForm(request.POST or None, request.FILES or None, user=request.user)
    if form.is_valid():
        filing = carry_out(form, _draft, form.cleaned_data, by=request.user)
        if filing:
            return redirect("accounts:filing_detail", filing.uuid)
    return render(request, "accounts/filing_form.html", {"form": form})


def filing_edit(request, uuid):
    require(request.user, Permission.FILING_MANAGE)
    filing = _find(request, uuid)
    form = EditFilingForm(
        request.POST or None, request.FILES or None, user=request.user, initial=vars(filing)
    )
    if form.is_valid():
        if carry_out(form, _edit, filing, form.cleaned_data, by=request.user):
            messages.success(request, _("Kept."))
            return redirect("accounts:filing_detail", uuid)
    return render(request, "accounts/filing_form.html", {"form": form, "filing": filing})


def filing_file(request, uuid):
    require(request.user, Permission.FILING_MANAGE)
    filing = _find(request, uuid)
    initial = {name: getattr(filing, name) for name in ("number", "valid_from", "valid_to")}
    form = FileForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid():
        if carry_out(form, _file, filing, form.cleaned_data, by=request.user):
            messages.success(request, _("Filed: visits within its term can be submitted."))
            return redirect("accounts:filing_detail", uuid)
    return render(request, "accounts/filing_file.html", {"form": form, "filing": filing})


@require_POST
def filing_change(request, uuid, change):
    if change not in CHANGES:
        raise Http404
    verb, said = CHANGES[change]
    filing, form = _find(request, uuid), ChangeForm(request.POST, prefix=change)
    if form.is_valid() and carry_out(form, verb, filing, **form.cleaned_data, by=request.user):
        messages.success(request, str(said))
        return redirect("accounts:filing_detail", uuid)
    return _show(request, filing, change, form)


@require_POST
def filing_check(request, uuid):
    filing, form = _find(request, uuid), CheckForm(request.POST, prefix="check")
    if form.is_valid() and carry_out(
        form, verbs.record_check, filing, **form.cleaned_data, by=request.user
    ):
        return redirect("accounts:filing_detail", uuid)
    return _show(request, filing, "check", form)


@require_POST
def filing_reveal(request, uuid):
    """Answers with the page itself: the number appears once and in no address."""
    filing, form = _find(request, uuid), RevealForm(request.POST, prefix="reveal")
    number = None
    if form.is_valid():
        number = verbs.reveal_id_number(filing, **form.cleaned_data, by=request.user)
    return _show(request, filing, "reveal", form, number=number)


def _find(request, uuid):
    require(request.user, Permission.FILING_READ)
    found = RepFiling.objects.visible_to(request.user)
    return get_object_or_404(
        found.select_related("user", "holder", "evidence", "photo", "checked_by"), uuid=uuid
    )


def _show(request, filing, opened="", form=None, *, number=None):
    """The page; a form with mistakes comes back opened, as it was typed."""
    covered = Product.objects.visible_to(request.user).filter(
        holder=filing.holder, category__in=filing.categories
    )
    context = {
        "filing": filing,
        "products": covered,
        "forms": {
            **{name: ChangeForm(prefix=name) for name in CHANGES},
            "check": CheckForm(prefix="check"),
            "reveal": RevealForm(prefix="reveal"),
            **({opened: form} if opened else {}),
        },
        "opened": opened,
        "number": number,
    }
    status = 422 if opened and number is None else 200
    return render(request, "accounts/filing_detail.html", context, status=status)


def _draft(values, *, by):
    return verbs.draft_filing(**_with_photo(values, by), by=by)


def _edit(filing, values, *, by):
    return verbs.edit_filing(filing, **_with_photo(values, by), by=by)


def _with_photo(values, by):
    file = values.pop("photo_file")
    return values | {"photo": store_attachment(file, by=by, kinds=PICTURES)} if file else values


def _file(filing, values, *, by):
    evidence = store_attachment(values.pop("evidence_file"), by=by, kinds=PICTURES | {PDF})
    return verbs.file_filing(filing, **values, evidence=evidence, by=by)


def _export(request, shown):
    columns = [
        (_("Representative"), lambda filing: filing.user.name),
        (_("Holder"), lambda filing: filing.holder.name),
        (_("Filing number"), lambda filing: filing.number),
        (_("Status"), lambda filing: filing.get_status_display()),
        (_("Status since"), lambda filing: filing.status_on),
        (_("Valid from"), lambda filing: filing.valid_from),
        (_("Valid to"), lambda filing: filing.valid_to),
        (_("Product categories"), lambda filing: "; ".join(filing.categories)),
        (_("Last checked on the platform"), lambda filing: filing.checked_on),
    ]
    return export_response(
        request,
        name="filings",
        columns=columns,
        rows=shown.order_by("user__username", "-valid_from").iterator(chunk_size=2000),
        what=RepFiling._meta.label_lower,
        filters=request.GET.urlencode(),
    )
