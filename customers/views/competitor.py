"""Competitors with the cards of their products, and the trend of what was observed of them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.permissions import Permission, require
from customers.competitor_trend import trend
from customers.forms.competitor import AreaFilter, CardForm, CompetitorFilter, CompetitorForm
from customers.models import Competitor, CompetitorActivity, CompetitorProduct
from customers.services import competitor as verbs

SHOWN = 20


@require_GET
def competitor_list(request):
    """Cards: one for each product that a competitor sets against ours."""
    require(request.user, Permission.CUSTOMER_READ)
    filters = CompetitorFilter(request.GET, user=request.user)
    shown = CompetitorProduct.objects.visible_to(request.user).active().with_card()
    if filters.chosen_product:
        shown = shown.filter(product=filters.chosen_product)
    if "format" in request.GET:
        return _export(request, shown)
    context = {
        "filters": filters,
        "page": keyset_page(shown, request.GET, order="name"),
        "competitors": Competitor.objects.visible_to(request.user),
    }
    return render(request, "customers/competitor_list.html", context)


@require_GET
def competitor_detail(request, uuid):
    competitor = _find(request, uuid)
    cards = CompetitorProduct.objects.visible_to(request.user).filter(competitor=competitor)
    seen = CompetitorActivity.objects.visible_to(request.user).filter(
        competitor_product__competitor=competitor
    )
    context = {
        "competitor": competitor,
        "cards": cards.with_card(),
        "activities": seen.with_people()[:SHOWN],
    }
    return render(request, "customers/competitor_detail.html", context)


@require_http_methods(["GET", "POST"])
def competitor_new(request):
    require(request.user, Permission.COMPETITOR_KEEP)
    form = CompetitorForm(request.POST or None)
    del form.fields["is_active"]
    if form.is_valid():
        added = carry_out(form, verbs.add_competitor, **form.cleaned_data, by=request.user)
        if added:
            return redirect("customers:competitor_detail", added.uuid)
    context = {"form": form, "title": _("New competitor")}
    return render(request, "customers/competitor_form.html", context)


@require_http_methods(["GET", "POST"])
def competitor_edit(request, uuid):
    require(request.user, Permission.COMPETITOR_KEEP)
    competitor = _find(request, uuid)
    form = CompetitorForm(request.POST or None, initial=vars(competitor))
    if form.is_valid() and carry_out(
        form, verbs.edit_competitor, competitor, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Kept."))
        return redirect("customers:competitor_detail", uuid)
    context = {"form": form, "title": competitor.name, "competitor": competitor}
    return render(request, "customers/competitor_form.html", context)


@require_http_methods(["GET", "POST"])
def card_new(request, uuid):
    """`uuid` is the competitor's."""
    require(request.user, Permission.COMPETITOR_KEEP)
    competitor = _find(request, uuid)
    form = CardForm(request.POST or None, user=request.user)
    del form.fields["is_active"]
    if form.is_valid() and carry_out(
        form, verbs.add_competitor_product, competitor, **form.cleaned_data, by=request.user
    ):
        return redirect("customers:competitor_detail", uuid)
    context = {"form": form, "title": _("New product"), "competitor": competitor}
    return render(request, "customers/competitor_form.html", context)


@require_http_methods(["GET", "POST"])
def card_edit(request, uuid):
    require(request.user, Permission.COMPETITOR_KEEP)
    cards = CompetitorProduct.objects.visible_to(request.user).with_card()
    card = get_object_or_404(cards, uuid=uuid)
    form = CardForm(request.POST or None, user=request.user, card=card)
    if form.is_valid() and carry_out(
        form, verbs.edit_competitor_product, card, **form.cleaned_data, by=request.user
    ):
        messages.success(request, _("Kept."))
        return redirect("customers:competitor_detail", card.competitor.uuid)
    context = {"form": form, "title": card.name, "competitor": card.competitor}
    return render(request, "customers/competitor_form.html", context)


@require_GET
def competitor_trend(request):
    require(request.user, Permission.CUSTOMER_READ)
    filters = AreaFilter(request.GET, user=request.user)
    months, rows = trend(
        request.user, territory=filters.chosen_territory, product=filters.chosen_product
    )
    context = {"filters": filters, "months": months, "rows": rows}
    return render(request, "customers/competitor_trend.html", context)


def _find(request, uuid):
    require(request.user, Permission.CUSTOMER_READ)
    return get_object_or_404(Competitor.objects.visible_to(request.user), uuid=uuid)


def _export(request, shown):
    columns = [
        (_("Competitor"), lambda card: card.competitor.name),
        (_("Product"), lambda card: card.name),
        (_("Stands against"), lambda card: str(card.product)),
        (_("Strengths"), lambda card: card.strengths),
        (_("Weaknesses"), lambda card: card.weaknesses),
        (_("Our answer"), lambda card: card.answer),
        (_("Key messages"), lambda card: "; ".join(map(str, card.key_messages))),
    ]
    return export_response(
        request,
        name="competitors",
        columns=columns,
        rows=shown.order_by("name", "pk").iterator(chunk_size=500),
        what=CompetitorProduct._meta.label_lower,
        filters=request.GET.urlencode(),
    )
