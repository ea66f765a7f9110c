"""One line of the day's end: when, how it went, how each planned product was taken, and the adverse-event answer."""

from django import forms
from django.http import QueryDict
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.forms.log import LogForm
from visits.forms.offers import Offers
from visits.forms.record import chips, values_of
from visits.models import Visit, VisitProduct
from visits.record import record_of
from visits.services.draft import first_record
from visits.services.end_of_day import Entry

USUAL = 15  # minutes
ANSWERS = {"no": False, "yes": True}
# Where this line shows what the whole form knows under another name.
SHOWN_AS = {"started_at": "time"}


class LineForm(forms.Form):
    time = forms.TimeField(
        label=_("Began"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=1,
        max_value=600,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    outcome = chips(Visit.Outcome.choices, _("Outcome"))
    adverse_event = chips(
        [
            ("no", pgettext_lazy("adverse event", "None mentioned")),
            ("yes", pgettext_lazy("adverse event", "Mentioned: report one")),
        ],
        _("Adverse event"),
    )
    is_overlap_right = forms.BooleanField(
        label=_("Both visits did take place at that time"), required=False
    )

    def __init__(self, data=None, *, visit):
        super().__init__(data, prefix=str(visit.uuid), initial=_first_values(visit))
        self.visit, self.asks_overlap = visit, False
        for talk in record_of(visit).products:
            name = f"reaction-{talk.product.uuid}"
            label = _("Reaction to %(product)s") % {"product": talk.product}
            self.fields[name] = chips(VisitProduct.Reaction.choices, label)
            self.initial.setdefault(name, talk.reaction or VisitProduct.Reaction.NEUTRAL.value)

    @property
    def reactions(self):
        return [self[name] for name in self.fields if name.startswith("reaction-")]

    @property
    def is_touched(self):
        """Whether something was said that was not there before."""
        return any(self.data.get(self.add_prefix(name)) for name in ("outcome", "adverse_event"))

    def values(self):
        """What was said here, with the rest as the whole form would propose it: the shape in which drafts are kept."""
        draft = getattr(self.visit, "draft", None)
        known = draft.data if draft else values_of(first_record(self.visit))
        said = self.cleaned_data
        own = {name: [said.get(name) or ""] for name in self.fields if name.startswith("reaction-")}
        began = said.get("time")
        return (
            known
            | own
            | {
                "outcome": [said.get("outcome", "")],
                "started_at": [f"{self.visit.day}T{began:%H:%M}"] if began else [],
                "minutes": [str(said["minutes"])] if said.get("minutes") else [],
            }
        )

    @property
    def mentions_event(self):
        return self.is_bound and self.data.get(self.add_prefix("adverse_event")) == "yes"

    def entry(self):
        """What submit_visit is asked; what keeps the line from being sent stands in its errors then."""
        values = self.values() | self._overlap()
        whole = LogForm(_posted(values), offers=Offers.of_visit(self.visit))
        if whole.is_valid():
            self.take(whole.overlap_refusals(self.visit))
            self.asks_overlap = whole.asks_overlap
        else:
            self.take(whole.errors)
        more = whole.submission()
        answer = ANSWERS.get(self.cleaned_data.get("adverse_event"))
        return Entry(self.visit, more.pop("record"), answer, more)

    def take(self, errors):
        """Sentences beside their fields; those about what only the whole form shows stand above the line."""
        for name, sentences in errors.items():
            place = SHOWN_AS.get(name, name)
            self.add_error(place if place in self.fields else None, list(sentences))

    def _overlap(self):
        return {"is_overlap_right": ["on"]} if self.cleaned_data.get("is_overlap_right") else {}


def _first_values(visit):
    draft = getattr(visit, "draft", None)
    typed = {name: given[-1] for name, given in draft.data.items() if given} if draft else {}
    began = visit.started_at and localtime(visit.started_at).time()
    return (
        {"minutes": visit.planned_minutes or USUAL}
        | typed
        | {
            "time": typed["started_at"][-5:]
            if typed.get("started_at")
            else began or visit.planned_time
        }
    )


def _posted(values):
    posted = QueryDict(mutable=True)
    for name, given in values.items():
        posted.setlist(name, given)
    return posted
