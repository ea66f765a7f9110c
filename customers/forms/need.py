"""Input of the needs file: a need, its reviews and its end, and the list's filter."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import CHOOSE, TerritoryField
from accounts.forms.fields import DayField, SentenceField, WrittenForm
from accounts.models import Product, Territory, User
from customers.models import Need
from customers.models.need import first_review

STATES = [
    ("", _("Open")),
    ("due", _("To be reviewed")),
    ("solved", _("Solved")),
    ("dropped", _("Dropped")),
    ("all", _("All")),
]


class ParagraphField(forms.CharField):
    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **options):
        super().__init__(**({"max_length": 4000, "required": False} | options))


class NeedForm(WrittenForm):
    """What must be said fits on a phone's screen; the rest is added as it is found out."""

    FIRST = ("category", "pain_point")

    category = forms.ChoiceField(
        label=_("Category"), choices=Need.Category, widget=forms.RadioSelect
    )
    pain_point = forms.CharField(
        label=_("Pain point"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What is hard for the customer today, in one sentence"),
    )
    product = forms.ModelChoiceField(
        label=_("Product"),
        queryset=Product.objects.none(),
        required=False,
        empty_label=_("No product"),
    )
    root_cause = ParagraphField(label=_("Root cause"))
    solution = ParagraphField(label=_("Solution"), help_text=_("What may help, and who does it"))
    evidence = ParagraphField(label=_("Evidence"), help_text=_("Figures, guidelines, words"))
    next_review_on = DayField(label=_("Next review"), initial=first_review)

    def __init__(self, *args, user, need=None, **kwargs):
        if need:
            names = [*self.base_fields, "result"]
            kwargs["initial"] = {name: getattr(need, name) for name in names}
        super().__init__(*args, **kwargs)
        offered = Product.objects.visible_to(user).offered(need and need.product_id)
        self.fields["product"].queryset = offered
        if need:
            self.fields["result"] = ParagraphField(label=_("Result"))

    @property
    def first_fields(self):
        return [self[name] for name in self.FIRST]

    @property
    def more_fields(self):
        return [field for field in self if field.name not in self.FIRST]

    @property
    def has_more(self):
        """Whether the folded part holds something to look at."""
        return any(field.errors or (field.data and self.is_bound) for field in self.more_fields)


class EvidenceForm(forms.Form):
    file = forms.FileField(label=_("Picture or document"))


class ReviewForm(WrittenForm):
    text = SentenceField(label=_("What is new"))
    next_review_on = DayField(label=_("Next review"), initial=first_review)


class SolveForm(WrittenForm):
    solution = ParagraphField(label=_("What was done"), required=True)
    result = ParagraphField(label=_("What came of it"), required=True)
    lesson = forms.CharField(
        label=_("Lesson for others"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody reads this on the radar, so name no person"),
    )


class ReopenForm(WrittenForm):
    because = SentenceField(max_length=300)
    next_review_on = DayField(label=_("Next review"), initial=first_review)


class DropForm(WrittenForm):
    because = SentenceField(label=_("Why it is no longer needed"), max_length=300)


class HandForm(forms.Form):
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), to_field_name="uuid", empty_label=CHOOSE
    )

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = colleagues


class NeedFilter(forms.Form):
    """Everything in the address; what does not fit is left out."""

    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    category = forms.ChoiceField(
        label=_("Category"),
        choices=[("", _("Every category")), *Need.Category.choices],
        required=False,
    )
    product = forms.ModelChoiceField(
        label=_("Product"),
        queryset=Product.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Every product"),
    )
    territory = TerritoryField(
        label=_("Territory"),
        queryset=Territory.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Every territory"),
    )
    whose = forms.ChoiceField(
        label=_("Whose"), choices=[("", _("Everybody's")), ("mine", _("Mine"))], required=False
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.user = user
        self.fields["product"].queryset = Product.objects.visible_to(user)
        self.fields["territory"].offer_to(user, data.get("territory", ""))

    def narrow(self, needs):
        self.is_valid()
        chosen = self.cleaned_data
        needs = in_state(needs, chosen.get("state"))
        for name in ("category", "product"):
            if chosen.get(name):
                needs = needs.filter(**{name: chosen[name]})
        if territory := chosen.get("territory"):
            needs = needs.filter(territory__in=territory.ids_below())
        return needs.filter(owner=self.user) if chosen.get("whose") else needs

    @property
    def is_about_open_ones(self):
        return self.cleaned_data.get("state") in {"", "due", None}


class RadarFilter(forms.Form):
    by = forms.ChoiceField(
        label=_("Grouped by"),
        choices=[("", _("By product")), ("territory", _("By territory"))],
        required=False,
    )
    category = forms.ChoiceField(
        label=_("Category"),
        choices=[("", _("Every category")), *Need.Category.choices],
        required=False,
    )


def in_state(needs, state):
    if state == "all":
        return needs
    if state in {"solved", "dropped"}:
        return needs.filter(status=state)
    return needs.due_for_review(timezone.localdate()) if state == "due" else needs.open()
