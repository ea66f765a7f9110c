"""The board of a team, and a representative's own figures."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.exports import export_response
from accounts.permissions import Permission, require
from analytics import board
from analytics.addresses import page_url
from analytics.kpis import KPIS
from analytics.periods import PeriodKind, following, previous
from analytics.services.dirty_day import up_to_date_at
from analytics.services.figure import read
from analytics.tiles import BEFORE, ask_for_tiles, tiles
from analytics.views.figure import valid_form
from analytics.waiting import COUNTED, amendments_waiting, requests_at_risk
from analytics.wording import dates


@require_GET
def dashboard(request):
    require(request.user, Permission.DASHBOARD_TEAM)
    form = valid_form(request)
    sort = request.GET.get("sort") or board.SORTED_BY
    roots = board.roots_of(form)
    asks = [ask_for_tiles(form), board.ask_for_people(form), board.ask_for_heat(form, roots)]
    total, by_person, by_place = read(*asks)
    people = board.people(form, by_person, sort)
    if "format" in request.GET:
        return _export(request, people)
    context = {
        "people": board.lines(form, people[: board.PEOPLE_SHOWN]),
        "people_count": len(people),
        "headings": board.headings(form, sort),
        **_heat(form, roots, by_place),
        **_waiting(form.scope()),
        **_tiles(form, asks[0], total, "analytics:dashboard"),
    }
    return render(request, "analytics/dashboard.html", context)


@require_GET
def mine(request):
    require(request.user, Permission.KPI_READ)
    form = valid_form(request, person=request.user)
    ask = ask_for_tiles(form)
    (total,) = read(ask)
    return render(request, "analytics/mine.html", _tiles(form, ask, total, "analytics:mine"))


def _heat(form, roots, reading):
    tiers, lines = board.heat(form, roots, reading)
    return {"tiers": tiers, "heat": lines, "shades": board.SHADES, "coverage": KPIS["coverage"]}


def _waiting(scope):
    return {
        "at_risk": requests_at_risk(scope),
        "amendments": amendments_waiting(scope),
        "most": COUNTED,
        "now": timezone.now(),
    }


def _tiles(form, ask, reading, page):
    headlines, others = tiles(form, ask, reading)
    return {
        "form": form,
        "headlines": headlines,
        "others": others,
        "dates": dates(form.scope().period),
        "compared_dates": dates(ask.periods[BEFORE]),
        "periods": _periods(form, page),
        "as_of": _as_of(),
        **_neighbours(form, page),
    }


def _periods(form, page):
    words = form.words()
    return [
        {
            "label": kind.label,
            "url": page_url(page, words, period=kind),
            "is_current": kind == form.kind,
        }
        for kind in PeriodKind
    ]


def _neighbours(form, page):
    """The period before this one and the one after it, as far as there is one."""
    whole, words = form.whole_period, form.words()
    before = previous(form.kind, whole, whole).first
    after = following(form.kind, whole).first
    return {
        "earlier_url": page_url(page, words, on=before),
        "later_url": page_url(page, words, on=after) if after <= form.today else "",
    }


def _as_of():
    at = timezone.localtime(up_to_date_at())
    return _("Figures as of %(time)s") % {"time": time_format(at, "H:i")}


def _export(request, people):
    columns = [
        (_("Representative"), str),
        (_("Territory"), lambda person: person.where),
        *((KPIS[code].title, _value_of(number)) for number, code in enumerate(board.COLUMNS)),
    ]
    return export_response(
        request,
        name="team",
        columns=columns,
        rows=people,
        what="analytics.dailyfact",
        filters=request.GET.urlencode(),
    )


def _value_of(number):
    def value(person):
        found = person.figures[number].value
        return None if found is None else round(found, 1)

    return value
