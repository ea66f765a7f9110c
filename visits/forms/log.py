"""The form in which a visit is logged."""

from dataclasses import replace
from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from visits.forms.record import MOMENT, RecordForm, chips, day_input, text, ticks
from visits.models import Request, Visit
from visits.overlap import overlap_words, overlapping
from visits.services.submission import SHORTEST_SAID, Question

MORE = [
    "topic",
    "participants",
    "materials",
    "asked",
    "started_at",
    "minutes",
    "is_overlap_right",
    "objective",
    "channel",
    "is_requested",
    "location",
    "location_reason",
    "interaction",
    "key_points",
    "feedback",
    "consensus",
    "open_questions",
    "next_objective",
    "follow_up_on",
    "question_kind",
    "question_words",
]

JUST_NOW = timedelta(minutes=30)


class LogForm(RecordForm):
    outcome = chips(Visit.Outcome.choices, _("Outcome"))
    started_at = forms.DateTimeField(
        label=_("Began"),
        required=False,
        input_formats=[MOMENT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT),
    )
    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        required=False,
        min_value=1,
        max_value=600,
        error_messages={"min_value": SHORTEST_SAID},
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    # Asked only where the time is that of another visit.
    is_overlap_right = forms.BooleanField(
        label=_("Both visits did take place at that time"), required=False
    )
    key_points = text(_("Key points"), rows=2, hint=_("the keyboard takes dictation"))
    feedback = text(_("Customer's feedback"), rows=2)
    consensus = text(_("Consensus"), rows=2)
    open_questions = text(_("Open questions"), rows=2)
    next_objective = text(_("Next objective"), length=300)
    asked = ticks(_("Asked today"))
    follow_up_on = day_input(_("Follow up by"), _("a week later, if empty"))
    question_kind = forms.ChoiceField(
        label=_("The customer asked for"),
        required=False,
        choices=[("", _("Nothing")), *Request.Kind.choices],
    )
    question_words = text(_("In the customer's words"), rows=2)
    device_time = forms.CharField(
        required=False, widget=forms.HiddenInput({"data-device-time": True})
    )

    asks_overlap = False

    def _offer_choices(self):
        super()._offer_choices()
        questions = [(key, str(row)) for key, row in self.offers.questions.items()]
        self.fields["asked"].choices = questions
        if not questions:
            del self.fields["asked"]
        if not self._materials:
            del self.fields["materials"]
        else:
            self.fields["materials"].label = _("Materials shown")

    @property
    def more(self):
        """Only what is asked: an overlap, once there is one."""
        asked = self.asks_overlap or "is_overlap_right" in self.data
        left_out = set() if asked else {"is_overlap_right"}
        return [self[name] for name in MORE if name in self.fields and name not in left_out]

    @property
    def is_more_wrong(self):
        return any(name in self.errors for name in MORE)

    @property
    def may_be_needed(self):
        """The fields that an outcome may ask for, whichever it is."""
        reactions = [f"reaction-{key}" for key in self.offers.products]
        return [self[name] for name in ["topic", "feedback", "next_step", *reactions]]

    def record(self):
        said = self.cleaned_data
        start, minutes = said.get("started_at"), said.get("minutes")
        end = start + timedelta(minutes=minutes) if start and minutes is not None else None
        return replace(
            super().record(), outcome=said.get("outcome", ""), started_at=start, ended_at=end
        )

    def overlap_refusals(self, visit):
        """{field: [sentence]} while the rep has not confirmed that two of her visits were at one time."""
        record = self.record()
        just_now = timezone.now() - JUST_NOW
        if not visit.is_locked and record.started_at and record.started_at > just_now:
            return {}  # logged on the spot: its times are the product's guess, not what somebody typed
        others = overlapping(visit, record)
        self.asks_overlap = bool(others)
        if not others or self.cleaned_data.get("is_overlap_right"):
            return {}
        return {"started_at": [overlap_words(others)]}

    def questions(self):
        said = self.cleaned_data
        kind, words = said.get("question_kind"), said.get("question_words", "").strip()
        return [Question(kind, words)] if kind or words else []

    def submission(self):
        """The keyword arguments that submit_visit takes from this form."""
        said = self.cleaned_data
        return {
            "record": self.record(),
            "questions": self.questions(),
            "device_time": _moment(said.get("device_time", "")),
            "follow_up_on": said.get("follow_up_on"),
        }


def _moment(text):
    """The phone's clock, if it can be read; a strange one keeps no visit from being submitted."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None
