"""Every component with sample data on one page, for ourselves: where they are looked at and tested."""

import uuid
from datetime import UTC, datetime
from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import WrittenForm

OUTCOMES = [
    ("seen", gettext_lazy("Seen")),
    ("absent", gettext_lazy("Not seen")),
    ("declined", gettext_lazy("Declined")),
]
ICONS = {"seen": "eye", "absent": "user-x", "declined": "hand-stop"}


class SampleForm(WrittenForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), choices=OUTCOMES, widget=forms.RadioSelect
    )
    next_steps = forms.MultipleChoiceField(
        label=gettext_lazy("Next step"), choices=OUTCOMES, widget=forms.CheckboxSelectMultiple
    )
    people = forms.MultipleChoiceField(
        label=gettext_lazy("People present"),
        choices=OUTCOMES,
        widget=forms.CheckboxSelectMultiple,
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


CHANGES = [
    {"label": gettext_lazy("Duration"), "before": "25", "after": "15"},
    {"label": gettext_lazy("Note"), "before": "", "after": "江州医科大学附属第二医院"},
]
TABS = [
    {"url": "#all", "label": gettext_lazy("All"), "is_current": True, "count": 12},
    {"url": "#visits", "label": gettext_lazy("Visits")},
    {"url": "#requests", "label": gettext_lazy("Requests")},
]
PLACES = [
    "江州医科大学附属第二医院（国家区域心血管医疗中心）滨江院区",
    "St Aldhelm University Teaching Hospital · Riverside site",
    "云栖区社区卫生服务中心",
]
ROWS = [
    {"name": "欧阳思齐", "place": PLACES[0], "tier": "strategic", "share": 82, "low": False},
    {"name": "Dr Ada Okonjo-Reyes", "place": PLACES[1], "tier": "growth", "share": 58, "low": True},
    {"name": "马依努尔·阿不都拉", "place": PLACES[2], "tier": "basic", "share": 97, "low": False},
]
ENTRIES = [
    {
        "icon": "clock-exclamation",
        "tone": "b",
        "meta": "11-20 10:30",
        "title": gettext_lazy("Request: renal subgroup data"),
        "text": gettext_lazy("Answered, waiting for you"),
        "badge": {"icon": "clock-exclamation", "text": gettext_lazy("Late"), "tone": "bad"},
    },
    {
        "icon": "route",
        "tone": "a",
        "meta": "11-12 10:05",
        "title": gettext_lazy("Effective visit"),
        "url": "#visit",
        "badge": {"icon": "lock", "text": gettext_lazy("Locked"), "tone": "good"},
    },
    {
        "icon": "arrow-up-right",
        "tone": "a",
        "meta": "11-03",
        "title": gettext_lazy("Tier"),
        "tier_from": "growth",
        "tier_to": "strategic",
    },
]
UP = {"delta_tone": "good", "delta_icon": "arrow-up-right"}
DOWN = {"delta_tone": "bad", "delta_icon": "arrow-down-right"}


def tile(label, values, **more):
    rows = dict.fromkeys(["url", "numerator_url", "denominator_url"], "#rows")
    return {
        "label": label,
        "value": values[-1],
        "unit": "%",
        "numerator": 968,
        "denominator": 1235,
        "version": 4,
        "definition_url": "#definition",
        "trend": values,
        "target": 75,
        "target_text": _("Target %(figure)s") % {"figure": 75},
        "compared": _("vs last month"),
        **rows,
        **more,
    }


def tiles():
    return [
        tile(_("Effective visits"), [70, 71, None, 74, 78.4], delta="3.2", **UP),
        tile(_("Promises kept"), [83, 81, 80, 75, 71.9], delta="4.0", **DOWN),
        tile(_("Coverage"), [None], denominator=0, numerator=None, target=None),
    ]


def signatures():
    """One that holds, and one whose record was changed past its history."""
    row = SimpleNamespace(
        printed_name="沈立群",
        get_meaning_display=_("Approved"),
        signed_at=datetime(2026, 11, 20, 2, 42, tzinfo=UTC),
        time_zone="Asia/Shanghai",
        get_method_display=_("Password"),
        version=3,
        sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    )
    return [
        SimpleNamespace(signature=row, is_valid=holds, is_void=not holds, change=None)
        for holds in (True, False)
    ]


def job(is_open=True):
    return SimpleNamespace(
        uuid=uuid.UUID(int=1),
        get_status_display=_("Running") if is_open else _("Done"),
        is_open=is_open,
        total=120000,
        done=48000,
        percent=40,
        problem="",
    )


@login_not_required
def styleguide(request):
    if request.htmx:  # the job on the page asks how far it is: it has ended
        return render(request, "components/_progress.html", {"job": job(is_open=False)})
    messages.success(request, _("Submitted, effective 7/7."))
    # A refused form shows its errors; a fresh one shows what was typed before.
    refused = None if "fresh" in request.GET else {"next_steps": ["seen"]}
    form = SampleForm(refused)
    form.fields["people"].widget.search_url = "#"
    sample = {
        "form": form,
        "needed": ["next_steps"],
        "filters": SampleFilters(request.GET or None),
        "outcome_icons": ICONS,
        "tiles": tiles(),
        "entries": ENTRIES,
        "changes": CHANGES,
        "tabs": TABS,
        "rows": ROWS,
        "page": {"newer_url": "?before", "older_url": "?after"},
        "job": job(),
        "signatures": signatures(),
        "as_of": _("Figures as of %(time)s") % {"time": "10:42"},
    }
    return render(request, "styleguide.html", sample)
