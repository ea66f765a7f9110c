"""The door of pages that customers open by a link, without signing in (CMP-13, CUS-15).

The address holds a secret. Loading it shows a button and nothing of anybody: whoever looks ahead at addresses opens
nothing. The button opens the page, whose own address has no secret; a cookie that scripts cannot read leads to it.
"""

import time
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from accounts.registry import guest_pages
from customers.services.guest_link import opened_link

MOST, EACH = 120, 60  # requests of one address, seconds: a hospital may be one address


def guest_view(view):
    """Anybody's, but not of our own people: what a customer says there must not come from them."""

    @wraps(view)
    def closed(request, *args, **kwargs):
        if asks_too_often(request):
            response = render(request, "guest/slow.html", status=429)
        elif request.user.is_authenticated:
            response = render(request, "guest/ours.html", status=403)
        else:
            response = view(request, *args, **kwargs)
        return kept_by_nobody(response)

    return login_not_required(closed)


def guest_page(kind):
    """A page of one kind: `view(request, link)` for the browser that opened a link which still holds."""

    def decorate(view):
        @wraps(view)
        def opened(request, *args, **kwargs):
            link = opened_link(request.COOKIES.get(cookie_of(kind), ""), kind)
            return view(request, link, *args, **kwargs) if link else ended(request)

        return guest_view(opened)

    return decorate


def ended(request):
    """The same for a link that was never one, was revoked, has expired or opened elsewhere: nobody learns which."""
    return render(request, "guest/ended.html", status=404)


def page_of_kind(kind):
    """The name of the page's address."""
    try:
        return dict(guest_pages)[kind]
    except KeyError:
        raise Http404 from None


def address_of_link(secret):
    return settings.SITE_URL.rstrip("/") + reverse("customers:guest_open", args=[secret])


def cookie_of(kind):
    return f"guest_{kind}"


def remember(response, kind, key):
    """Until the browser is closed, for these pages only."""
    response.set_cookie(
        cookie_of(kind),
        key,
        path="/guest/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def asks_too_often(request):
    key = f"guest:{request.META['REMOTE_ADDR']}:{int(time.time()) // EACH}"
    if cache.add(key, 1, EACH):
        return False
    try:
        return cache.incr(key) > MOST
    except ValueError:  # the cache made room between the two
        return False


def kept_by_nobody(response):
    """Kept by no cache, found by no search, framed and told to no other site."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    # Not "no-referrer": a browser then sends its own forms from nowhere, and they are refused.
    response.headers["Referrer-Policy"] = "same-origin"
    return response
