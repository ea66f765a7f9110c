"""Logging a visit: choose whom, fill in, submit. The checklist answers each change, the draft keeps it."""

from contextlib import suppress
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission, require
from accounts.prepared import prepared
from accounts.services.filing import INVALID, check_filing
from customers.reception_words import reception_of
from visits.checklist import live_checklist, stored_checklist
from visits.choices import chosen_customer, customers_to_log
from visits.filing import filing_of
from visits.forms.log import LogForm
from visits.forms.offers import Offers
from visits.forms.record import values_of
from visits.models import Visit
from visits.record import record_of
from visits.services.adverse_event import open_adverse_event
from visits.services.draft import first_record, save_draft
from visits.services.submission import content_refusals, refusals, submit_visit
from visits.services.visit import (
    local_today,
    open_on,
    open_unplanned_visit,
    unplanned_record,
    unplanned_visit,
)

ANSWERS = {"yes": True, "no": False}
ICONS = {
    "seen": "eye",
    "not_seen": "user-x",
    "refused": "hand-stop",
    "too_short": "hourglass-low",
    "gate_only": "door",
    "asked_back": "repeat",
}
OPENED_WITH = ["customer__person", "topic", "draft", "adverse_event"]
NOT_TYPED = {"csrfmiddlewaretoken", "adverse_event", "device_time", "is_overlap_right"}


@require_GET
def log_new(request):
    """＋: the customer is chosen with one tap, and the form opens; nothing is written before something is typed."""
    require(request.user, Permission.VISIT_LOG)
    customer = chosen_customer(request.user, request.GET)
    if customer is not None:
        visit = _to_log(customer, request.user)
        url = reverse("visits:visit_log", args=[visit.uuid])
        return redirect(url + _of_customer(visit))
    choices = customers_to_log(request.user, request.GET)
    template = "_customer_choices.html" if request.htmx else "log_new.html"
    return render(request, f"visits/{template}", {"choices": choices})


@require_http_methods(["GET", "POST"])
def visit_log(request, uuid):
    visit = _own(request, uuid)
    if not visit.can_be_logged:
        return redirect("visits:visit_detail", visit.uuid)
    if request.method == "POST":
        visit = _written(visit, request.user)
        return _submit(request, visit, Offers.of_visit(visit), key=uuid)
    held = _held(visit)
    offers = Offers.of_visit(visit, held)
    draft = getattr(visit, "draft", None)
    record = _read(draft.data, offers) if draft else first_record(visit, held)
    refusal = _filing_refusal(offers, record)
    if refusal and "write" not in request.GET:
        return _blocked(request, visit, refusal)
    form = LogForm(offers=offers, values=draft.data if draft else values_of(record))
    return _show(request, visit, form, record, draft=draft, is_filed=not refusal)


@require_POST
def visit_draft(request, uuid):
    visit = _written(_own(request, uuid), request.user)
    save_draft(visit, data=_typed(request.POST), by=request.user)
    return HttpResponse(status=204)


@require_POST
def visit_checklist(request, uuid):
    """The checklist and the bar above the thumb, as what is typed now makes them."""
    visit = _own(request, uuid)
    form = LogForm(request.POST, offers=Offers.of_visit(visit, _held(visit)))
    form.is_valid()
    context = {"visit": visit, "form": form} | _standing(visit, form, form.record())
    return render(request, "visits/_log_standing.html", context)


def _submit(request, visit, offers, *, key):
    """`key` is the page's own: the visit has another if one of the day was open by then."""
    form = LogForm(request.POST, offers=offers)
    answer = ANSWERS.get(request.POST.get("adverse_event"))
    try:
        if not form.is_valid() or form.overlap_refusals(visit):
            raise ValidationError(_all_refusals(visit, form, answer, request.user))
        submitted = submit_visit(visit, adverse_event=answer, by=request.user, **form.submission())
    except ValidationError as refusal:
        visit.refresh_from_db(fields=["status"])
        if visit.is_locked:  # the first of two taps has submitted it
            return redirect("visits:visit_detail", visit.uuid)
        record = form.record()  # a refusal takes what it names out of what was said
        if answer and not hasattr(visit, "adverse_event"):
            return _report_first(request, visit, record)
        draft = _kept(request, visit)
        if sentence := _filing_sentence(refusal):
            return _blocked(request, visit, sentence, status=422)
        form.take(refusal)
        return _show(request, visit, form, record, draft=draft, status=422)
    messages.success(request, _thanks(submitted), extra_tags=f"draft:{key}")
    if answer and submitted.adverse_event.is_draft:
        return redirect("visits:adverse_event_detail", submitted.adverse_event.uuid)
    return redirect("visits:today")


def _kept(request, visit):
    """What was typed; a button that stands alone types nothing, and undoes no draft."""
    typed = _typed(request.POST)
    return save_draft(visit, data=typed, by=request.user) if typed else None


