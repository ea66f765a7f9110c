"""One inbox of decisions: amendments, tiers, plans, time off (decision 13)."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.approvals import piles_of
from accounts.permissions import Permission, require


@require_GET
def approval_list(request):
    require(request.user, Permission.VISIT_AMEND_ACCEPT)
    return render(request, "visits/approval_list.html", {"piles": piles_of(request.user)})
