"""Search as you type: lines for the search box, and a page for those without script."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import Access
from accounts.permissions import Permission, require
from accounts.services.access import log_access
from customers.phone import digits
from customers.search import SHORTEST_PRIVATE_PHONE, search, typed

LONGEST = 100


@require_GET
def customer_search(request):
    require(request.user, Permission.CUSTOMER_READ)
    text = typed(request.GET.get("q", ""))[:LONGEST]
    found = search(request.user, text) if text else []
    if text:
        log_access(
            request.user,
            Access.Action.SEARCH,
            "customers.customer",
            filters=_without_numbers(text),
            count=len(found),
        )
    template = "_search_options.html" if request.htmx else "customer_search.html"
    return render(request, f"customers/{template}", {"found": found, "text": text})


def _without_numbers(text):
    """A private phone that somebody typed does not belong in the log."""
    number = digits(text)
    return text if len(number) < SHORTEST_PRIVATE_PHONE else f"•••{number[-4:]}"