def _report_first(request, visit, record):
    """An adverse event waits for nothing that the visit still lacks (CN-013)."""
    event = open_adverse_event(visit, record=record, by=request.user)
    with suppress(
        ValidationError
    ):  # nor for a draft that is too long, or of a visit cancelled elsewhere
        _kept(request, visit)
    messages.warning(request, _("The visit is not submitted yet: what you typed is kept."))
    return redirect("visits:adverse_event_detail", event.uuid)


def _all_refusals(visit, form, answer, user):
    """Even when something can't be read, everything else that is missing is said at once."""
    found = refusals(
        visit, form.record(), adverse_event=answer, by=user, questions=form.questions()
    )
    for name, said in form.overlap_refusals(visit).items():
        found.setdefault(name, []).extend(said)
    return {name: said for name, said in found.items() if name not in form.errors} or {
        "__all__": _("Something can't be read as it is.")
    }


def _own(request, uuid):
    require(request.user, Permission.VISIT_LOG)
    visit = next(iter(_opened(request.user, uuid=uuid)), None)
    if visit is None:
        customer = chosen_customer(request.user, request.GET)
        if customer is None:
            raise Http404
        visit = _to_log(customer, request.user, uuid)
    if visit.rep_id != request.user.pk:
        raise PermissionDenied(_("Only the representative whose visit this is can do that."))
    visit.rep = request.user  # whose roles and zone are known already
    return visit


@prepared
def _opened(reader, uuid):
    visits = Visit.objects.visible_to(reader).with_place().select_related(*OPENED_WITH)
    return visits.filter(uuid=uuid)[:1]


def _to_log(customer, user, uuid=None):
    """The visit of today that is open already, or one that is still to be written, under the key that the page holds."""
    today = open_on(customer, local_today(user), user)
    return today or unplanned_visit(customer, by=user, uuid=uuid)


def _written(visit, user):
    if visit.pk:
        return visit
    return open_unplanned_visit(visit.customer, by=user, uuid=visit.uuid)


def _held(visit):
    return record_of(visit) if visit.pk else unplanned_record(visit)


def _of_customer(visit):
    """What an address adds while the visit is not written: whom it is to be with."""
    return "" if visit.pk else f"?customer={visit.customer.uuid}"


def _typed(posted):
    return {name: values for name, values in posted.lists() if name not in NOT_TYPED}


def _read(values, offers):
    """What a draft's values say, as if the form had been posted."""
    posted = QueryDict(mutable=True)
    for name, given in values.items():
        posted.setlist(name, given)
    form = LogForm(posted, offers=offers)
    form.is_valid()
    return form.record()


def _filing_refusal(offers, record):
    products = [talk.product for talk in record.products]
    try:
        check_filing(offers.rep, offers.day, products, in_force=offers.filings)
    except ValidationError as refusal:
        return refusal.messages[0]
    return ""


def _filing_sentence(refusal):
    everything = refusal.error_dict.get("__all__", []) if hasattr(refusal, "error_dict") else []
    return next((error.messages[0] for error in everything if error.code == INVALID), "")


def _show(request, visit, form, record, *, draft=None, is_filed=None, status=200):
    context = {
        "visit": visit,
        "form": form,
        "draft": draft,
        "of_customer": _of_customer(visit),
        "icons": ICONS,
        "asks_waiver": visit.pk and {"appointment", "contact"} & form.refused.keys(),
        "reception": reception_of(visit.organisation.customer) if visit.organisation else None,
    } | _standing(visit, form, record, is_filed=is_filed)
    return render(request, "visits/visit_log.html", context, status=status)


def _standing(visit, form, record, *, is_filed=None):
    """How far the visit has come with what the form says now."""
    needed = content_refusals(record)
    return {
        "checklist": live_checklist(visit, record, is_filed=is_filed),
        "outcome": record.outcome,
        "needed": needed,
        "adverse_event": getattr(visit, "adverse_event", None),
        "next_needed": next((form[name] for name in needed if name in form.fields), None),
    }


def _blocked(request, visit, sentence, *, status=200):
    context = {
        "visit": visit,
        "sentence": sentence,
        "filing": filing_of(request.user, visit.day),
        "of_customer": _of_customer(visit),
        "adverse_event": getattr(visit, "adverse_event", None),
        "write_url": f"?{urlencode(request.GET.dict() | {'write': 1})}",
    }
    return render(request, "visits/visit_blocked.html", context, status=status)


def _thanks(visit):
    if not visit.is_done:
        return _("Submitted: %(outcome)s.") % {"outcome": visit.get_outcome_display()}
    checklist = stored_checklist(visit.effectiveness)
    sentence = (
        _("Submitted. Effective %(met)s/%(total)s.")
        if visit.effectiveness.is_effective
        else _("Submitted. %(met)s of %(total)s criteria of an effective visit are met.")
    )
    return sentence % {"met": checklist.met, "total": checklist.total}
