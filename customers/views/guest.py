"""A customer opens the link that they were given: a button first, then their page."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from customers.guest_door import cookie_of, ended, guest_view, page_of_kind, remember
from customers.services.guest_link import find_link, hash_of, new_secret, open_link


@guest_view
@require_http_methods(["GET", "POST"])
def guest_open(request, token):
    link = find_link(token)
    if link is None:
        return ended(request)
    key = request.COOKIES.get(cookie_of(link.kind), "")
    keeps_none = request.method == "POST" and link.opens_once and not key
    if request.method == "POST" and not keeps_none:
        if not open_link(link, holder=key, by=link.guest):
            return ended(request)
        response = redirect(page_of_kind(link.kind))
        return response if link.opens_once else remember(response, link.kind, token)
    response = render(request, "guest/open.html", {"keeps_none": keeps_none})
    if link.opens_once and hash_of(key) != link.holder_hash:
        remember(response, link.kind, new_secret())
    return response
