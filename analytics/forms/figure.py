"""The part of the address that says which figures: period, day, territory, line, person, tier, type, product."""

from functools import cached_property

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import choices_near
from accounts.forms.fields import DayField
from accounts.models import Product, Territory, User
from analytics.kpis import Part
from analytics.periods import PeriodKind, period_of, until
from analytics.scope import Scope
from analytics.sources import ZONE
from customers.models import Organisation, Person, Tier

NO_TIER = "none"  # "" in an address means every tier


class FigureForm(forms.Form):
    """What somebody may not see is an unknown choice: the same answer as for what does not exist."""

    territory = forms.ChoiceField(label=_("Territory"), required=False)
    line = forms.ChoiceField(label=_("Sales line"), required=False)
    on = DayField(label=_("Day"), required=False)
    period = forms.ChoiceField(
        label=_("Period"), required=False, choices=PeriodKind, widget=forms.HiddenInput
    )
    person = forms.ModelChoiceField(
        required=False,
        queryset=User.objects.none(),
        to_field_name="uuid",
        widget=forms.HiddenInput,
    )
    tier = forms.ChoiceField(
        required=False,
        choices=[*Tier.choices, (NO_TIER, _("Without a tier"))],
        widget=forms.HiddenInput,
    )
    type = forms.ChoiceField(
        required=False,
        choices=[*Organisation.Type.choices, *Person.Type.choices],
        widget=forms.HiddenInput,
    )
    product = forms.ModelChoiceField(
        required=False,
        queryset=Product.objects.none(),
        to_field_name="code",
        widget=forms.HiddenInput,
    )
    part = forms.ChoiceField(
        required=False, choices=[(part, part) for part in Part], widget=forms.HiddenInput
    )

    def __init__(self, data, *, user, person=None):
        """`person` fixes whose figures these are."""
        super().__init__(data)
        self.user, self.whose, self.today = user, person, timezone.localdate(timezone=ZONE)
        self.fields["territory"].choices = self._places
        self.fields["person"].queryset = User.objects.visible_to(user)
        self.fields["product"].queryset = Product.objects.visible_to(user)
        self.fields["line"].choices = self._lines

    @cached_property
    def territories(self):
        """All that the reader sees, by code: read once for choices, lines and the heat map."""
        shown = ["code", "name", "level", "sales_line", "parent"]
        return list(Territory.objects.visible_to(self.user).only(*shown).order_by("code"))

    def clean_territory(self):
        code = self.cleaned_data["territory"]
        return next((one for one in self.territories if one.code == code), None)

    @property
    def kind(self):
        return PeriodKind(self.cleaned_data["period"] or PeriodKind.MONTH)

    @property
    def on_day(self):
        return self.cleaned_data["on"] or self.today

    @property
    def chosen_part(self):
        return Part(self.cleaned_data["part"] or Part.NUMERATOR)

    @property
    def whole_period(self):
        return period_of(self.kind, self.on_day)

    def scope(self):
        chosen = self.cleaned_data
        tier = chosen["tier"]
        return Scope(
            self.user,
            until(self.whole_period, self.today),
            territory=chosen["territory"],
            line=chosen["line"],
            person=self.whose or chosen["person"],
            tier=None if not tier else "" if tier == NO_TIER else tier,
            customer_type=chosen["type"],
            product=chosen["product"],
        )

    def words(self):
        """The page's address again, without what was left out: {name: text}."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}

    def about(self):
        """What the addresses of rows begin with: the words, and the person whose page this is."""
        return {**self.words(), "person": self.whose.uuid} if self.whose else self.words()

    def _places(self):
        near = choices_near(self.territories, self.data.get("territory"))
        return [("", _("All my territories")), *near]

    def _lines(self):
        lines = sorted({territory.sales_line for territory in self.territories} - {""})
        return [("", _("All lines")), *((line, line) for line in lines)]
