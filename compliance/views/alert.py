"""Alerts: the inbox of compliance, and each one with its evidence and what is done about it."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.exports import export_response
from accounts.forms.fields import BecauseForm, carry_out
from accounts.keyset import keyset_page
from accounts.models import Access
from accounts.permissions import Permission, can, require
from accounts.services.access import log_access
from compliance.forms.alert import AlertFilter, DecideForm, OwnerForm, SuppressForm
from compliance.links import links_of
from compliance.models import Alert
from compliance.risk import wording
from compliance.services import alert as verbs
from compliance.services.suppression import may_be_silenced, suppress_alerts

COUNT_AT_MOST = 10_000
LABEL = Alert._meta.label_lower
# word in the address → verb, form, what is said when it is done
STEPS = {
    "triage": (verbs.triage_alert, OwnerForm, gettext_lazy("Taken up.")),
    "assign": (verbs.assign_alert, OwnerForm, gettext_lazy("Handed on.")),
    "investigate": (verbs.investigate_alert, forms.Form, gettext_lazy("It is investigated.")),
    "decide": (verbs.decide_alert, DecideForm, gettext_lazy("Decided.")),
    "close": (verbs.close_alert, forms.Form, gettext_lazy("Closed.")),
    "reopen": (verbs.reopen_alert, BecauseForm, gettext_lazy("Open again, with a new deadline.")),
    "suppress": (suppress_alerts, SuppressForm, gettext_lazy("The rule is silent about this.")),
}


@require_GET
def alert_list(request):
    require(request.user, Permission.ALERT_READ)
    filters = AlertFilter(request.GET)
    shown = filters.narrow(Alert.objects.visible_to(request.user), user=request.user)
    shown = shown.select_related("person", "owner")
    if "format" in request.GET:
        return _export(request, shown)
    page = keyset_page(shown, request.GET, order="-raised_at")
    links = links_of(request.user, [(alert.label, alert.subject) for alert in page.rows])
    context = {
        "filters": filters,
        "page": page,
        "alerts": [(alert, links.get((alert.label, alert.subject))) for alert in page.rows],
        "count": shown.order_by()[: COUNT_AT_MOST + 1].count(),
    }
    return render(request, "compliance/alert_list.html", context)


@require_GET
def alert_detail(request, uuid):
    alert = _find(request, uuid)
    log_access(request.user, Access.Action.VIEW, LABEL, subject=alert)
    return _show(request, alert)


@require_POST
def alert_step(request, uuid, step):
    if step not in STEPS:
        raise Http404
    alert = _find(request, uuid)
    verb, kind, said = STEPS[step]
    form = _form(kind, request.POST, step, alert, request.user)
    if form.is_valid() and carry_out(form, verb, alert, **_said(form, request), by=request.user):
        messages.success(request, str(said))
    elif refusals := form.non_field_errors():
        # Somebody was faster: the page may no longer offer this step, and says so above what it offers now.
        messages.error(request, " ".join(refusals))
    else:
        return _show(request, alert, step, form)
    return redirect("compliance:alert_detail", uuid)


def _find(request, uuid):
    require(request.user, Permission.ALERT_READ)
    alerts = Alert.objects.visible_to(request.user)
    whole = alerts.select_related("person", "owner", "decided_by", "parameters")
    return get_object_or_404(whole, uuid=uuid)


def _form(kind, data, step, alert, user):
    options = {"alert": alert, "user": user} if kind is OwnerForm else {}
    return kind(data, prefix=step, **options)


def _said(form, request):
    """No owner chosen means oneself."""
    said = form.cleaned_data
    return said | {"owner": said["owner"] or request.user} if "owner" in said else said


def _show(request, alert, opened="", form=None):
    """The page; a form with mistakes comes back opened, as it was typed."""
    user = request.user
    blank = {step: _form(kind, None, step, alert, user) for step, (_v, kind, _s) in STEPS.items()}
    context = {
        "alert": alert,
        **_records(alert, user),
        "inputs": wording.inputs_of(alert),
        "values": wording.values_of(alert.rule, alert.values),
        "forms": blank | ({opened: form} if opened else {}),
        "opened": opened,
        "may_handle": verbs.may_handle(alert, user),
        "may_decide": verbs.may_decide(alert, user),
        "may_suppress": can(user, Permission.ALERT_SUPPRESS) and may_be_silenced(alert),
    }
    return render(request, "compliance/alert_detail.html", context, status=422 if opened else 200)


def _records(alert, user):
    """What it is about and what proves it, each with the ways to it."""
    about, proofs = (alert.label, alert.subject), wording.evidence_of(alert)
    links = links_of(user, [about, *((one["label"], one["key"]) for _kind, one in proofs)])
    return {
        "links": links.get(about),
        "evidence": [(kind, one, links.get((one["label"], one["key"]))) for kind, one in proofs],
    }


def _export(request, shown):
    columns = [
        (_("Noticed"), lambda alert: alert.raised_at),
        (_("Rule"), lambda alert: alert.rule),
        (_("Title"), wording.title_of),
        (_("Severity"), lambda alert: alert.get_severity_display()),
        (_("About"), wording.subject_of),
        (_("Person"), lambda alert: str(alert.person or "")),
        (_("What was noticed"), wording.sentence_of),
        (_("State"), lambda alert: alert.get_status_display()),
        (_("Who looks into it"), lambda alert: str(alert.owner or "")),
        (_("Deadline"), lambda alert: alert.due_at),
        (_("Outcome"), lambda alert: alert.get_outcome_display()),
        (_("Reason"), lambda alert: alert.reason),
    ]
    return export_response(
        request,
        name="alerts",
        columns=columns,
        rows=shown.iterator(chunk_size=2000),
        what=LABEL,
        filters=request.GET.urlencode(),
    )
