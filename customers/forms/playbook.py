"""Input of a playbook: an item, and the day from which it holds."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.choosing import CHOOSE
from accounts.forms.fields import DayField
from customers.models import PlaybookItem


class ItemForm(forms.ModelForm):
    kind = forms.ChoiceField(
        label=_("Kind of care"), choices=[("", CHOOSE), *PlaybookItem.Kind.choices]
    )
    times = forms.IntegerField(label=_("How many times"), min_value=1, max_value=12, initial=1)

    class Meta:
        model = PlaybookItem
        fields = ["kind", "what", "times", "period", "instructions", "needs_note"]
        labels = {
            "what": _("What exactly"),
            "period": _("In each"),
            "instructions": _("How it is done"),
            "needs_note": _("Done only with a note"),
        }
        help_texts = {
            "what": _("Left empty, the kind is its name"),
            "needs_note": _("For example what was read, and what it means for this customer"),
        }
        widgets = {"instructions": forms.Textarea(attrs={"rows": 2})}


class InForceForm(forms.Form):
    valid_from = DayField(label=_("From"), help_text=_("Tomorrow or later"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = timezone.localdate() + timedelta(days=1)
