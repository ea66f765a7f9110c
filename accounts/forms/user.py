"""Input about people: inviting, editing, roles, places of work, leaving, and filters of their list."""

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import CHOOSE
from accounts.forms.fields import DayField, SentenceField
from accounts.models import Membership, Territory, User
from accounts.permissions import Role

STATES = [("", _("Active")), ("closed", _("Closed")), ("all", _("All accounts"))]


class UserForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    employee_number = forms.CharField(label=_("Employee number"), max_length=40, required=False)


class InviteForm(UserForm):
    field_order = ["username", "name", "email", "employee_number", "roles", "language"]

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("For sign-in; it stays the person's for good"),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role, required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role)
    valid_from = DayField(label=_("First day"), initial=timezone.localdate)
    valid_to = DayField(label=_("Last day"), required=False)
    because = SentenceField(required=False)


class MembershipForm(forms.Form):
    """Somebody begins to work somewhere; on a person's page the place is chosen, on a place's page the person."""

    valid_from = DayField(label=_("First day"), initial=timezone.localdate)
    valid_to = DayField(label=_("Last day"), required=False)


class PlaceForm(MembershipForm):
    field_order = ["territory"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["territory"] = forms.ModelChoiceField(
            empty_label=CHOOSE,
            label=_("Territory"),
            queryset=Territory.objects.visible_to(user).filter(is_active=True),
            to_field_name="uuid",
        )
        self.order_fields(self.field_order)


class ColleagueForm(MembershipForm):
    field_order = ["user"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"] = forms.ModelChoiceField(
            empty_label=CHOOSE,
            label=_("Person"),
            queryset=User.objects.visible_to(user).active(),
            to_field_name="uuid",
        )
        self.order_fields(self.field_order)


class LeaverForm(forms.Form):
    successor = forms.ModelChoiceField(
        empty_label=_("Nobody"),
        label=_("Successor"),
        queryset=User.objects.none(),
        required=False,
        to_field_name="uuid",
        help_text=_("Takes over open visits, requests and follow-ups"),
    )
    takes_territories = forms.BooleanField(
        label=_("The successor also takes over the territories, from today"), required=False
    )
    because = SentenceField()

    def __init__(self, *args, user, leaver, **kwargs):
        super().__init__(*args, **kwargs)
        others = User.objects.visible_to(user).active().exclude(pk=leaver.pk)
        self.fields["successor"].queryset = others


class UserFilter(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Name, user name, number")}),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("Every role")), *Role.choices], required=False
    )
    territory = forms.ModelChoiceField(
        label=_("Territory"),
        queryset=Territory.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Everywhere"),
    )
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["territory"].queryset = Territory.objects.visible_to(user)

    def narrow(self, users):
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("state") != "all":
            users = users.filter(is_active=chosen.get("state") != "closed")
        if chosen.get("role"):
            users = users.with_role(chosen["role"])
        if chosen.get("territory"):
            places = Membership.objects.visible_to(self.user).today()
            below = places.filter(territory__in=chosen["territory"].ids_below())
            users = users.filter(pk__in=below.values("user_id"))
        return users.filter(_named(chosen.get("q"))) if chosen.get("q") else users


def _named(text):
    return (
        Q(name__icontains=text)
        | Q(username__icontains=text)
        | Q(email__icontains=text)
        | Q(employee_number__iexact=text)
    )
