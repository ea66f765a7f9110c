"""The manager's board: people by KPI, and coverage by territory and tier; each figure leads to its rows."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Membership, Territory, User
from accounts.permissions import sees_everything
from analytics.addresses import page_url, query_of, rows_at, rows_url
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
PEOPLE_SHOWN = 25
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
class Person:
    """Somebody with a figure for each column."""

    uuid: object
    name: str
    where: str
    figures: list

    def __str__(self):
        return self.name


@dataclass(frozen=True)
class Line:
    """A person or a territory with its cells."""

    subject: object
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
    """Everybody who worked in the scope in the period or has figures in it, in the chosen order."""
    known = _who_worked(form.scope())
    counted = {person for _, person, *_ in reading if person not in known}
    others = User.objects.in_bulk(counted) if counted else {}
    known |= {key: (user.uuid, str(user), "") for key, user in others.items()}
    found = [
        Person(*about, [reading.figure(KPIS[code], person=key) for code in COLUMNS])
        for key, about in known.items()
    ]
    return _sorted(found, sort)


def lines(form, people):
    """Drawn only for those who are shown: a nation has hundreds."""
    return [_line(person, form.words()) for person in people]


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
    kpi, made = KPIS["coverage"], []
    for territory in roots:
        figures = [reading.figure(kpi, territory=territory.pk, tier=tier) for tier in tiers]
        if not any(figure.denominator for figure in figures):
            continue
        words = {**form.words(), "territory": territory.code}
        cells = [
            _cell(figure, rows_url(kpi, words, tier=tier or NO_TIER))
            for figure, tier in zip(figures, tiers, strict=True)
        ]
        made.append(Line(territory, cells, page_url("analytics:dashboard", words)))
    return tiers, made


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
    """{id: (uuid, name, territory)} with the latest territory of the period."""
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
    rows = there.order_by("valid_from", "pk").values_list(
        "user_id", "user__uuid", "user__name", "user__username", "territory__name"
    )
    return {key: (uuid, name or username, where) for key, uuid, name, username, where in rows}


def _line(person, words):
    query = query_of({**words, "person": person.uuid})
    cells = [_cell(figure, rows_at(figure.kpi, query)) for figure in person.figures]
    return Line(person, cells, rows_at(KPIS["visits_done"], query))


def _cell(figure, url):
    value = figure.value
    shade = [name for name, edge in SHADES if value is not None and value >= edge]
    return Cell(
        shown(figure), unit_of(figure.kpi), url, figure.is_low, figure, shade[-1] if shade else ""
    )


def _sorted(people, sort):
    """Those without a figure come last, whichever way the others go."""
    descending, code = sort.startswith("-"), sort.removeprefix("-")
    if code not in COLUMNS:
        return sorted(people, key=str, reverse=descending)
    column = COLUMNS.index(code)
    known = [(person.figures[column].value, person) for person in people]
    with_figure = [pair for pair in known if pair[0] is not None]
    with_figure.sort(key=lambda pair: pair[0], reverse=descending)
    return [person for _, person in with_figure] + [
        person for value, person in known if value is None
    ]
