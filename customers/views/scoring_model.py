"""Versions of the scoring model: read, drafted, tried out on one's customers, published."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.permissions import Permission, can, require
from customers.forms.scoring_model import CELLS, PublishForm, form_of, parts, weights_in_words
from customers.forms.tier_grid import CustomersInScope
from customers.models import Customer, ScoringModel
from customers.models.customer import TIER_LABELS
from customers.scoring import cells
from customers.services import scoring_model as verbs
from customers.services.trial import count_trial, moves_of

SHOWN = 100  # movers on the page; a file has all
COLUMNS = [
    (gettext_lazy("Customer"), lambda move: move.customer.name),
    (gettext_lazy("Code"), lambda move: move.customer.external_id),
    (gettext_lazy("Tier now"), lambda move: TIER_LABELS[move.tier_from]),
    (gettext_lazy("Proposed tier"), lambda move: TIER_LABELS[move.tier_to]),
    (gettext_lazy("Value before"), lambda move: move.value_before),
    (gettext_lazy("Value contribution"), lambda move: move.value),
    (gettext_lazy("Need before"), lambda move: move.need_before),
    (gettext_lazy("Need priority"), lambda move: move.need),
    (gettext_lazy("Why"), lambda move: move.why),
]


@require_GET
def model_list(request):
    require(request.user, Permission.SCORING_READ)
    models = ScoringModel.objects.visible_to(request.user)
    context = {"models": models, "draft": next((one for one in models if one.is_draft), None)}
    return render(request, "customers/scoring_model_list.html", context)


@require_GET
def model_detail(request, uuid):
    return _show(request, _find(request, uuid), PublishForm())


@require_POST
def model_new(request):
    draft = verbs.draft_scoring_model(by=request.user)
    return redirect("customers:tier_model_detail", draft.uuid)


def model_edit(request, uuid):
    draft, part = _find(request, uuid), request.GET.get("part", CELLS)
    require(request.user, Permission.SCORING_EDIT)
    if part not in parts():
        raise Http404
    form = form_of(part, draft, request.POST or None)
    if form.is_valid() and carry_out(
        form, verbs.edit_scoring_model, draft, **form.definition(), by=request.user
    ):
        messages.success(request, _("Kept. Try it out before it goes live."))
        return redirect(f"{request.path}?part={part}")
    context = {"model": draft, "form": form, "part": part, "parts": parts()}
    return render(request, "customers/scoring_model_form.html", context)


@require_POST
def model_try(request, uuid):
    draft = _find(request, uuid)
    verbs.try_scoring_model(draft, by=request.user)
    return redirect("customers:tier_model_moves", draft.uuid)


@require_GET
def model_moves(request, uuid):
    """Whom of one's own customers the version would move, and why."""
    model = _find(request, uuid)
    filters = CustomersInScope(request.GET, user=request.user)
    customers = filters.narrow(Customer.objects.visible_to(request.user))
    asked = {"on": timezone.localdate(), "customers": customers}
    if "format" in request.GET:
        return _export(request, moves_of(model, **asked))
    context = {
        "model": model,
        "filters": filters,
        "counts": count_trial(model, **asked),
        "moves": moves_of(model, **asked, limit=SHOWN),
        "shown": SHOWN,
    }
    return render(request, "customers/scoring_model_moves.html", context)


@require_POST
def model_publish(request, uuid):
    draft = _find(request, uuid)
    form = PublishForm(request.POST)
    verb = verbs.publish_scoring_model
    if form.is_valid() and carry_out(form, verb, draft, **form.cleaned_data, by=request.user):
        messages.success(request, _("Live. Customers are scored anew."))
        return redirect("customers:tier_model_detail", draft.uuid)
    return _show(request, draft, form, status=422)


@require_POST
def model_discard(request, uuid):
    verbs.discard_scoring_model(_find(request, uuid), by=request.user)
    messages.success(request, _("Draft discarded."))
    return redirect("customers:tier_model_list")


def _find(request, uuid):
    require(request.user, Permission.SCORING_READ)
    models = ScoringModel.objects.visible_to(request.user)
    return get_object_or_404(models.select_related("drafted_by", "published_by"), uuid=uuid)


def _show(request, model, form, status=200):
    user = request.user
    context = {
        "model": model,
        "form": form,
        "weights": weights_in_words(model),
        "cells": [[(cell, model.cells[cell]) for cell in line] for line in cells()],
        "may_publish": model.is_draft and can(user, Permission.SCORING_PUBLISH),
        "is_own": model.drafted_by_id == user.pk,
        "may_edit": model.is_draft and can(user, Permission.SCORING_EDIT),
    }
    return render(request, "customers/scoring_model_detail.html", context, status=status)


def _export(request, moves):
    return export_response(
        request,
        name="tier-moves",
        columns=COLUMNS,
        rows=moves,
        what="customers.customer",
        filters=request.GET.urlencode(),
    )
