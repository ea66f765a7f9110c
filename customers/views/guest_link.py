"""A link for a customer's own page: made, shown once, revoked."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.fields import carry_out
from accounts.permissions import Permission, require
from accounts.registry import guest_pages
from customers.forms.guest_link import LinkForm
from customers.models import GuestLink
from customers.services.guest_link import make_link, revoke_link
from customers.views.customer import address_of, find


@require_http_methods(["GET", "POST"])
def link_new(request, uuid, kind):
    require(request.user, Permission.CONSENT_RECORD)
    customer = find(request, uuid)
    page = dict(guest_pages).get(kind)
    if page is None:
        raise Http404
    form, link, url = LinkForm(request.POST or None), None, ""
    if form.is_valid():
        made = carry_out(form, make_link, customer, kind=kind, **form.cleaned_data, by=request.user)
        if made:
            link, secret = made
            url = request.build_absolute_uri(reverse(page, args=[secret]))
    context = {"form": form, "customer": customer, "link": link, "url": url}
    response = render(request, "customers/guest_link.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def link_revoke(request, uuid):
    links = GuestLink.objects.visible_to(request.user).select_related("customer")
    link = revoke_link(get_object_or_404(links, uuid=uuid), by=request.user)
    messages.success(request, _("Revoked: it opens nothing any more."))
    return redirect(address_of(link.customer, "consents"))
