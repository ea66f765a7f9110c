"""The playbooks of all tiers and types, each one's versions, and its draft."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms.fields import carry_out
from accounts.permissions import Permission, require
from customers.forms.playbook import InForceForm, ItemForm
from customers.models import Playbook, PlaybookItem, Tier
from customers.models.playbook import TYPE_LABELS
from customers.services import playbook as verbs


@require_GET
def playbook_list(request):
    """A line per type of customer, a cell per tier."""
    require(request.user, Permission.PLAYBOOK_READ)
    cells = {}
    for playbook in Playbook.objects.visible_to(request.user).prefetch_related("items"):
        if playbook.is_current or playbook.is_ahead or playbook.is_draft:
            cells.setdefault((playbook.tier, playbook.customer_type), []).append(playbook)
    lines = [
        (label, [(tier, kind, cells.get((tier, kind), [])) for tier in Tier])
        for kind, label in TYPE_LABELS.items()
    ]
    return render(request, "customers/playbook_list.html", {"lines": lines, "tiers": Tier})


@require_GET
def playbook_detail(request, tier, customer_type):
    """All versions of one cell, the newest first."""
    require(request.user, Permission.PLAYBOOK_READ)
    if tier not in Tier or customer_type not in TYPE_LABELS:
        raise Http404
    versions = Playbook.objects.visible_to(request.user).prefetch_related("items")
    context = {
        "tier": Tier(tier),
        "customer_type": customer_type,
        "type_label": TYPE_LABELS[customer_type],
        "versions": versions.filter(tier=tier, customer_type=customer_type),
        "item_form": ItemForm(),
        "in_force_form": InForceForm(),
    }
    return render(request, "customers/playbook_detail.html", context)


@require_POST
def playbook_draft(request, tier, customer_type):
    draft = verbs.draft_playbook(tier=tier, customer_type=customer_type, by=request.user)
    return redirect(address_of(draft))


@require_POST
def item_add(request, uuid):
    playbook = _find(request, uuid)
    form = ItemForm(request.POST)
    if form.is_valid() and carry_out(
        form, verbs.add_item, playbook, **form.cleaned_data, by=request.user
    ):
        return redirect(address_of(playbook))
    context = {"form": form, "playbook": playbook}
    return render(request, "customers/playbook_item_form.html", context)


@require_http_methods(["GET", "POST"])
def item_edit(request, uuid):
    item = _find_item(request, uuid)
    form = ItemForm(request.POST or None, instance=item)
    if form.is_valid() and carry_out(
        form, verbs.edit_item, item, **form.cleaned_data, by=request.user
    ):
        return redirect(address_of(item.playbook))
    context = {"form": form, "playbook": item.playbook, "item": item}
    return render(request, "customers/playbook_item_form.html", context)


@require_POST
def item_remove(request, uuid):
    item = _find_item(request, uuid)
    verbs.remove_item(item, by=request.user)
    return redirect(address_of(item.playbook))


@require_POST
def playbook_in_force(request, uuid):
    playbook = _find(request, uuid)
    form = InForceForm(request.POST)
    if form.is_valid() and carry_out(
        form, verbs.put_in_force, playbook, **form.cleaned_data, by=request.user
    ):
        messages.success(
            request, _("It holds from that day: what is due is opened in its morning.")
        )
        return redirect(address_of(playbook))
    context = {"form": form, "playbook": playbook}
    return render(request, "customers/playbook_in_force.html", context)


@require_POST
def playbook_discard(request, uuid):
    playbook = _find(request, uuid)
    verbs.discard_playbook(playbook, by=request.user)
    messages.success(request, _("The draft is discarded."))
    return redirect(address_of(playbook))


def address_of(playbook):
    return reverse("customers:playbook_detail", args=[playbook.tier, playbook.customer_type])


def _find(request, uuid):
    require(request.user, Permission.PLAYBOOK_READ)
    return get_object_or_404(Playbook.objects.visible_to(request.user), uuid=uuid)


def _find_item(request, uuid):
    require(request.user, Permission.PLAYBOOK_MANAGE)
    items = PlaybookItem.objects.visible_to(request.user).select_related("playbook")
    return get_object_or_404(items, uuid=uuid)
