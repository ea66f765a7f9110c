"""The communication ledger (台账): every contact that took place, with what proves it (CN-026)."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.exports import export_response
from accounts.permissions import Permission, require
from accounts.services.access import log_search
from compliance.services.list_file import AT_ONCE
from compliance.views.list_file import hand_out, offer
from visits.forms.touchpoint import TouchpointFilter
from visits.models import Visit
from visits.newest import newest_visits
from visits.services.touchpoint_file import TOUCHPOINT_FILE, columns_for, writers_for
from visits.services.visit import local_today
from visits.touchpoint import all_touchpoints, listed_touchpoints


@require_GET
def touchpoint_list(request):
    require(request.user, Permission.VISIT_READ)
    filters = _filters(request)
    if "format" in request.GET:
        return _export(request, filters)
    page, count = newest_visits(request.user, filters.narrow, request.GET, read=listed_touchpoints)
    log_search(request.user, "visits.visit", filters.cleaned_data.get("q"), count=count)
    context = {"filters": filters, "page": page, "count": count}
    return render(request, "visits/touchpoint_list.html", context)


def _export(request, filters):
    """The file, or the page that offers to make a long one in the background."""
    require(request.user, Permission.EXPORT)
    shown = filters.narrow(Visit.objects.visible_to(request.user, by_index=True))
    if shown.order_by()[: AT_ONCE + 1].count() > AT_ONCE:
        place = reverse("visits:touchpoint_file_new")
        return HttpResponseRedirect(f"{place}?{request.GET.urlencode()}")
    return export_response(
        request,
        name=TOUCHPOINT_FILE.name,
        columns=columns_for(request.user, request.GET["format"]),
        rows=all_touchpoints(shown),
        what=TOUCHPOINT_FILE.what,
        filters=request.GET.urlencode(),
        writers=writers_for(request.user, filters),
    )


@require_http_methods(["GET", "POST"])
def touchpoint_file_new(request):
    TOUCHPOINT_FILE.require(request.user)
    form = request.GET.get("format")
    if form not in TOUCHPOINT_FILE.writers:
        return HttpResponseRedirect(reverse("visits:touchpoint_list"))

    def start():
        words = request.GET.urlencode()
        return TOUCHPOINT_FILE.start(form=form, filters=words, by=request.user)

    return offer(request, TOUCHPOINT_FILE, form, list_route="visits:touchpoint_list", start=start)


@require_GET
def touchpoint_file(request, uuid):
    return hand_out(request, TOUCHPOINT_FILE, uuid)


def _filters(request):
    return TouchpointFilter(request.GET, user=request.user, today=local_today(request.user))
