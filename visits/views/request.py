"""The queue of what customers ask, and each request's page."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_POST

from accounts.exports import export_response
from accounts.keyset import keyset_page
from accounts.models import Access
from accounts.permissions import Permission, require
from accounts.services.access import log_access
from visits.forms.request import (
    ConfirmForm,
    RequestFilter,
    RequestForm,
    RouteForm,
    SayForm,
    SubjectForm,
)
from visits.models import Request, RequestEntry
from visits.models.request import departments_of
from visits.request_reminders import address_of
from visits.services import request as verbs

COUNT_AT_MOST = 1000
# What may be said on a request's page: the verb, and the sentence that thanks for it.
SAYINGS = {
    "respond": (
        verbs.respond_to_request,
        gettext_lazy("Answer kept; the asking representative was told."),
    ),
    "resolve": (
        verbs.resolve_request,
        gettext_lazy("Resolved; the asking representative was told."),
    ),
    "note": (verbs.note_on_request, gettext_lazy("Note kept.")),
}


@require_GET
def request_list(request):
    require(request.user, Permission.REQUEST_READ)
    now = timezone.now()
    filters = RequestFilter(request.GET)
    visible = Request.objects.visible_to(request.user)
    shown = filters.narrow(visible, request.user, now)
    if "format" in request.GET:
        return _export(request, shown.with_people())
    context = {
        "filters": filters,
        "page": keyset_page(shown.with_next_due().in_lines(), request.GET, order=_order(filters)),
        "count": shown[: COUNT_AT_MOST + 1].count(),
        "late": visible.late(now)[: COUNT_AT_MOST + 1].count(),
        "now": now,
    }
    return render(request, "visits/request_list.html", context)


@require_GET
def request_detail(request, uuid):
    asked = _find(request, uuid)
    log_access(request.user, Access.Action.VIEW, "visits.request", subject=asked)
    return render(request, "visits/request_detail.html", _detail(request, asked))


def request_new(request):
    require(request.user, Permission.REQUEST_RAISE)
    subject = SubjectForm(request.GET, user=request.user)
    if not subject.is_valid():
        raise Http404
    form = RequestForm(request.POST or None, user=request.user)
    if form.is_valid():
        asked = verbs.raise_request(**subject.cleaned_data, **form.cleaned_data, by=request.user)
        messages.success(request, _("Kept. Promised by %s.") % _short(asked.respond_by))
        return redirect(address_of(asked))
    context = {"form": form, **subject.cleaned_data}
    return render(request, "visits/request_form.html", context)


@require_POST
def request_say(request, uuid, saying):
    asked = _find(request, uuid)
    if saying not in SAYINGS:
        raise Http404
    verb, thanks = SAYINGS[saying]
    form = SayForm(request.POST)
    if not form.is_valid():
        return _again(request, asked, say=form, saying=saying)
    verb(asked, text=form.cleaned_data["text"], by=request.user)
    messages.success(request, str(thanks))
    return redirect(address_of(asked))


@require_POST
def request_reopen(request, uuid):
    asked = _find(request, uuid)
    form = SayForm(request.POST)
    if not form.is_valid():
        return _again(request, asked, reopen=form)
    verbs.reopen_request(asked, because=form.cleaned_data["text"], by=request.user)
    messages.success(request, _("Open again, with a new promise."))
    return redirect(address_of(asked))


@require_POST
def request_route(request, uuid):
    asked = _find(request, uuid)
    form = RouteForm(request.POST)
    if not form.is_valid():
        return _again(request, asked, route=form)
    chosen = form.cleaned_data
    verbs.route_request(
        asked, department=chosen["department"], because=chosen["text"], by=request.user
    )
    messages.success(request, _("Handed over."))
    return redirect("visits:request_list")


@require_POST
def request_take(request, uuid):
    asked = _find(request, uuid)
    verbs.take_request(asked, by=request.user)
    return redirect(address_of(asked))


@require_POST
def request_confirm(request, uuid):
    asked = _find(request, uuid)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _again(request, asked, confirm=form)
    verbs.confirm_request(asked, satisfaction=form.cleaned_data["satisfaction"], by=request.user)
    messages.success(request, _("Thank you: the customer has the answer."))
    return redirect(address_of(asked))


def _find(request, uuid):
    require(request.user, Permission.REQUEST_READ)
    asked = Request.objects.visible_to(request.user).with_people()
    where = asked.select_related("visit__organisation", "visit__department")
    return get_object_or_404(where.prefetch_related("visit__products__product"), uuid=uuid)


def _again(request, asked, **forms):
    return render(
        request, "visits/request_detail.html", _detail(request, asked, **forms), status=422
    )


def _detail(request, asked, *, say=None, saying="respond", reopen=None, route=None, confirm=None):
    """What the page shows; a form with mistakes comes back as it was typed."""
    entries = RequestEntry.objects.visible_to(request.user).filter(request=asked)
    return {
        "asked": asked,
        "products": asked.about_products,
        "entries": entries.select_related("by").order_by("-at", "-pk"),
        "answers_here": asked.department in departments_of(request.user),
        "say": say or SayForm(),
        "saying": saying,
        "reopen": reopen or SayForm(auto_id="reopen_%s"),
        "route": route or RouteForm(auto_id="route_%s"),
        "confirm": confirm or ConfirmForm(),
        "opened": {"reopen": reopen, "route": route, "confirm": confirm},
        "now": timezone.now(),
    }


def _order(filters):
    """Open ones by time left, the others newest first."""
    is_open = filters.cleaned_data.get("state") in {"", "late", None}
    return "due_next" if is_open else "-raised_at"


def _short(moment):
    return timezone.localtime(moment).strftime("%m-%d %H:%M")


def _export(request, shown):
    columns = [
        (_("Customer"), lambda asked: asked.customer.name),
        (_("Tier"), lambda asked: asked.get_tier_display()),
        (_("Kind"), lambda asked: asked.get_kind_display()),
        (_("The customer's words"), lambda asked: asked.words),
        (pgettext("of our side", "Department"), lambda asked: asked.get_department_display()),
        (_("Status"), lambda asked: asked.get_status_display()),
        (_("Raised"), lambda asked: asked.raised_at),
        (_("Raised by"), lambda asked: str(asked.raised_by)),
        (_("Promised by"), lambda asked: asked.respond_by),
        (_("First response"), lambda asked: asked.first_response_at),
        (_("Resolved"), lambda asked: asked.resolved_at),
        (_("Satisfaction"), lambda asked: asked.satisfaction),
    ]
    return export_response(
        request,
        name="requests",
        columns=columns,
        rows=shown.order_by("-raised_at").iterator(chunk_size=2000),
        what=Request._meta.label_lower,
        filters=request.GET.urlencode(),
    )
