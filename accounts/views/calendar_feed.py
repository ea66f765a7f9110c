"""A private calendar address: its page, and the file behind it, which whoever knows the address opens."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import CalendarFeed
from accounts.rate_limit import is_within
from accounts.services.calendar_feed import make_feed, open_feed, revoke_feed

A_MINUTE = 60  # from one address: an office, or a calendar's server that asks for many people


def calendar_feed(request):
    """The new address is in this answer and nowhere else."""
    address = None
    if request.method == "POST":
        _feed, secret = make_feed(request.user, by=request.user)
        address = settings.SITE_URL + reverse("accounts:calendar_file", args=[secret])
    context = {
        "feed": CalendarFeed.objects.visible_to(request.user).current().first(),
        "address": address,
        "is_offered": "calendar" in settings.CHANNELS,
    }
    return render(request, "accounts/calendar_feed.html", context)


@require_POST
def calendar_feed_revoke(request):
    revoke_feed(request.user, by=request.user)
    messages.success(request, _("Revoked: the address leads nowhere now."))
    return redirect("accounts:calendar_feed")


@login_not_required
@require_safe
def calendar_file(request, secret):
    if not is_within("calendar", request.META["REMOTE_ADDR"], a_minute=A_MINUTE):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    content = open_feed(secret)
    if content is None:
        raise Http404
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"},
    )
