"""The needs file: the list, each need's page, what happens to it, and the radar over all of them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.models import Access, User
from accounts.permissions import Permission, require
from accounts.services.access import log_access
from customers import need_radar
from customers.colleagues import colleagues_of
from customers.forms import need as forms
from customers.models import Need, NeedEvidence
from customers.need_reminders import address_of
from customers.services import need as verbs
from customers.views.customer import find as find_customer

COUNT_AT_MOST = 10_000
# What may happen to a need on its page: the verb, its form, and the sentence that thanks for it.
CHANGES = {
    "review": (verbs.review_need, forms.ReviewForm, gettext_lazy("Reviewed.")),
    "solve": (verbs.solve_need, forms.SolveForm, gettext_lazy("Solved, well done.")),
    "drop": (verbs.drop_need, forms.DropForm, gettext_lazy("Dropped; the reason is kept.")),
    "reopen": (verbs.reopen_need, forms.ReopenForm, gettext_lazy("Open again.")),
    "attach": (verbs.add_evidence, forms.EvidenceForm, gettext_lazy("File kept.")),
    "hand": (verbs.hand_need, forms.HandForm, gettext_lazy("Handed on.")),
}


@require_GET
def need_list(request):
    require(request.user, Permission.CUSTOMER_READ)
    filters = forms.NeedFilter(request.GET, user=request.user)
    shown = filters.narrow(Need.objects.visible_to(request.user))
    if "format" in request.GET:
        return _export(request, shown.with_people())
    order = "next_review_on" if filters.is_about_open_ones else "-found_on"
    context = {
        "filters": filters,
        "page": keyset_page(shown.with_people(), request.GET, order=order),
        "count": shown[: COUNT_AT_MOST + 1].count(),
    }
    return render(request, "customers/need_list.html", context)


@require_GET
def radar(request):
    require(request.user, Permission.CUSTOMER_READ)
    filters = forms.RadarFilter(request.GET)
    filters.is_valid()
    by = filters.cleaned_data.get("by") or need_radar.PRODUCT
    category = filters.cleaned_data.get("category", "")
    themes = need_radar.radar(request.user, by=by, category=category)
    context = {"filters": filters, "themes": themes, "by": by}
    return render(request, "customers/need_radar.html", context)


@require_http_methods(["GET", "POST"])
def need_new(request, uuid):
    """`uuid` is the customer's."""
    require(request.user, Permission.NEED_KEEP)
    customer = find_customer(request, uuid)
    form = forms.NeedForm(request.POST or None, user=request.user)
    if form.is_valid():
        need = carry_out(form, verbs.open_need, customer, **form.cleaned_data, by=request.user)
        if need:
            messages.success(request, _("Kept: you are reminded on the day of its review."))
            return redirect(address_of(need))
    return render(request, "customers/need_form.html", {"form": form, "customer": customer})


@require_http_methods(["GET", "POST"])
def need_edit(request, uuid):
    require(request.user, Permission.NEED_KEEP)
    need = _find(request, uuid)
    form = forms.NeedForm(request.POST or None, user=request.user, need=need)
    if form.is_valid():
        if carry_out(form, verbs.edit_need, need, **form.cleaned_data, by=request.user):
            messages.success(request, _("Kept."))
            return redirect(address_of(need))
    context = {"form": form, "customer": need.customer, "need": need}
    return render(request, "customers/need_form.html", context)


@require_GET
def need_detail(request, uuid):
    need = _find(request, uuid)
    log_access(request.user, Access.Action.VIEW, Need._meta.label_lower, subject=need)
    return render(request, "customers/need_detail.html", _page(request, need))


@require_POST
def need_start(request, uuid):
    need = _find(request, uuid)
    verbs.start_need(need, by=request.user)
    return redirect(address_of(need))


@require_POST
def need_change(request, uuid, change):
    need = _find(request, uuid)
    if change not in CHANGES:
        raise Http404
    verb, _form, thanks = CHANGES[change]
    form = _form_of(request, need, change)(request.POST, request.FILES, prefix=change)
    if form.is_valid() and carry_out(form, verb, need, **form.cleaned_data, by=request.user):
        messages.success(request, str(thanks))
        return redirect(address_of(need))
    context = _page(request, need, change, form)
    return render(request, "customers/need_detail.html", context, status=422)


def _find(request, uuid):
    require(request.user, Permission.CUSTOMER_READ)
    return get_object_or_404(Need.objects.visible_to(request.user).with_people(), uuid=uuid)


def _form_of(request, need, change):
    """The form's class, ready but for its data."""
    form = CHANGES[change][1]
    if change != "hand":
        return form
    colleagues = User.objects.visible_to(request.user).filter(pk__in=colleagues_of(need.customer))
    return lambda *args, **options: form(*args, colleagues=colleagues, **options)


def _page(request, need, opened="", form=None):
    """What the page shows; a form with mistakes comes back opened, as it was typed."""
    initial = {"solve": {"solution": need.solution, "result": need.result}}
    unbound = {
        change: _form_of(request, need, change)(prefix=change, initial=initial.get(change))
        for change in CHANGES
    }
    files = NeedEvidence.objects.visible_to(request.user).filter(need=need)
    return {
        "need": need,
        "chain": [(need._meta.get_field(name), getattr(need, name)) for name in Need.CHAIN],
        "files": files.select_related("attachment"),
        "reviews": need.reviews,
        "forms": unbound | ({opened: form} if opened else {}),
        "opened": opened,
    }


def _export(request, shown):
    columns = [
        (_("Customer"), lambda need: need.customer.name),
        (_("Category"), lambda need: need.get_category_display()),
        (_("Product"), lambda need: str(need.product or "")),
        (_("Pain point"), lambda need: need.pain_point),
        (_("Root cause"), lambda need: need.root_cause),
        (_("Solution"), lambda need: need.solution),
        (_("Evidence"), lambda need: need.evidence),
        (_("Result"), lambda need: need.result),
        (_("State"), lambda need: need.get_status_display()),
        (_("Owner"), lambda need: str(need.owner)),
        (_("Territory"), lambda need: need.territory.name),
        (_("Found on"), lambda need: need.found_on),
        (_("Next review"), lambda need: need.next_review_on if need.is_open else None),
        (_("Closed"), lambda need: need.closed_on),
    ]
    return export_response(
        request,
        name="needs",
        columns=columns,
        rows=shown.order_by("-found_on", "-pk").iterator(chunk_size=2000),
        what=Need._meta.label_lower,
        filters=request.GET.urlencode(),
    )
