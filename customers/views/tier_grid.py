"""The nine cells of value and need, on any day, and the proposals that wait beside them."""

from django.db.models import OuterRef, Subquery
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.exports import export_response
from accounts.permissions import Permission, require
from customers.forms.tier_grid import DecisionForm, TierGridFilter
from customers.models import TierPeriod, TierScore
from customers.models.customer import TIER_LABELS
from customers.scoring import cell_words
from customers.services.tier_score import live_model
from customers.tier_grid import Grid

BATCH = 2000
COLUMNS = [
    (gettext_lazy("Code"), lambda score: score.customer.external_id),
    (gettext_lazy("Name"), lambda score: score.customer.name),
    (gettext_lazy("Tier"), lambda score: TIER_LABELS[score.held or ""]),
    (gettext_lazy("Value contribution"), lambda score: score.value),
    (gettext_lazy("Need priority"), lambda score: score.need),
    (gettext_lazy("Cell"), lambda score: cell_words(score.cell)),
    (gettext_lazy("Tier of the cell"), lambda score: score.get_tier_display()),
    (gettext_lazy("Scoring model"), lambda score: score.scoring_model.version),
    (gettext_lazy("Since"), lambda score: score.valid_from),
    (gettext_lazy("Uuid"), lambda score: score.customer.uuid),
]


@require_GET
def tier_grid(request):
    require(request.user, Permission.TIER_READ)
    filters = TierGridFilter(request.GET, user=request.user)
    model = live_model(filters.day)
    context = {"filters": filters, "model": model}
    if model is None:
        return render(request, "customers/tier_grid_empty.html", context)
    grid = Grid(filters, model, request.user)
    if "format" in request.GET:
        return _export(request, grid)
    context |= {
        "grid": grid,
        "waiting": grid.waiting,
        "form": DecisionForm(),
        "back": request.get_full_path(),
    }
    return render(request, "customers/tier_grid.html", context)


def _export(request, grid):
    held = TierPeriod.objects.visible_to(request.user).on(grid.scope.day)
    rows = (
        TierScore.objects.visible_to(request.user)
        .on(grid.scope.day)
        .filter(customer__in=grid.customers)
        .select_related("customer", "scoring_model")
        .annotate(held=Subquery(held.filter(customer=OuterRef("customer")).values("tier")[:1]))
        .order_by("customer__sort_key", "pk")
    )
    return export_response(
        request,
        name="tiers",
        columns=COLUMNS,
        rows=rows.iterator(chunk_size=BATCH),
        what="customers.tierscore",
        filters=request.GET.urlencode(),
    )
