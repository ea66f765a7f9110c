"""Links by which customers see a page of ours: made, told once, listed, revoked."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.models import Access
from accounts.permissions import Permission, require
from accounts.services.access import log_access, log_search
from customers.columns import LINK_COLUMNS
from customers.forms.guest_link import GuestLinkFilter, LinkForm, RevokeForm
from customers.guest_door import address_of_link, page_of_kind
from customers.models import GuestLink
from customers.services.guest_link import LABEL, make_link, revoke_link
from customers.views.customer import find

COUNT_AT_MOST = 10_000


@require_GET
def link_list(request):
    require(request.user, Permission.LINK_SHARE)
    filters = GuestLinkFilter(request.GET, user=request.user)
    shown = filters.narrow(_links(request))
    if "format" in request.GET:
        return _export(request, shown)
    log_search(request.user, LABEL, filters.cleaned_data.get("q"))
    context = {
        "filters": filters,
        "page": keyset_page(shown, request.GET, order="-made_at"),
        "count": shown[: COUNT_AT_MOST + 1].count(),
    }
    return render(request, "customers/guest_link_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def link_new(request, uuid, kind):
    require(request.user, Permission.LINK_SHARE)
    page_of_kind(kind)
    customer = find(request, uuid, kind=GuestLink.OF[kind])
    form, link, url = LinkForm(request.POST or None, kind=kind), None, ""
    if form.is_valid():
        made = carry_out(form, make_link, customer, kind=kind, **form.cleaned_data, by=request.user)
        if made:
            link, secret = made
            url = address_of_link(secret)
    context = {"form": form, "customer": customer, "kind": kind, "link": link, "url": url}
    return render(request, "customers/guest_link_form.html", context)


@require_http_methods(["GET", "POST"])
def link_detail(request, uuid):
    require(request.user, Permission.LINK_SHARE)
    link = get_object_or_404(_links(request), uuid=uuid)
    form = RevokeForm(request.POST or None)
    if form.is_valid() and carry_out(form, revoke_link, link, **form.cleaned_data, by=request.user):
        messages.success(request, _("Revoked: it opens nothing any more."))
        return redirect("customers:link_detail", uuid)
    log_access(request.user, Access.Action.VIEW, LABEL, subject=link)
    context = {"link": link, "form": form, "moments": link.opened_moments()}
    return render(request, "customers/guest_link_detail.html", context)


def _links(request):
    seen = GuestLink.objects.visible_to(request.user)
    return seen.select_related("customer", "made_by", "revoked_by")


def _export(request, shown):
    return export_response(
        request,
        name="guest-links",
        columns=LINK_COLUMNS,
        rows=shown.order_by("-made_at", "-pk").iterator(chunk_size=2000),
        what=LABEL,
        filters=request.GET.urlencode(),
    )
