"""Every component with sample data on one page, for ourselves: where they are looked at and tested."""

import uuid
from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OUTCOMES = [
    ("seen", gettext_lazy("Seen")),
    ("absent", gettext_lazy("Not seen")),
    ("declined", gettext_lazy("Declined")),
]
ICONS = {"seen": "eye", "absent": "user-x", "declined": "hand-stop"}


class SampleForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=OUTCOMES, widget=forms.RadioSelect
    )
    next_steps = forms.MultipleChoiceField(
        label=gettext_lazy("Next step"), choices=OUTCOMES, widget=forms.CheckboxSelectMultiple
    )
    tier = forms.ChoiceField(
        label=gettext_lazy("Tier"), choices=[("", gettext_lazy("All tiers")), *OUTCOMES]
    )
    note = forms.CharField(
        label=gettext_lazy("Points"),
        help_text=gettext_lazy("The keyboard can take dictation"),
        widget=forms.Textarea({"rows": 2}),
    )
    consent = forms.BooleanField(label=gettext_lazy("The customer agreed"))


class SampleFilters(forms.Form):
    tier = forms.ChoiceField(
        label=gettext_lazy("Tier"),
        choices=[("", gettext_lazy("All tiers")), *OUTCOMES],
        required=False,
    )
    day = forms.DateField(
        label=gettext_lazy("Day"), required=False, widget=forms.DateInput({"type": "date"})
    )


def _tile(label, values, **more):
    return {
        "label": label,
        "value": values[-1],
        "unit": "%",
        "url": "#rows",
        "numerator": 968,
        "denominator": 1235,
        "numerator_url": "#rows",
        "denominator_url": "#rows",
        "version": 4,
        "definition_url": "#definition",
        "trend": values,
        "target": 75,
        "target_text": _("Target %(figure)s") % {"figure": 75},
        "compared": _("on last month"),
        **more,
    }


def _job(is_open=True):
    return SimpleNamespace(
        uuid=uuid.UUID(int=1),
        get_status_display=_("Running") if is_open else _("Done"),
        is_open=is_open,
        total=120000,
        done=48000,
        percent=40,
        problem="",
    )


def _sample():
    return {
        "tiles": [
            _tile(
                _("Effective visits"),
                [70, 71, None, 74, 78.4],
                delta="3.2",
                delta_tone="good",
                delta_icon="arrow-up-right",
            ),
            _tile(
                _("Promises kept"),
                [83, 81, 80, 75, 71.9],
                delta="4.0",
                delta_tone="bad",
                delta_icon="arrow-down-right",
            ),
            _tile(_("Coverage"), [None], denominator=0, numerator=None, target=None),
        ],
        "entries": [
            {
                "icon": "clock-exclamation",
                "tone": "b",
                "meta": "11-20 10:30",
                "title": _("Request: renal subgroup data"),
                "text": _("Answered, waiting for you"),
                "badge": {"icon": "clock-exclamation", "text": _("Late"), "tone": "bad"},
            },
            {
                "icon": "route",
                "tone": "a",
                "meta": "11-12 10:05",
                "title": _("Effective visit"),
                "url": "#visit",
                "badge": {"icon": "lock", "text": _("Locked"), "tone": "good"},
            },
            {
                "icon": "arrow-up-right",
                "tone": "a",
                "meta": "11-03",
                "title": _("Tier"),
                "tier_from": "growth",
                "tier_to": "strategic",
            },
        ],
        "changes": [
            {"label": _("Duration"), "before": "25", "after": "15"},
            {"label": _("Note"), "before": "", "after": "江州医科大学附属第二医院"},
        ],
        "tabs": [
            {"url": "#all", "label": _("All"), "is_current": True, "count": 12},
            {"url": "#visits", "label": _("Visits")},
            {"url": "#requests", "label": _("Requests")},
        ],
        "page": {"newer_url": "?before", "older_url": "?after"},
        "job": _job(),
        "rows": [
            {
                "name": "欧阳思齐",
                "place": "江州医科大学附属第二医院（国家区域心血管医疗中心）滨江院区",
                "tier": "strategic",
                "share": 82,
                "low": False,
            },
            {
                "name": "Dr Ada Okonjo-Reyes",
                "place": "St Aldhelm University Teaching Hospital · Riverside site",
                "tier": "growth",
                "share": 58,
                "low": True,
            },
            {
                "name": "马依努尔·阿不都拉",
                "place": "云栖区社区卫生服务中心",
                "tier": "basic",
                "share": 97,
                "low": False,
            },
        ],
    }


@login_not_required
def styleguide(request):
    if request.htmx:  # the job on the page asks how far it is: it has ended
        return render(request, "components/_progress.html", {"job": _job(is_open=False)})
    messages.success(request, _("Submitted, effective 7/7."))
    # A refused form shows its errors; a fresh one shows what was typed before.
    form = SampleForm() if "fresh" in request.GET else SampleForm({"next_steps": ["seen"]})
    return render(
        request,
        "styleguide.html",
        {
            **_sample(),
            "form": form,
            "filters": SampleFilters(request.GET or None),
            "outcome_icons": ICONS,
            "as_of": _("Figures as of %(time)s") % {"time": "10:42"},
        },
    )
