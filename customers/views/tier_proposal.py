"""Proposed changes of tier: the list, each with its evidence, and one decision over those that were chosen."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.permissions import Permission, require
from customers.forms.tier_grid import DecisionForm, ProposalFilter
from customers.models import TierProposal
from customers.proposal_wording import why
from customers.services.tier_proposal import approve_proposals, reject_proposals

COUNT_AT_MOST = 10_000
LABEL = TierProposal._meta.label_lower
COLUMNS = [
    (gettext_lazy("Proposed on"), lambda row: row.proposed_on),
    (gettext_lazy("Customer"), lambda row: row.customer.name),
    (gettext_lazy("Code"), lambda row: row.customer.external_id),
    (gettext_lazy("Tier now"), lambda row: row.get_tier_from_display()),
    (gettext_lazy("Proposed tier"), lambda row: row.get_tier_to_display()),
    (gettext_lazy("Value before"), lambda row: row.value_before),
    (gettext_lazy("Value contribution"), lambda row: row.value),
    (gettext_lazy("Need before"), lambda row: row.need_before),
    (gettext_lazy("Need priority"), lambda row: row.need),
    (gettext_lazy("Why"), why),
    (gettext_lazy("State"), lambda row: row.get_status_display()),
    (gettext_lazy("Decided by"), lambda row: str(row.decided_by or "")),
    (gettext_lazy("Decided at"), lambda row: row.decided_at),
    (gettext_lazy("Reason"), lambda row: row.reason),
    (gettext_lazy("Uuid"), lambda row: row.uuid),
]


@require_GET
def tier_proposal_list(request):
    require(request.user, Permission.TIER_READ)
    filters = ProposalFilter(request.GET, user=request.user)
    shown = filters.narrow_proposals(
        TierProposal.objects.visible_to(request.user), user=request.user
    ).with_people()
    if "format" in request.GET:
        return _export(request, shown)
    context = {
        "filters": filters,
        "page": keyset_page(shown, request.GET, order="-proposed_on"),
        "count": shown.order_by()[: COUNT_AT_MOST + 1].count(),
        "form": DecisionForm(),
        "back": request.get_full_path(),
    }
    return render(request, "customers/tier_proposal_list.html", context)


@require_GET
def tier_proposal_detail(request, uuid):
    require(request.user, Permission.TIER_READ)
    proposals = TierProposal.objects.visible_to(request.user).with_people()
    proposal = get_object_or_404(proposals, uuid=uuid)
    return _show(request, [proposal], DecisionForm(), back=request.path)


@require_POST
def tier_proposal_decide(request):
    """A list is decided as it was shown: what was decided meanwhile refuses the whole, which is then shown anew."""
    require(request.user, Permission.TIER_SET)
    chosen = _chosen(request)
    form, back = DecisionForm(request.POST), _back(request)
    is_rejection = request.POST.get("decision") == "reject"
    verb = reject_proposals if is_rejection else approve_proposals
    if form.is_valid() and carry_out(form, verb, chosen, **form.cleaned_data, by=request.user):
        messages.success(request, _done(is_rejection, len(chosen)))
        return redirect(back)
    return _show(request, chosen, form, back=back, status=422)


def _chosen(request):
    named = [text for text in request.POST.getlist("proposals") if _is_uuid(text)]
    proposals = TierProposal.objects.visible_to(request.user).with_people()
    return list(proposals.filter(uuid__in=named).order_by("-pk"))


def _is_uuid(text):
    try:
        return UUID(text)
    except ValueError:
        return None


def _back(request):
    back = request.POST.get("back", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return back
    return reverse("customers:tier_grid")


def _done(is_rejection, count):
    if is_rejection:
        return ngettext("%(count)s proposal rejected.", "%(count)s proposals rejected.", count) % {
            "count": count
        }
    return ngettext(
        "%(count)s tier changed, from today on.", "%(count)s tiers changed, from today on.", count
    ) % {"count": count}


def _show(request, proposals, form, *, back, status=200):
    context = {"proposals": proposals, "form": form, "back": back}
    return render(request, "customers/tier_proposal_detail.html", context, status=status)


def _export(request, shown):
    return export_response(
        request,
        name="tier-proposals",
        columns=COLUMNS,
        rows=shown.order_by("-pk").iterator(chunk_size=2000),
        what=LABEL,
        filters=request.GET.urlencode(),
    )
