"""The filters of the customer list. Everything is in the address, so that a list can be bookmarked and shared."""

from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import TerritoryField
from accounts.forms.fields import DayField
from accounts.models import Territory
from customers.models import Customer, Organisation, Person, Tag, Tier
from customers.narrowing import NARROWING, NARROWING_ON
from customers.scoring import all_cells, cell_words

STATES = [
    ("", _("Active")),
    (Customer.Status.CLOSED.value, _("Closed")),
    (Customer.Status.ARCHIVED.value, _("Archived")),
    ("all", _("All, whatever their state")),
]
TYPES = [
    ("", _("Every type")),
    (_("Organisations"), Organisation.Type.choices[:-1]),
    (_("People"), Person.Type.choices[:-1]),
    ("other", _("Others")),
]


class CustomerFilter(forms.Form):
    q = forms.CharField(
        label=_("Name, pinyin, code or phone"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Name, pinyin, code")}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("All customers")), *Customer.Kind.choices],
        required=False,
    )
    type = forms.ChoiceField(label=_("Type"), choices=TYPES, required=False)
    tier = forms.ChoiceField(
        label=_("Tier"),
        choices=[("", _("Every tier")), *Tier.choices, ("none", _("Without a tier"))],
        required=False,
    )
    cell = forms.ChoiceField(label=_("Value and need"), required=False)
    on = DayField(label=_("Tier on"), required=False)
    level = forms.ChoiceField(
        label=_("Grade"),
        choices=[("", _("Every grade")), *Organisation.Level.choices],
        required=False,
    )
    territory = TerritoryField(
        label=_("Territory"),
        queryset=Territory.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Every territory"),
    )
    city = forms.CharField(
        label=_("City"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("City")}),
    )
    specialty = forms.CharField(
        label=_("Specialty"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Specialty")}),
    )
    tag = forms.ModelChoiceField(
        label=_("Tag"),
        queryset=Tag.objects.none(),
        to_field_name="uuid",
        required=False,
        empty_label=_("Every tag"),
    )
    status = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    more = forms.BooleanField(required=False, widget=forms.HiddenInput)

    # Drawn only when they are used or asked for: each choice of a filter costs the page time.
    RARE = ("type", "cell", "on", "level", "city", "specialty", "tag")
    # What people type, and rows: of these there are too many for a shape each.
    MANY = {"q", "on", "city", "specialty", "territory", "tag"}

    def __init__(self, data, *, user):
        if "more" not in data:
            left_out = {name for name in self.RARE if not data.get(name)} | {"more"}
            # Before they are copied for this form, which takes longer than all else here.
            self.base_fields = {
                name: field for name, field in self.base_fields.items() if name not in left_out
            }
        super().__init__(data)
        self.fields["territory"].offer_to(user, data.get("territory", ""))
        if "tag" in self.fields:
            self.fields["tag"].queryset = Tag.objects.visible_to(user).in_use()
        if "cell" in self.fields:
            every = [("", _("Every value and need"))]
            self.fields["cell"].choices = every + [(cell, cell_words(cell)) for cell in all_cells()]

    def narrow(self, customers):
        """What does not fit (a mistyped address) is left out."""
        return narrowed(customers, self.chosen)

    @cached_property
    def chosen(self):
        """((name, value) of each filter in use): what a list is narrowed by, and the shape of its question."""
        self.is_valid()
        given = [(name, self.cleaned_data.get(name)) for name in (*NARROWING, "on", "status")]
        return tuple((name, value) for name, value in given if value)

    @property
    def is_one_of_many(self):
        return any(name in self.MANY for name, _value in self.chosen)

    @property
    def is_narrowed(self):
        return any(name != "on" for name, _value in self.chosen)

    @property
    def query(self):
        """The filters in use, as the part of an address behind the question mark."""
        return urlencode(self.used())

    @property
    def kept_query(self):
        """As `query`, without what was searched for: a name or a phone in it would outlive an erasure."""
        return urlencode([(name, value) for name, value in self.used() if name != "q"])

    def used(self):
        """[(name, as typed)]"""
        return [(name, self.data.get(name)) for name in self._used()]

    def in_words(self):
        """After `narrow`: "Tier: Strategic; City: Linjiang". That something was searched for is told, not what."""
        given = self.cleaned_data | {"q": "•••"}
        said = [(self.fields[name], given[name]) for name in self._used()]
        words = [
            gettext("%(field)s: %(value)s") % {"field": field.label, "value": _label(field, value)}
            for field, value in said
        ]
        return gettext("; ").join(words) or gettext("All active customers")

    def _used(self):
        return [name for name in self.fields if name != "more" and self.data.get(name, "").strip()]


def _label(field, value):
    if isinstance(field, forms.ModelChoiceField) or not hasattr(field, "choices"):
        return str(value)
    flat = dict(pair for one in field.choices for pair in _flat(one))
    return str(flat.get(value, value))


def _flat(choice):
    """A choice, or those of a group of them."""
    value, label = choice
    return label if isinstance(label, (list, tuple)) else [(value, label)]


def narrowed(customers, chosen):
    """By the `chosen` of a filter."""
    given = dict(chosen)
    day = given.pop("on", None)
    state = given.pop("status", "")
    for name, value in given.items():
        is_dated = day and name in NARROWING_ON
        found = NARROWING_ON[name](value, day) if is_dated else NARROWING[name](value)
        customers = customers.filter(found)
    return _in_state(customers, state)


def _in_state(customers, state):
    if state == "all":
        return customers
    return customers.filter(status=state or Customer.Status.ACTIVE)
