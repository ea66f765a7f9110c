"""Input of requests: raising one, saying something to it, handing it on, filtering the queue."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Product
from accounts.wording import Wording
from customers.models import Customer, Tier
from visits.models import Department, Request, Visit

STATES = [
    ("", _("Open")),
    ("late", _("Late")),
    ("resolved", _("Resolved")),
    ("all", _("All")),
]


class RequestForm(forms.Form):
    wording = Wording.TELL

    kind = forms.ChoiceField(
        label=_("Kind"), choices=Request.Kind, widget=forms.RadioSelect, required=True
    )
    words = forms.CharField(
        label=_("The customer's words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=_("As she said it; the department reads exactly this."),
    )
    product = forms.ModelChoiceField(
        label=_("Product"),
        queryset=Product.objects.none(),
        required=False,
        empty_label=_("No product"),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = Product.objects.visible_to(user).active()


class SubjectForm(forms.Form):
    """Whom a new request is for, read from the address: ?customer=…&visit=…"""

    customer = forms.UUIDField()
    visit = forms.UUIDField(required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_customer(self):
        found = Customer.objects.visible_to(self.user).filter(uuid=self.cleaned_data["customer"])
        return found.first() or _refuse(_("This customer is not one of yours."))

    def clean_visit(self):
        uuid = self.cleaned_data["visit"]
        if uuid is None:
            return None
        found = Visit.objects.visible_to(self.user).filter(uuid=uuid)
        return found.first() or _refuse(_("This visit is not one of yours."))


class SayForm(forms.Form):
    """A sentence: an answer, a resolution, a note, the reason of a hand-over or of reopening."""

    wording = Wording.TELL

    text = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 6}), max_length=8000
    )


class RouteForm(forms.Form):
    department = forms.ChoiceField(
        label=pgettext_lazy("of our side", "Department"), choices=Department
    )
    text = forms.CharField(label=_("Why"), max_length=300)


class ConfirmForm(forms.Form):
    satisfaction = forms.TypedChoiceField(
        label=_("How satisfied was the customer?"),
        choices=[(score, str(score)) for score in range(1, 6)],
        coerce=int,
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
        help_text=_("1 is not at all, 5 is very"),
    )


class RequestFilter(forms.Form):
    """Everything in the address, so that a queue can be bookmarked; what does not fit is left out."""

    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Every kind")), *Request.Kind.choices], required=False
    )
    tier = forms.ChoiceField(
        label=_("Tier"), choices=[("", _("Every tier")), *Tier.choices], required=False
    )
    mine = forms.ChoiceField(
        label=_("Taken by"),
        choices=[("", _("Anybody")), ("me", _("Me")), ("nobody", _("Nobody"))],
        required=False,
    )

    def narrow(self, requests, user, now):
        self.is_valid()
        chosen = self.cleaned_data
        requests = _in_state(requests, chosen.get("state"), now)
        for name in ("kind", "tier"):
            if chosen.get(name):
                requests = requests.filter(**{name: chosen[name]})
        if chosen.get("mine"):
            requests = requests.filter(assignee=user if chosen["mine"] == "me" else None)
        return requests


def _in_state(requests, state, now):
    if state == "all":
        return requests
    if state == "resolved":
        return requests.resolved()
    return requests.late(now) if state == "late" else requests.open()


def _refuse(sentence):
    raise ValidationError(sentence)
