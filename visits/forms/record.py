"""What the forms of a visit share: products with messages, people, topic, and the record they say together.

Everything may be left empty here: what has to be there, the verb says all at once.
"""

from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Product
from accounts.wording import Wording
from customers.models import Location
from customers.search import typed
from visits.materials import state_in_words, why_unusable
from visits.models import Visit, VisitProduct
from visits.models.visit import LENGTHS
from visits.record import Record, Talk

MOMENT = "%Y-%m-%dT%H:%M"
TEXTS = [
    *["key_points", "feedback", "consensus", "open_questions"],
    *["objective", "objective_measure", "next_objective", "location_reason"],
]
CHOSEN = ["location", "interaction"]  # where nothing is chosen, what the visit holds stays


@dataclass(frozen=True)
class TalkBlock:
    """One product that may be talked about, with its own fields."""

    product: Product
    is_chosen: bool
    is_planned: bool
    messages: BoundField | None
    reaction: BoundField
    step: BoundField


def chips(choices, label):
    return forms.ChoiceField(choices=choices, label=label, required=False, widget=forms.RadioSelect)


def ticks(label, choices=(), *, hint=""):
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        help_text=hint,
        widget=forms.CheckboxSelectMultiple,
    )


def text(label, *, rows=None, length=None, hint=""):
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput
    return forms.CharField(
        label=label, required=False, widget=widget, max_length=length, help_text=hint
    )


def day_input(label, hint=""):
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, help_text=hint, widget=widget)


def length_input():
    shortest, longest = LENGTHS
    widget = forms.NumberInput({"inputmode": "numeric", "step": 5})
    return forms.IntegerField(
        label=_("Expected minutes"),
        required=False,
        min_value=shortest,
        max_value=longest,
        widget=widget,
    )


class PeopleForm(forms.Form):
    """The people of a place whom the words find, beside those ticked before; of a department, all of them ticked."""

    q = forms.CharField(max_length=100)
    participants = ticks(_("People present"))

    def __init__(self, data, *, offers):
        words, named = typed(data.get("q", "")), data.getlist("participants")
        people = offers.people_called(words, named) if words else offers.people(named)
        if "department" in data:
            of_department = offers.department_people()
            people, data = of_department | people, data.copy()
            data.setlist("participants", [*of_department, *named])
        super().__init__(data)
        self.fields["participants"].choices = _choices(people)


