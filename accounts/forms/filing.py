"""Input about filings: details, filing itself, changes of status, the reason to see a number."""

from datetime import timedelta

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import CHOOSE
from accounts.forms.fields import DayField, SentenceField
from accounts.models import LegalEntity, Product, RepFiling, User
from accounts.permissions import Role

Status = RepFiling.Status
STATES = [
    ("", _("Every state")),
    ("valid", _("Valid today")),
    ("expiring", _("Ends within 60 days")),
    ("expired", _("Expired")),
    ("draft", _("Draft")),
    ("suspended", _("Suspended")),
    ("withdrawn", _("Withdrawn")),
]


class FilingForm(forms.Form):
    """The details. `id_number` is written, never shown again in a form."""

    contract = forms.ChoiceField(label=_("Contract"), choices=RepFiling.Contract)
    categories = forms.MultipleChoiceField(
        label=_("Product categories"), widget=forms.CheckboxSelectMultiple
    )
    therapeutic_areas = forms.CharField(
        label=_("Therapeutic areas"), max_length=200, required=False
    )
    valid_from = DayField(label=_("First day"))
    valid_to = DayField(label=_("Last day"), required=False)
    major = forms.CharField(label=_("Major"), max_length=100, required=False)
    degree = forms.CharField(label=_("Degree"), max_length=60, required=False)
    id_document = forms.ChoiceField(label=_("Identity document"), choices=RepFiling.IdDocument)
    id_number = forms.CharField(
        label=_("Identity number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept encrypted; leave it empty to keep the one that is there"),
    )
    photo_file = forms.FileField(label=_("Photo"), required=False)
    declared_on = DayField(label=_("Holder's declaration signed on"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        known = Product.objects.visible_to(user).order_by("category")
        categories = list(known.values_list("category", flat=True).distinct())
        self.fields["categories"].choices = [(name, name) for name in categories]


class NewFilingForm(FilingForm):
    field_order = ["user", "holder"]

    user = forms.ModelChoiceField(
        empty_label=CHOOSE,
        label=_("Representative"),
        queryset=User.objects.none(),
        to_field_name="uuid",
    )
    holder = forms.ModelChoiceField(
        empty_label=CHOOSE,
        label=_("Marketing authorisation holder"),
        queryset=LegalEntity.objects.none(),
        to_field_name="uuid",
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["user"].queryset = User.objects.visible_to(user).active().with_role(Role.REP)
        self.fields["holder"].queryset = LegalEntity.objects.visible_to(user)


class EditFilingForm(FilingForm):
    because = SentenceField(required=False, help_text=_("Needed once the filing counts"))


class FileForm(forms.Form):
    number = forms.CharField(label=_("Filing number"), max_length=60)
    valid_from = DayField(label=_("First day"))
    valid_to = DayField(label=_("Last day"))
    evidence_file = forms.FileField(
        label=_("Evidence"), help_text=_("The platform's page or notice: PDF or picture")
    )
    on = DayField(label=_("Filed on"), initial=timezone.localdate)


class ChangeForm(forms.Form):
    """Suspended, valid again or withdrawn, from a day on and for a reason."""

    on = DayField(label=_("From"), initial=timezone.localdate)
    because = SentenceField()


class CheckForm(forms.Form):
    on = DayField(label=_("Checked on"), initial=timezone.localdate)


class RevealForm(forms.Form):
    because = forms.CharField(
        label=_("What do you need the number for?"),
        max_length=200,
        help_text=_("Written into the access log"),
    )


class FilingFilter(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Name or filing number")}),
    )
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)

    def narrow(self, filings):
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("q"):
            text = chosen["q"]
            filings = filings.filter(Q(user__name__icontains=text) | Q(number__icontains=text))
        return _in_state(filings, chosen.get("state"))


def _in_state(filings, state):
    today = timezone.localdate()
    if state == "valid":
        return filings.valid_on(today)
    if state == "expiring":
        end = today + timedelta(days=60)
        return filings.valid_on(today).filter(valid_to__lte=end)
    if state == "expired":
        return filings.filter(status=Status.FILED, valid_to__lt=today)
    return filings.filter(status=state) if state else filings
