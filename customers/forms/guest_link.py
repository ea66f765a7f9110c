"""Input of a link by which a customer sees a page of ours, and by what the list of links is narrowed."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import SentenceField
from customers.guest_terms import most_days, usual_days
from customers.models import GuestLink
from customers.search import matching


class LinkForm(forms.Form):
    days = forms.IntegerField(
        label=_("Days until it expires"),
        min_value=1,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    purpose = forms.CharField(
        label=_("What for"),
        max_length=200,
        help_text=_("Kept with the link, for managers and compliance"),
    )

    def __init__(self, *args, kind, **options):
        usual = {"days": usual_days(kind)}
        if kind == GuestLink.Kind.OWN_PAGE:
            usual["purpose"] = gettext("To see what is recorded about the person")
        super().__init__(*args, initial=usual, **options)
        self.fields["days"].help_text = gettext("At most %(most)s") % {"most": most_days(kind)}


class RevokeForm(forms.Form):
    because = SentenceField(label=_("Why it is revoked"))


class GuestLinkFilter(forms.Form):
    """Everything in the address; what does not fit is left out."""

    q = forms.CharField(
        label=_("Search by customer"),
        required=False,
        widget=forms.TextInput({"type": "search", "placeholder": _("Customer")}),
    )
    kind = forms.ChoiceField(
        label=_("Page"), required=False, choices=[("", _("Every page")), *GuestLink.Kind.choices]
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Every state")),
            ("in_force", _("Valid")),
            ("expired", _("Expired")),
            ("revoked", _("Revoked")),
        ],
    )
    whose = forms.ChoiceField(
        label=_("Whose"), choices=[("", _("Everybody's")), ("mine", _("Mine"))], required=False
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.user = user

    def narrow(self, links):
        self.is_valid()
        said = self.cleaned_data
        if said.get("kind"):
            links = links.filter(kind=said["kind"])
        if said.get("state"):
            links = getattr(links, said["state"])()
        if said.get("q"):
            links = links.filter(customer__in=matching(said["q"]))
        return links.filter(made_by=self.user) if said.get("whose") else links
