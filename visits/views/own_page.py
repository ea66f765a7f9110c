"""A customer's own page: opened by a link, without signing in; it shows nothing of anybody else (CMP-13)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customers.services.guest_link import find_link, note_opening
from visits.forms.customer_answer import OwnAnswerForm, OwnWithdrawalForm
from visits.own_page import page_of, visits_about
from visits.services import customer_answer as verbs

MOST, EACH = 40, 60  # requests of one address, seconds
KIND = "own_page"


@login_not_required
@require_GET
def own_page(request, token):
    link = _open(request, token)
    if link is None:
        return _closed(render(request, "visits/own_page_slow.html", status=429))
    note_opening(link, by=link.guest)
    return _shown(request, link, token)


@login_not_required
@require_POST
def own_answer(request, token):
    link = _open(request, token)
    if link is None:
        return _closed(render(request, "visits/own_page_slow.html", status=429))
    form = OwnAnswerForm(request.POST)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    visit = get_object_or_404(visits_about(link.customer), uuid=said["visit"])
    if said["answer"] == "confirm":
        verbs.confirm_visit(visit, link=link, by=link.guest)
    else:
        try:
            verbs.dispute_visit(visit, words=said["words"], link=link, by=link.guest)
        except ValidationError as refusal:
            return _shown(request, link, token, refused={visit.pk: refusal.messages}, status=422)
    messages.success(request, _("Thank you. Your answer is recorded."))
    return _closed(redirect("visits:own_page", token))


@login_not_required
@require_POST
def own_withdraw(request, token):
    link = _open(request, token)
    if link is None:
        return _closed(render(request, "visits/own_page_slow.html", status=429))
    form = OwnWithdrawalForm(request.POST)
    if not form.is_valid():
        raise Http404
    verbs.withdraw_on_own_page(**form.cleaned_data, link=link, by=link.guest)
    messages.success(request, _("Withdrawn. It holds from now on."))
    return _closed(redirect("visits:own_page", token))


def _open(request, token):
    """The link, a 404 where it opens nothing, or None for who asks too often."""
    key = f"own-page:{request.META['REMOTE_ADDR']}"
    cache.add(key, 0, EACH)
    if cache.incr(key) > MOST:
        return None
    link = find_link(token, KIND)
    if link is None:
        raise Http404
    return link


def _shown(request, link, token, *, refused=None, status=200):
    context = {"link": link, "token": token, "refused": refused or {}, **page_of(link.customer)}
    return _closed(render(request, "visits/own_page.html", context, status=status))


def _closed(response):
    """Kept by no cache, found by no search, told to no other site."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
