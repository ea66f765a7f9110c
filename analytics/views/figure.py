"""A figure's rows, and what every figure means."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.exports import export_response
from accounts.keyset import keyset_page
from accounts.permissions import Permission, can, require
from analytics.addresses import page_url, rows_url
from analytics.columns import LISTINGS
from analytics.drilldown import rows_of
from analytics.forms.figure import FigureForm
from analytics.kpis import KPIS, Kind, Part
from analytics.services.figure import figure
from analytics.wording import behind, dates, shown, target_text, unit_of
from customers.models import Tier

EXPORT_BATCH = 2000
PAGE_WORDS = {"period", "on", "territory", "line"}
PART_NAMES = {Part.NUMERATOR: _("Counted"), Part.DENOMINATOR: _("Out of")}


@require_GET
def rows(request, kpi):
    """The drill-down: as many rows as the figure says, with the words by which it was narrowed."""
    require(request.user, Permission.KPI_READ)
    kpi, form = find(kpi), valid_form(request)
    if form.cleaned_data["product"] and not kpi.by_product:
        raise Http404
    scope = form.scope()
    part = form.chosen_part if kpi.is_ratio else Part.NUMERATOR
    found = rows_of(kpi, scope, part)
    listing = LISTINGS[found.model]
    found = found.select_related(*listing.related)
    if "format" in request.GET:
        return _export(request, kpi, found, listing)
    page = keyset_page(found, request.GET, order=listing.order)
    context = {
        "page": page,
        **_lines(page, listing, request.user),
        **_about(kpi, form, scope, part),
    }
    return render(request, "analytics/figure_rows.html", context)


@require_GET
def definitions(request):
    require(request.user, Permission.KPI_READ)
    kpis = [(kpi, target_text(kpi)) for kpi in KPIS.values()]
    return render(request, "analytics/figure_definitions.html", {"kpis": kpis})


def find(code):
    if code not in KPIS:
        raise Http404
    return KPIS[code]


def valid_form(request, **fixed):
    """An address that asks for what is not there, or not to be seen, leads nowhere."""
    form = FigureForm(request.GET, user=request.user, **fixed)
    if not form.is_valid():
        raise Http404
    return form


def _lines(page, listing, user):
    name, *columns = listing.columns_for(user)
    return {
        "headings": [heading for heading, _value in [name, *columns]],
        "lines": [
            {
                "name": name[1](row),
                "url": listing.url(row),
                "cells": [(heading, value(row)) for heading, value in columns],
            }
            for row in page.rows
        ],
    }


def _about(kpi, form, scope, part):
    found = figure(kpi, scope)
    return {
        "kpi": kpi,
        "figure": found,
        "shown": shown(found),
        "unit": unit_of(kpi),
        "behind": behind(found),
        "target": target_text(kpi),
        "dates": dates(scope.period),
        "scope": scope,
        "tier": ""
        if scope.tier is None
        else Tier(scope.tier).label
        if scope.tier
        else _("Without a tier"),
        "parts": _parts(kpi, form, found, part) if kpi.is_ratio else [],
        "count": _count(found, part),
        **_way_back(form),
    }


def _way_back(form):
    """The page whose figures lead here, with the same period and place."""
    words = {name: word for name, word in form.words().items() if name in PAGE_WORDS}
    if can(form.user, Permission.DASHBOARD_TEAM):
        return {"page_url": page_url("analytics:dashboard", words), "page_label": _("Team board")}
    return {"page_url": page_url("analytics:mine", words), "page_label": _("My figures")}


def _parts(kpi, form, found, part):
    words = form.words()
    words.pop("part", None)
    return [
        {
            "label": name,
            "count": _count(found, one),
            "url": rows_url(kpi, words, part=one),
            "is_current": one == part,
        }
        for one, name in PART_NAMES.items()
    ]


def _count(found, part):
    if found.kpi.kind == Kind.DISTRIBUTION or part == Part.DENOMINATOR:
        return found.denominator
    return found.numerator


def _export(request, kpi, found, listing):
    return export_response(
        request,
        name=kpi.code,
        columns=listing.columns_for(request.user),
        rows=found.iterator(chunk_size=EXPORT_BATCH),
        what=found.model._meta.label_lower,
        filters=request.GET.urlencode(),
    )
