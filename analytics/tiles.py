"""KPI tiles: the figure, what it is made of, twelve weeks, and the period before."""

from dataclasses import dataclass

from analytics.addresses import definition_url, rows_url
from analytics.kpis import KPIS, Kind, Part
from analytics.periods import previous, trend_weeks
from analytics.statements import NOW, Ask
from analytics.wording import COMPARED, behind, change, shown, target_text, unit_of

BEFORE = "before"
# What a manager looks at first; the others follow.
HEADLINES = [
    "effective_rate",
    "coverage",
    "frequency",
    "timeliness",
    "on_time",
    "first_response",
]


@dataclass(frozen=True)
class Tile:
    """The fields of templates/components/_kpi_tile.html."""

    label: str
    value: object
    unit: str
    url: str
    of: str
    version: int
    definition_url: str
    trend: list
    target: float | None
    target_text: str
    numerator: object = None
    denominator: object = None
    numerator_url: str = ""
    denominator_url: str = ""
    delta: str = ""
    delta_tone: str = ""
    delta_icon: str = ""
    compared: str = ""


def ask_for_tiles(form):
    """The period, the one before, and each of the twelve weeks up to its end."""
    scope = form.scope()
    weeks = trend_weeks(scope.period.last)
    periods = {
        NOW: scope.period,
        BEFORE: previous(form.kind, form.whole_period, scope.period),
        **{f"week{number}": week for number, week in enumerate(weeks)},
    }
    return Ask(scope, periods)


def tiles(form, ask, reading):
    """(headlines, the others)."""
    words = form.about()
    made = {code: _tile(kpi, form.kind, words, ask, reading) for code, kpi in KPIS.items()}
    first = [made.pop(code) for code in HEADLINES]
    return first, list(made.values())


def _tile(kpi, kind, words, ask, reading):
    now, before = reading.figure(kpi), reading.figure(kpi, period=BEFORE)
    delta, tone, icon = change(now, before)
    weeks = [name for name in ask.periods if name.startswith("week")]
    return Tile(
        label=kpi.title,
        value=shown(now),
        unit=unit_of(kpi),
        url=rows_url(kpi, words),
        of=behind(now),
        version=kpi.version,
        definition_url=definition_url(kpi),
        trend=[reading.figure(kpi, period=week).value for week in weeks],
        target=kpi.target,
        target_text=target_text(kpi),
        delta=delta,
        delta_tone=tone,
        delta_icon=icon,
        compared=COMPARED[kind] if delta else "",
        **_parts(kpi, words, now),
    )


def _parts(kpi, words, figure):
    if not kpi.is_ratio or kpi.kind == Kind.DISTRIBUTION:
        return {}
    return {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "numerator_url": rows_url(kpi, words),
        "denominator_url": rows_url(kpi, words, part=Part.DENOMINATOR),
    }
