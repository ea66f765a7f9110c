"""Amendments: filed by the rep in the visit's own form, decided side by side."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.permissions import Permission, can, require
from accounts.signed import signatures_on
from visits.forms.amendment import AcceptForm, AmendmentFilter, AmendmentForm, RejectForm
from visits.forms.offers import Offers
from visits.forms.record import values_of
from visits.models import Visit, VisitAmendment
from visits.record import READ_WITH, record_of
from visits.services import amendment as verbs
from visits.sides import sides_of

COUNT_AT_MOST = 1000


@require_GET
def amendment_list(request):
    require(request.user, Permission.VISIT_READ)
    filters = AmendmentFilter(request.GET)
    shown = filters.narrow(VisitAmendment.objects.visible_to(request.user))
    rows = shown.select_related("visit__customer", "visit__rep", "filed_by")
    context = {
        "filters": filters,
        "page": keyset_page(rows, request.GET, order="-filed_at"),
        "count": shown.order_by()[: COUNT_AT_MOST + 1].count(),
    }
    return render(request, "visits/amendment_list.html", context)


@require_GET
def amendment_detail(request, uuid):
    return _show(request, _find(request, uuid))


@require_http_methods(["GET", "POST"])
def amendment_new(request, uuid):
    """The visit's own form, filled with what was submitted, and a reason."""
    require(request.user, Permission.VISIT_LOG)
    visits = Visit.objects.visible_to(request.user).with_place().select_related("rep", "topic")
    visit = get_object_or_404(visits.prefetch_related(*READ_WITH), uuid=uuid)
    if visit.rep_id != request.user.pk:
        raise PermissionDenied(_("Only the representative whose visit this is can do that."))
    form = AmendmentForm(
        request.POST or None, offers=Offers.of_visit(visit), values=values_of(record_of(visit))
    )
    if amendment := _file(visit, form, request.user):
        messages.success(request, _("Filed: your manager decides on it."))
        return redirect("visits:amendment_detail", amendment.uuid)
    mine = VisitAmendment.objects.visible_to(request.user).filter(visit=visit)
    context = {"visit": visit, "form": form, "waiting": mine.filed().first()}
    return render(
        request, "visits/amendment_form.html", context, status=422 if form.errors else 200
    )


@require_POST
def amendment_accept(request, uuid):
    amendment, form = _find(request, uuid), AcceptForm(request.POST, request=request)
    if _decide(amendment, form, verbs.accept_amendment, request.user):
        messages.success(request, _("Signed and accepted: the visit says the new values now."))
        return redirect("visits:amendment_detail", uuid)
    return _show(request, amendment, accept=form)


@require_POST
def amendment_reject(request, uuid):
    amendment, form = _find(request, uuid), RejectForm(request.POST, request=request)
    if _decide(amendment, form, verbs.reject_amendment, request.user):
        messages.success(request, _("Signed and rejected; the representative reads your reason."))
        return redirect("visits:amendment_detail", uuid)
    return _show(request, amendment, reject=form)


@require_POST
def amendment_withdraw(request, uuid):
    verbs.withdraw_amendment(_find(request, uuid), by=request.user)
    messages.success(request, _("Withdrawn."))
    return redirect("visits:amendment_detail", uuid)


def _show(request, amendment, *, accept=None, reject=None):
    can_decide = amendment.is_open and verbs.can_decide(amendment, request.user)
    context = {
        "amendment": amendment,
        "sides": sides_of(amendment),
        "signatures": signatures_on(amendment),
        "can_decide": can_decide,
        "accept": can_decide and (accept or AcceptForm(request=request)),
        "reject": can_decide and (reject or RejectForm(request=request)),
        "can_withdraw": amendment.is_open and amendment.filed_by_id == request.user.pk,
        "reads_text": can(request.user, Permission.FREE_TEXT_READ),
    }
    status = 422 if accept or reject else 200
    return render(request, "visits/amendment_detail.html", context, status=status)


def _decide(amendment, form, verb, by):
    """Whoever may not decide is told so before anything is said of what was typed."""
    verbs.check_may_decide(amendment, by)
    if not form.is_valid():
        return None
    return carry_out(form, verb, amendment, credentials=form.credentials(), **form.reason(), by=by)


def _file(visit, form, by):
    if not form.is_valid():
        return None
    reason = form.cleaned_data["reason"]
    try:
        record = form.record().as_precise_as(record_of(visit))
        is_moved = (record.started_at, record.ended_at) != (visit.started_at, visit.ended_at)
        if is_moved and (overlap := form.overlap_refusals(visit)):
            raise ValidationError(overlap)
        return verbs.file_amendment(visit, record=record, reason=reason, by=by)
    except ValidationError as refusal:
        form.take(refusal)
        return None


def _find(request, uuid):
    require(request.user, Permission.VISIT_READ)
    rows = VisitAmendment.objects.visible_to(request.user)
    whole = rows.select_related("visit__customer", "visit__rep", "filed_by", "decided_by")
    return get_object_or_404(whole, uuid=uuid)