class RecordForm(forms.Form):
    # Nothing holds a visit up: the note tells, and compliance learns of what stands.
    wording = Wording.TELL

    products = ticks(_("Products"))
    topic = chips([], _("Topic"))
    next_step = chips(Visit.NextStep.choices, _("Next step"))
    participants = ticks(_("People present"))
    materials = ticks(_("Materials"))
    objective = text(_("Objective"), length=300)
    channel = chips(Visit.Channel.choices, _("Channel"))
    is_requested = forms.BooleanField(label=_("The customer asked for this visit"), required=False)
    location = chips(Location.choices, _("Met in"))
    location_reason = text(_("Why there"), length=300, hint=_("where the house keeps it closed"))
    interaction = chips(Visit.Interaction.choices, _("Form of contact"))

    def __init__(self, data=None, *, offers, values=None):
        """`values` are {name: [texts]} to show before anything is posted: a draft, the plan, the record."""
        self.offers = offers
        self.refused = {}  # {field: sentences} of the verb
        super().__init__(data)
        named = data.getlist("participants") if data else (values or {}).get("participants", [])
        self._people = offers.people(named)
        brought = data.getlist("materials") if data else (values or {}).get("materials", [])
        self._materials = offers.materials(brought)
        self._offer_choices()
        for name in self.fields.keys() & (values or {}).keys():
            several = isinstance(self.fields[name], forms.MultipleChoiceField)
            given = values[name]
            self.initial[name] = given if several else (given[-1] if given else "")
        if "materials" in self.initial:
            self.initial["materials"] = self._still_usable(self.initial["materials"])

    def _still_usable(self, keys):
        """What was planned and may not be shown any more is offered without its tick, and says why."""
        return [
            key
            for key in keys
            if key in self._materials and not why_unusable(self._materials[key], self.offers.day)
        ]

    def _offer_choices(self):
        offers, fields = self.offers, self.fields
        fields["materials"].choices = [
            (key, named_with_state(row, offers.day)) for key, row in self._materials.items()
        ]
        fields["products"].choices = _choices(offers.products)
        fields["topic"].choices = _choices(offers.topics)
        fields["participants"].choices = _choices(self._people)
        if offers.closed_channels:
            said = _("Without consent: %(channels)s") % {"channels": offers.closed_channels}
            fields["channel"].help_text = said
        widget = fields["participants"].widget
        if offers.has_more_people:
            widget.search_url = _people_url(offers)
        if offers.organisation and offers.department:
            widget.department = offers.department
            widget.department_url = f"{_people_url(offers)}&department={offers.department.uuid}"
        for key in offers.products:
            fields[f"messages-{key}"] = ticks(_("Messages covered"), _choices(offers.messages[key]))
            fields[f"reaction-{key}"] = chips(VisitProduct.Reaction.choices, _("Reaction"))
            fields[f"step-{key}"] = forms.ChoiceField(
                label=_("Adoption step"),
                required=False,
                choices=[("", _("Not asked")), *VisitProduct.AdoptionStep.choices],
            )

    @property
    def talks(self):
        """The blocks of products, those of the plan and those chosen first."""
        chosen = self["products"].value() or []
        blocks = [
            TalkBlock(
                product=product,
                is_chosen=key in chosen,
                is_planned=product.pk in self.offers.planned,
                messages=self[f"messages-{key}"] if self.offers.messages[key] else None,
                reaction=self[f"reaction-{key}"],
                step=self[f"step-{key}"],
            )
            for key, product in self.offers.products.items()
        ]
        return sorted(blocks, key=lambda block: not block.is_chosen)

    @property
    def chosen_talks(self):
        return [block for block in self.talks if block.is_chosen]

    @property
    def other_talks(self):
        return [block for block in self.talks if not block.is_chosen]

    def record(self):
        """What was typed so far, as far as it can be read. Columns without a field here stay as they are."""
        said, known, offered = self.cleaned_data, self.offers.record, self.offers.questions
        texts = {name: said.get(name, "").strip() for name in TEXTS if name in self.fields}
        return Record(
            **{name: getattr(known, name) for name in TEXTS if name not in self.fields},
            **texts,
            organisation=self.offers.organisation,
            department=self.offers.department,
            **{name: said.get(name) or getattr(known, name) for name in CHOSEN},
            is_requested=said.get("is_requested", known.is_requested),
            channel=said.get("channel") or Visit.Channel.FACE.value,
            topic=self.offers.topics.get(said.get("topic")),
            next_step=said.get("next_step", ""),
            objective_by=said.get("objective_by", known.objective_by),
            materials=tuple(self._materials[key] for key in said.get("materials", [])),
            asked=tuple(offered[key] for key in said["asked"]) if "asked" in said else known.asked,
            participants=tuple(self._people[key] for key in said.get("participants", [])),
            products=tuple(self._talk(key) for key in said.get("products", [])),
        )

    def _talk(self, key):
        said, messages = self.cleaned_data, self.offers.messages[key]
        return Talk(
            product=self.offers.products[key],
            messages=tuple(messages[one] for one in said.get(f"messages-{key}", [])),
            reaction=said.get(f"reaction-{key}", ""),
            adoption_step=said.get(f"step-{key}", ""),
        )

    def take(self, refusal):
        """Shows a verb's sentences beside the fields that they are about."""
        found = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
        self.refused |= found
        for name, sentences in found.items():
            place = name if name in self.fields else None
            known = self.errors.get(place or "__all__", [])
            for sentence in sentences:
                if sentence not in known:
                    self.add_error(place, sentence)


def values_of(record):
    """A record as {name: [texts]}, the shape in which drafts keep it."""
    names = [*TEXTS, *CHOSEN, "outcome", "channel", "next_step"]
    values = {name: [getattr(record, name)] for name in names}
    values["is_requested"] = ["on"] if record.is_requested else []
    values["topic"] = [str(record.topic.uuid)] if record.topic else []
    values["participants"] = [str(person.customer.uuid) for person in record.participants]
    values["products"] = [str(talk.product.uuid) for talk in record.products]
    values["materials"] = [str(version.uuid) for version in record.materials]
    values["asked"] = [str(question.uuid) for question in record.asked]
    values["objective_by"] = [record.objective_by.isoformat()] if record.objective_by else []
    if record.started_at:
        values["started_at"] = [timezone.localtime(record.started_at).strftime(MOMENT)]
    if record.minutes is not None:
        values["minutes"] = [str(record.minutes)]
    for talk in record.products:
        key = talk.product.uuid
        values[f"messages-{key}"] = [str(message.uuid) for message in talk.messages]
        values[f"reaction-{key}"] = [talk.reaction]
        values[f"step-{key}"] = [talk.adoption_step]
    return values


def _people_url(offers):
    url = reverse("visits:colleague_list", args=[offers.organisation.customer.uuid])
    return f"{url}?day={offers.day}"


def _choices(rows):
    return [(key, str(row)) for key, row in rows.items()]


def named_with_state(version, day):
    """A version, and what keeps it from being shown on the day."""
    return (
        f"{version} ({state_in_words(version, day)})"
        if why_unusable(version, day)
        else str(version)
    )
