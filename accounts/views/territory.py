"""The territory tree, and who works where since when."""

from collections import defaultdict

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.forms.fields import BecauseForm, carry_out
from accounts.forms.territory import MoveForm, NewTerritoryForm, TerritoryForm
from accounts.forms.user import ColleagueForm
from accounts.models import Membership, Territory
from accounts.permissions import Permission, require
from accounts.services import territory as verbs


@require_GET
def territory_list(request):
    require(request.user, Permission.TERRITORY_READ)
    shown = Territory.objects.visible_to(request.user)
    closed = request.GET.get("show") == "closed"
    people = Membership.objects.visible_to(request.user).today().select_related("user")
    by_place = defaultdict(list)
    for membership in people.order_by("valid_from"):
        by_place[membership.territory_id].append(membership)
    rows = _as_tree(list(shown if closed else shown.filter(is_active=True)))
    for territory in rows:
        territory.people_today = by_place[territory.pk]
    return render(request, "accounts/territory_list.html", {"rows": rows, "closed": closed})


@require_GET
def territory_detail(request, uuid):
    return _show(request, _find(request, uuid))


def territory_new(request):
    require(request.user, Permission.TERRITORY_MANAGE)
    initial = {"parent": request.GET.get("parent")}
    form = NewTerritoryForm(request.POST or None, user=request.user, initial=initial)
    if form.is_valid():
        territory = carry_out(form, verbs.create_territory, **form.cleaned_data, by=request.user)
        if territory:
            return redirect("accounts:territory_detail", territory.uuid)
    return render(request, "accounts/territory_form.html", {"form": form})


def territory_edit(request, uuid):
    require(request.user, Permission.TERRITORY_MANAGE)
    territory = _find(request, uuid)
    form = TerritoryForm(request.POST or None, initial=vars(territory))
    if form.is_valid():
        if carry_out(form, verbs.edit_territory, territory, **form.cleaned_data, by=request.user):
            return redirect("accounts:territory_detail", uuid)
    return render(request, "accounts/territory_form.html", {"form": form, "territory": territory})


def territory_move(request, uuid):
    require(request.user, Permission.TERRITORY_MANAGE)
    territory = _find(request, uuid)
    form = MoveForm(request.POST or None, user=request.user, territory=territory)
    if form.is_valid():
        if carry_out(form, verbs.move_territory, territory, **form.cleaned_data, by=request.user):
            messages.success(request, _("Moved, with all below it."))
            return redirect("accounts:territory_detail", uuid)
    return render(request, "accounts/territory_form.html", {"form": form, "territory": territory})


@require_POST
def territory_close(request, uuid):
    territory, form = _find(request, uuid), BecauseForm(request.POST, prefix="close")
    if form.is_valid():
        if carry_out(form, verbs.close_territory, territory, **form.cleaned_data, by=request.user):
            messages.success(request, _("Closed. What happened there keeps its place."))
            return redirect("accounts:territory_detail", uuid)
    return _show(request, territory, close=form)


@require_POST
def territory_reopen(request, uuid):
    verbs.reopen_territory(_find(request, uuid), by=request.user)
    return redirect("accounts:territory_detail", uuid)


@require_POST
def territory_join(request, uuid):
    territory, form = _find(request, uuid), ColleagueForm(request.POST, user=request.user)
    if form.is_valid():
        values = form.cleaned_data
        user = values.pop("user")
        if carry_out(form, verbs.join_territory, user, territory, **values, by=request.user):
            return redirect("accounts:territory_detail", uuid)
    return _show(request, territory, join=form)


def _find(request, uuid):
    require(request.user, Permission.TERRITORY_READ)
    return get_object_or_404(
        Territory.objects.visible_to(request.user).select_related("parent"), uuid=uuid
    )


def _show(request, territory, *, join=None, close=None):
    people = Membership.objects.visible_to(request.user).filter(territory=territory)
    context = {
        "territory": territory,
        "below": Territory.objects.visible_to(request.user).filter(parent=territory),
        "people": people.select_related("user").order_by("-valid_from"),
        "join": join or ColleagueForm(user=request.user),
        "close": close or BecauseForm(prefix="close"),
        "opened": {"join": join, "close": close},
    }
    status = 422 if join or close else 200
    return render(request, "accounts/territory_detail.html", context, status=status)


def _as_tree(territories):
    """Depth first, by code; each gets its depth among those that the reader sees."""
    seen = {territory.pk for territory in territories}
    below = defaultdict(list)
    for territory in territories:
        below[territory.parent_id if territory.parent_id in seen else None].append(territory)
    rows, waiting = [], [(territory, 0) for territory in reversed(below[None])]
    while waiting:
        territory, territory.depth = waiting.pop()
        rows.append(territory)
        waiting.extend((child, territory.depth + 1) for child in reversed(below[territory.pk]))
    return rows
