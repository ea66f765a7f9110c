"""The list of care, one of it with its evidence, and what the team owes."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.models import Access
from accounts.permissions import Permission, can, require
from accounts.services.access import log_access
from accounts.services.attachment import store_attachment
from customers.cadence import Period, period_of
from customers.care_evidence import evidence_for
from customers.columns import CARE_COLUMNS
from customers.forms.care import CareFilter, DoneForm, SkipForm
from customers.models import Care
from customers.services import care as verbs

SHOWN_WITH = ["customer", "item__playbook", "owner", "territory", "ended_by"]


@require_GET
def care_list(request):
    require(request.user, Permission.CARE_READ)
    filters = CareFilter(request.GET, user=request.user, today=timezone.localdate())
    shown = filters.narrow(Care.objects.visible_to(request.user)).select_related(*SHOWN_WITH)
    if "format" in request.GET:
        return _export(request, shown)
    context = {
        "filters": filters,
        "page": keyset_page(shown, request.GET, order="due_on"),
        "today": timezone.localdate(),
    }
    return render(request, "customers/care_list.html", context)


@require_GET
def care_team(request):
    """What each representative owes, and how much of this month's is done."""
    require(request.user, Permission.DASHBOARD_TEAM)
    today = timezone.localdate()
    first, last = period_of(today, Period.MONTH)
    of_month = Q(due_on__range=(first, last)) & ~Q(status__in=["closed", "skipped"])
    counted = (
        Care.objects.visible_to(request.user, by_index=True)
        .filter(Q(status="open", opens_on__lte=today) | Q(due_on__range=(first, last)))
        .values("owner__uuid", "owner__name", "owner__username")
        .annotate(
            due=Count("pk", filter=Q(status="open", opens_on__lte=today, due_on__gte=today)),
            overdue=Count("pk", filter=Q(status="open", due_on__lt=today)),
            of_month=Count("pk", filter=of_month),
            done=Count("pk", filter=of_month & Q(status="done")),
        )
        .order_by("-overdue", "-due", "owner__username")
    )
    return render(request, "customers/care_team.html", {"lines": counted, "first": first})


@require_GET
def care_detail(request, uuid):
    return _show(request, _find(request, uuid))


@require_POST
def care_done(request, uuid):
    care = _find(request, uuid)
    require(request.user, Permission.CARE_DO)
    form = DoneForm(request.POST, request.FILES, evidence=evidence_for(care, request.user))
    if form.is_valid() and carry_out(form, _finish, care, **form.cleaned_data, by=request.user):
        messages.success(request, _("Done: %(care)s, %(customer)s.") % _named(care))
        return redirect(_origin(request))
    return _show(request, care, done_form=form)


@require_POST
def care_skip(request, uuid):
    care = _find(request, uuid)
    form = SkipForm(request.POST)
    if form.is_valid() and carry_out(
        form, verbs.skip_care, care, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Skipped this time; the reason is kept."))
        return redirect(_origin(request))
    return _show(request, care, skip_form=form)


def _find(request, uuid):
    require(request.user, Permission.CARE_READ)
    rows = Care.objects.visible_to(request.user).select_related(*SHOWN_WITH, "attachment")
    return get_object_or_404(rows, uuid=uuid)


def _show(request, care, **forms):
    if care.customer.is_person:
        log_access(request.user, Access.Action.VIEW, Care._meta.label_lower, subject=care.customer)
    may = care.is_open and can(request.user, Permission.CARE_DO)
    evidence = evidence_for(care, request.user) if may else []
    context = {
        "care": care,
        "may": may,
        "hows": Care.How,
        "origin": request.POST.get("origin") or request.GET.get("from", ""),
        "done_form": DoneForm(evidence=evidence),
        "skip_form": SkipForm(),
        **forms,
    }
    return render(request, "customers/care_detail.html", context)


def _finish(care, *, file, visit, **said):
    by = said["by"]
    attachment = store_attachment(file, by=by) if file else None
    return verbs.finish_care(care, attachment=attachment, visit=visit or None, **said)


def _origin(request):
    """Back to the list that one works through, or to where the day begins."""
    return "customers:care_list" if request.POST.get("origin") == "list" else "/"


def _named(care):
    return {"care": care.item, "customer": care.customer}


def _export(request, shown):
    return export_response(
        request,
        name="care",
        columns=CARE_COLUMNS,
        rows=shown.order_by("due_on", "pk").iterator(chunk_size=2000),
        what="customers.care",
        filters=request.GET.urlencode(),
    )
