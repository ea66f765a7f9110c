"""Search as you type: lines for the search box, and a page for those without script."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.permissions import Permission, require
from accounts.services.access import log_search
from customers.search import search, typed

LONGEST = 100


@require_GET
def customer_search(request):
    require(request.user, Permission.CUSTOMER_READ)
    text = typed(request.GET.get("q", ""))[:LONGEST]
    found = search(request.user, text) if text else []
    log_search(request.user, "customers.customer", text, count=len(found))
    template = "_search_options.html" if request.htmx else "customer_search.html"
    return render(request, f"customers/{template}", {"found": found, "text": text})
