"""What of customers waits for somebody's decision: proposed tiers."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.approvals import Waiting, pile
from accounts.permissions import Permission, can
from customers.models import TierProposal


def proposed_tiers(user):
    """Registered as accounts.registry.approvals."""
    if not can(user, Permission.TIER_SET):
        return None
    rows = TierProposal.objects.visible_to(user).waiting().select_related("customer")
    url = reverse("customers:tier_proposal_list")
    return pile(
        _("Proposed changes of tier"), "grid-3x3", url, rows.order_by("proposed_on", "pk"), _tier
    )


def _tier(row):
    return Waiting(
        title=str(row.customer),
        text=f"{row.get_tier_from_display() or '–'} → {row.get_tier_to_display()}",
        url=reverse("customers:tier_proposal_detail", args=[row.uuid]),
        since=row.proposed_on,
    )
