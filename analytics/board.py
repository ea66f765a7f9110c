"""The manager's board: people by KPI, and coverage by territory and tier; each figure leads to its rows."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Membership, Territory, User
from accounts.permissions import sees_everything
from analytics.addresses import page_url, rows_url
from analytics.forms.figure import NO_TIER
from analytics.kpis import KPIS, Kind
from analytics.models.fact import seen_by
from analytics.statements import NOW, Ask
from analytics.wording import shown, unit_of
from customers.models import Tier

COLUMNS = [
    "effective_rate",
    "coverage",
    "frequency",
    "timeliness",
    "on_time",
    "first_response",
    "visits_done",
]
SORTED_BY = "-coverage"
BY_NAME = "name"
PEOPLE_SHOWN = 100
# Five shades; a cell takes the last one whose lower edge, in per cent, it reaches.
SHADES = [("h1c", 0), ("h2c", 60), ("h3c", 70), ("h4c", 80), ("h5c", 90)]


@dataclass(frozen=True)
class Cell:
    value: object
    unit: str
    url: str
    is_low: bool
    figure: object
    shade: str = ""


@dataclass(frozen=True)
class Line:
    """A person or a territory with its cells."""

    subject: object
    where: str
    cells: list
    url: str


@dataclass(frozen=True)
class Heading:
    label: str
    url: str
    sort: str = ""  # "ascending" or "descending" where the table is sorted by it


def ask_for_people(form):
    scope = form.scope()
    return Ask(scope, {NOW: scope.period}, by=("person",))


def ask_for_heat(form, roots):
    scope = form.scope()
    keys = tuple(territory.pk for territory in roots)
    return Ask(
        scope,
        {NOW: scope.period},
        by=("territory", "tier"),
        roots=keys,
        kinds=frozenset({Kind.DISTINCT}),
    )


def people(form, reading, sort):
    """Lines of everybody who worked in the scope in the period or has figures in it, in the chosen order."""
    where = _who_worked(form.scope())
    known = {person.pk for person in where}
    counted = {person for _, person, *_ in reading if person not in known}
    others = User.objects.filter(pk__in=counted) if counted else []
    words = form.words()
    lines = [
        _line(person, territory, words, reading)
        for person, territory in [*where.items(), *((person, "") for person in others)]
    ]
    return _sorted(lines, sort)


def headings(form, sort):
    """A click sorts downwards first, a second one upwards."""
    words = form.words()
    columns = [(BY_NAME, None), *((code, KPIS[code]) for code in COLUMNS)]
    made = []
    for code, kpi in columns:
        now = {code: "ascending", f"-{code}": "descending"}.get(sort, "")
        first = code if kpi is None else f"-{code}"
        then = first if sort != first else (f"-{code}" if kpi is None else code)
        url = page_url("analytics:dashboard", words, sort=then)
        made.append(Heading(kpi.title if kpi else "", url, now))
    return made


def heat(form, roots, reading):
    """A line per territory, a cell per tier; customers without a tier only where there are any."""
    tiers = [*Tier.values, *([""] if any(key[3] == "" for key in reading) else [])]
    words, kpi = form.words(), KPIS["coverage"]
    lines = []
    for territory in roots:
        place = {"territory": territory.code}
        cells = [
            _cell(
                reading.figure(kpi, territory=territory.pk, tier=tier),
                rows_url(kpi, words, **place, tier=tier or NO_TIER),
            )
            for tier in tiers
        ]
        url = page_url("analytics:dashboard", words, **place)
        lines.append(Line(territory, "", cells, url))
    return tiers, [line for line in lines if any(cell.figure.denominator for cell in line.cells)]


def roots_of(form):
    """The territories that the heat map tells apart: those directly below the chosen one, or the topmost seen."""
    chosen = form.cleaned_data["territory"]
    tops = [chosen] if chosen else _topmost(form.territories)
    if len(tops) > 1:
        return tops
    below = [one for one in form.territories if tops and one.parent_id == tops[0].pk]
    return below or tops


def _topmost(territories):
    keys = {territory.pk for territory in territories}
    return [territory for territory in territories if territory.parent_id not in keys]


def _who_worked(scope):
    """{person: name of the territory}: the latest of the period."""
    period = scope.period
    overlapping = Q(valid_to=None) | Q(valid_to__gte=period.first)
    there = Membership.objects.filter(
        overlapping,
        seen_by(scope.viewer),
        valid_from__lte=period.last,
        territory__level=Territory.Level.TERRITORY,
    )
    if chosen := scope.territories():
        there = there.filter(territory__in=Territory.objects.filter(chosen).values("pk"))
    if not sees_everything(scope.viewer):
        there = there.filter(territory__in=Territory.objects.visible_to(scope.viewer))
    rows = there.select_related("user", "territory").order_by("valid_from", "pk")
    return {row.user: row.territory.name for row in rows}


def _line(person, territory, words, reading):
    own = {"person": person.uuid}
    cells = [
        _cell(reading.figure(KPIS[code], person=person.pk), rows_url(KPIS[code], words, **own))
        for code in COLUMNS
    ]
    url = rows_url(KPIS["visits_done"], words, **own)
    return Line(person, territory, cells, url)


def _cell(figure, url):
    value = figure.value
    shade = [name for name, edge in SHADES if value is not None and value >= edge]
    return Cell(
        shown(figure), unit_of(figure.kpi), url, figure.is_low, figure, shade[-1] if shade else ""
    )


def _sorted(lines, sort):
    """Those without a figure come last, whichever way the others go."""
    descending, code = sort.startswith("-"), sort.removeprefix("-")
    if code not in COLUMNS:
        return sorted(lines, key=lambda line: str(line.subject), reverse=descending)
    column = COLUMNS.index(code)
    with_figure = [line for line in lines if line.cells[column].figure.value is not None]
    without = [line for line in lines if line.cells[column].figure.value is None]
    with_figure.sort(key=lambda line: line.cells[column].figure.value, reverse=descending)
    return with_figure + without
