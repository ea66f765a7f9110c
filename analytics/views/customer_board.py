"""The board of an organisation: for those who serve it, and for itself by a link (CUS-15)."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import Access
from accounts.permissions import Permission, require
from accounts.services.access import log_access
from customers.board import last_quarters, sections_of
from customers.guest_door import guest_page
from customers.models import Customer, GuestLink

KIND = GuestLink.Kind.BOARD
LINKS_SHOWN = 10


@require_GET
def customer_board(request, uuid):
    require(request.user, Permission.VISIT_READ)
    seen = Customer.objects.visible_to(request.user).filter(kind=Customer.Kind.ORGANISATION)
    customer = get_object_or_404(seen, uuid=uuid)
    links = GuestLink.objects.visible_to(request.user).filter(customer=customer, kind=KIND)
    log_access(request.user, Access.Action.VIEW, "customers.organisation", subject=customer)
    context = {
        "customer": customer,
        "kind": KIND,
        "links": links.select_related("made_by")[:LINKS_SHOWN],
        **_board(customer),
    }
    return render(request, "analytics/customer_board.html", context)


@guest_page(KIND)
@require_GET
def shared_board(request, link):
    return render(request, "analytics/shared_board.html", {"link": link, **_board(link.customer)})


def _board(customer):
    quarters = last_quarters(timezone.localdate())
    return {"quarters": quarters, "sections": sections_of(customer, quarters)}
