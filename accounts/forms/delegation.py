"""Cover for leave: who, by whom, from when to when."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import CHOOSE, NearField
from accounts.forms.fields import DayField, SentenceField
from accounts.models import User
from accounts.services.delegation import deputies_for


class DelegationForm(forms.Form):
    """`user` is whoever is covered: oneself, or somebody whom one leads."""

    deputy = NearField(
        label=_("Deputy"),
        queryset=User.objects.none(),
        to_field_name="uuid",
        empty_label=CHOOSE,
        help_text=_("A colleague with the same role"),
    )
    valid_from = DayField(label=_("First day"))
    valid_to = DayField(label=_("Last day"))
    note = SentenceField(label=_("What to look after"), max_length=300, required=False)

    def __init__(self, data=None, *, by, user):
        super().__init__(data)
        seen = User.objects.visible_to(by)
        fitting = seen.filter(pk__in=deputies_for(user).values("pk"))
        self.fields["deputy"].offer(
            fitting.only("uuid", "name", "username"), chosen=(data or {}).get("deputy", "")
        )
