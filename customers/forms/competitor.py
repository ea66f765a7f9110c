"""Input of competitors, their products with our answer, and what was observed of them."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import CHOOSE, TerritoryField
from accounts.forms.fields import DayField, SentenceField, WrittenForm
from accounts.models import KeyMessage, Product, Territory
from customers.forms.need import ParagraphField
from customers.models import CompetitorActivity, CompetitorProduct


class CompetitorForm(WrittenForm):
    name = forms.CharField(label=_("Name"), max_length=100)
    note = ParagraphField(label=_("Note"))
    is_active = forms.BooleanField(label=_("Is active"), required=False, initial=True)


class CardForm(WrittenForm):
    """A competitor's product, and the card beside it. Messages are offered of the product that it stands against."""

    name = forms.CharField(label=_("Name"), max_length=100)
    product = forms.ModelChoiceField(
        label=_("Stands against"),
        queryset=Product.objects.none(),
        to_field_name="uuid",
        empty_label=CHOOSE,
    )
    strengths = ParagraphField(label=_("Strengths"), help_text=_("With the source of each"))
    weaknesses = ParagraphField(label=_("Weaknesses"), help_text=_("With the source of each"))
    answer = ParagraphField(
        label=_("Our answer"), help_text=_("Only what our approved key messages say")
    )
    key_messages = forms.ModelMultipleChoiceField(
        label=_("Key messages"),
        queryset=KeyMessage.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_active = forms.BooleanField(label=_("Is active"), required=False, initial=True)

    def __init__(self, *args, user, card=None, **kwargs):
        if card:
            names = ["name", "strengths", "weaknesses", "answer", "is_active"]
            kwargs["initial"] = {name: getattr(card, name) for name in names} | {
                "product": card.product.uuid,
                "key_messages": card.key_messages,
            }
        super().__init__(*args, **kwargs)
        products, messages = Product.objects.visible_to(user), KeyMessage.objects.visible_to(user)
        chosen = [message.pk for message in card.key_messages] if card else []
        self.fields["product"].queryset = products.offered(card and card.product_id)
        self.fields["key_messages"].queryset = messages.offered(*chosen).select_related("product")
        self.fields["key_messages"].label_from_instance = lambda one: f"{one.product}: {one}"


class ProductChoice(forms.ModelChoiceField):
    def label_from_instance(self, row):
        return f"{row.competitor} {row.name}"


class ActivityForm(WrittenForm):
    competitor_product = ProductChoice(
        label=_("Competitor's product"),
        queryset=CompetitorProduct.objects.none(),
        to_field_name="uuid",
        empty_label=CHOOSE,
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=CompetitorActivity.Kind, widget=forms.RadioSelect
    )
    what = forms.CharField(
        label=_("What was observed"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    source = forms.ChoiceField(
        label=_("Source"), choices=CompetitorActivity.Source, widget=forms.RadioSelect
    )
    source_note = forms.CharField(
        label=_("Where to read it"),
        max_length=300,
        required=False,
        help_text=_("Needed for a public source"),
    )
    observed_on = DayField(label=_("Observed on"), initial=timezone.localdate)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        known = CompetitorProduct.objects.visible_to(user).active().select_related("competitor")
        self.fields["competitor_product"].queryset = known.order_by("competitor__name", "name")


class WithdrawForm(WrittenForm):
    because = SentenceField(label=_("What was wrong with it"), max_length=300)


class CompetitorFilter(forms.Form):
    product = forms.ModelChoiceField(
        label=_("Product"),
        queryset=Product.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Every product"),
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.fields["product"].queryset = Product.objects.visible_to(user)
        self.is_valid()

    @property
    def chosen_product(self):
        return self.cleaned_data.get("product")


class AreaFilter(CompetitorFilter):
    """Of the trend: our product, and the part of the field of which the parts are shown."""

    territory = TerritoryField(
        label=_("Territory"),
        queryset=Territory.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Every territory"),
    )

    def __init__(self, data, *, user):
        super(CompetitorFilter, self).__init__(data)
        self.fields["product"].queryset = Product.objects.visible_to(user)
        self.fields["territory"].offer_to(user, data.get("territory", ""))
        self.is_valid()

    @property
    def chosen_territory(self):
        return self.cleaned_data.get("territory")


class ActivityFilter(AreaFilter):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("Every kind")), *CompetitorActivity.Kind.choices],
        required=False,
    )
    since = DayField(label=_("From"), required=False, widget=forms.HiddenInput)
    until = DayField(label=_("Until"), required=False, widget=forms.HiddenInput)

    def narrow(self, rows):
        chosen = self.cleaned_data
        narrowing = {
            "competitor_product__product": self.chosen_product,
            "kind": chosen.get("kind"),
            "observed_on__gte": chosen.get("since"),
            "observed_on__lte": chosen.get("until"),
            "territory__in": self.chosen_territory and self.chosen_territory.ids_below(),
        }
        return rows.filter(**{name: value for name, value in narrowing.items() if value})
