"""A customer's own page: it shows what is recorded of her, and nothing of anybody else (CMP-13)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.forms.fields import carry_out
from customers.guest_door import guest_page
from customers.models import GuestLink
from visits.forms.customer_answer import OwnAnswerForm, OwnWishesForm, OwnWithdrawalForm
from visits.own_page import page_of, visits_about, wishes_of
from visits.services import customer_answer, own_wish

KIND = GuestLink.Kind.OWN_PAGE


@guest_page(KIND)
@require_GET
def own_page(request, link):
    return _shown(request, link)


@guest_page(KIND)
@require_POST
def own_answer(request, link):
    form = OwnAnswerForm(request.POST)
    visit = get_object_or_404(visits_about(link.customer), uuid=_uuid(form))
    guest = {"link": link, "by": link.guest}
    if form.is_valid():
        if form.cleaned_data["answer"] == "confirm":
            done = carry_out(form, customer_answer.confirm_visit, visit, **guest)
        else:
            words = form.cleaned_data["words"]
            done = carry_out(form, customer_answer.dispute_visit, visit, words=words, **guest)
        if done:
            messages.success(request, _("Thank you. Your answer is recorded."))
            return _back(request)
    return _shown(request, link, refused=form, status=422)


@guest_page(KIND)
@require_POST
def own_wishes(request, link):
    form = OwnWishesForm(request.POST)
    if form.is_valid():
        said = carry_out(form, own_wish.wish_on_own_page, form.wishes, link=link, by=link.guest)
        if said is not None:
            messages.success(request, _("Thank you. Your wishes are recorded."))
            return _back(request)
    return _shown(request, link, wishes=form, status=422)


@guest_page(KIND)
@require_POST
def own_withdraw(request, link):
    form = OwnWithdrawalForm(request.POST)
    if form.is_valid() and carry_out(
        form, own_wish.withdraw_on_own_page, **form.cleaned_data, link=link, by=link.guest
    ):
        messages.success(request, _("Withdrawn. It holds from now on."))
        return _back(request)
    return _shown(request, link, unheld=form, status=422)


def _back(request):
    """To the same page of visits."""
    query = request.GET.urlencode()
    return redirect(reverse("visits:own_page") + (f"?{query}" if query else ""))


def _uuid(form):
    """Whose answer it is, also where the rest of it does not fit."""
    form.is_valid()
    return form.cleaned_data.get("visit")


def _shown(request, link, *, refused=None, wishes=None, unheld=None, status=200):
    context = {
        "link": link,
        "refused": refused,
        "wishes": wishes or OwnWishesForm(initial=wishes_of(link.customer)),
        "unheld": unheld,
        **page_of(link.customer, request.GET),
    }
    return render(request, "visits/own_page.html", context, status=status)
