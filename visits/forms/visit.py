"""The visit list's filters, all of them in the address; and the small forms of a visit's page."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import NearField, TerritoryField
from accounts.models import Membership, Territory, User
from accounts.permissions import Permission, can
from customers.models import Tier
from customers.search import matching
from visits.forms.record import day_input, length_input
from visits.models import Visit

PERIODS = {"7": 6, "30": 29, "90": 89, "365": 364}  # days before today


def every(label, choices):
    return [("", label), *choices]


class VisitFilter(forms.Form):
    q = forms.CharField(
        label=_("Customer"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "placeholder": _("Name or code")}),
    )
    period = forms.ChoiceField(
        label=_("Period"),
        required=False,
        choices=every(
            _("Any time"),
            [
                ("7", _("Last 7 days")),
                ("30", _("Last 30 days")),
                ("90", _("Last 90 days")),
                ("365", _("Last 12 months")),
                ("coming", _("To come")),
            ],
        ),
    )
    since = day_input(_("From"))
    until = day_input(_("To"))
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=every(_("Every status"), Visit.Status.choices)
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=every(_("Every outcome"), Visit.Outcome.choices)
    )
    effective = forms.ChoiceField(
        label=_("Effective"),
        required=False,
        choices=every(_("Effective or not"), [("yes", _("Effective")), ("no", _("Not effective"))]),
    )
    tier = forms.ChoiceField(
        label=_("Tier"), required=False, choices=every(_("Every tier"), Tier.choices)
    )
    rep = NearField(
        label=_("Representative"),
        required=False,
        queryset=User.objects.none(),
        to_field_name="uuid",
        empty_label=_("Every representative"),
    )
    territory = TerritoryField(
        label=_("Territory"),
        required=False,
        queryset=Territory.objects.none(),
        to_field_name="uuid",
        empty_label=_("Every territory"),
    )

    def __init__(self, data=None, *, user, today):
        super().__init__(data)
        self.today = today
        if not can(user, Permission.DASHBOARD_TEAM):
            # A rep works alone in one territory: nothing to choose from.
            del self.fields["rep"], self.fields["territory"]
            return
        self.fields["territory"].offer_to(user, (data or {}).get("territory", ""))
        self.fields["rep"].offer(
            self._reps(user, Territory.objects.visible_to(user)),
            near=self._reps_near(user),
            chosen=(data or {}).get("rep", ""),
        )

    def _reps_near(self, user):
        """Those of the chosen territory, if one is."""
        chosen = self.fields["territory"].chosen_row
        below = Territory.objects.visible_to(user)
        return self._reps(user, below.under(chosen)) if chosen else None

    def _reps(self, user, territories):
        there = Membership.objects.visible_to(user).today().filter(territory__in=territories)
        leaves = there.filter(territory__level=Territory.Level.TERRITORY)
        reps = User.objects.visible_to(user).filter(pk__in=leaves.values("user_id"))
        return reps.only("uuid", "name", "username")

    def narrow(self, visits):
        """Filters that make no sense are left out, as if they had not been given."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        for name, value in chosen.items():
            visits = getattr(self, f"_by_{name}")(visits, value)
        return visits

    def _by_q(self, visits, words):
        return visits.filter(customer__in=matching(words))

    def _by_period(self, visits, name):
        if name == "coming":
            return visits.filter(day__gt=self.today)
        since = self.today - timedelta(days=PERIODS[name])
        return visits.filter(day__gte=since, day__lte=self.today)

    def _by_since(self, visits, day):
        return visits.filter(day__gte=day)

    def _by_until(self, visits, day):
        return visits.filter(day__lte=day)

    def _by_status(self, visits, status):
        return visits.filter(status=status)

    def _by_outcome(self, visits, outcome):
        return visits.filter(outcome=outcome)

    def _by_effective(self, visits, answer):
        return visits.judged(answer == "yes")

    def _by_tier(self, visits, tier):
        return visits.of_tier(tier)

    def _by_rep(self, visits, rep):
        return visits.filter(rep=rep)

    def _by_territory(self, visits, territory):
        return visits.filter(territory__in=territory.ids_below())


class BecauseForm(forms.Form):
    because = forms.CharField(label=_("Reason"), max_length=300, required=False)
    and_later = forms.BooleanField(label=_("This one and the later ones"), required=False)


class MoveForm(forms.Form):
    """`and_later` is asked where the plan repeats."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    minutes = length_input()
    and_later = forms.BooleanField(label=_("This one and the later ones"), required=False)
