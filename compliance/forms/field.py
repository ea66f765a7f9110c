"""What is asked of the field register, as it stands in the address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.field_register import DataClass, Retention
from compliance.fields import kinds_of_records


class FieldFilter(forms.Form):
    model = forms.ChoiceField(label=_("Record"), required=False)
    data_class = forms.ChoiceField(
        label=_("Class"), required=False, choices=[("", _("Any class")), *DataClass.choices]
    )
    retention = forms.ChoiceField(
        label=_("Kept for"), required=False, choices=[("", _("Any time")), *Retention.choices]
    )
    q = forms.CharField(
        label=_("Words"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Field or purpose")}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["model"].choices = [("", _("Any record")), *kinds_of_records()]

    def narrow(self, lines):
        self.is_valid()
        asked = self.cleaned_data
        for name in ("model", "data_class", "retention"):
            if asked.get(name):
                lines = [line for line in lines if getattr(line.kept, name) == asked[name]]
        words = asked.get("q", "").lower()
        return [line for line in lines if words in line.words]
