"""The account plan on one page to take to a meeting, drawn by Typst with a font that holds Chinese (CUS-07)."""

from pathlib import Path

from django.conf import settings
from django.template.defaultfilters import floatformat
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.printed import compiled, taken_by
from accounts.templatetags.permissions import masked

TEMPLATE = Path(__file__).with_name("account_plan.typ")


def plan_pdf(plan, objectives, *, by):
    """`objectives` of the plan with their actions read along. Texts shrink until all stands on one page."""
    return compiled(TEMPLATE, _data(plan, objectives, by))


def _data(plan, objectives, by):
    return {
        "lang": get_language().partition("-")[0],
        "title": masked(plan.title, by),
        "sub": f"{plan.customer.name} · {plan.get_status_display()} · {_day(plan.starts_on)} – {_day(plan.ends_on)}",
        "facts": [
            [_("Owner"), str(plan.owner)],
            [_("Territory"), str(plan.territory)],
            [_("Next review"), _day(plan.next_review_on)],
        ],
        "situation": {"label": _("Where we stand"), "text": masked(plan.situation, by)},
        "note": {"label": _("Last review"), "text": masked(plan.review_note, by)},
        "headings": [_("What"), _("Owner"), _("Due"), _("State")],
        "objectives": [_objective(objective, by) for objective in objectives],
        "footer": f"{taken_by(by)} · {settings.SITE_URL}",
    }


def _objective(objective, by):
    return {
        "what": masked(objective.what, by),
        "measure": _("%(measure)s: %(from)s → %(to)s by %(day)s, reached %(now)s (%(percent)s%%)")
        % {
            "measure": masked(objective.measure, by),
            "from": floatformat(objective.baseline),
            "to": floatformat(objective.target),
            "day": _day(objective.due_on),
            "now": floatformat(objective.reached),
            "percent": objective.percent,
        },
        "percent": objective.percent,
        "actions": [
            [masked(action.what, by), str(action.owner), _day(action.due_on), _state(action)]
            for action in objective.actions.all()
        ],
    }


def _state(action):
    if action.done_at:
        return _("Done")
    return _("Dropped") if action.dropped_reason else _("Late") if action.is_late else _("Open")


def _day(day):
    return formats.date_format(day, "SHORT_DATE_FORMAT")
