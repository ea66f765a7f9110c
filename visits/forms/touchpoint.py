"""The communication ledger's filters: those of the visit list that make sense of what took place."""

from visits.forms.visit import VisitFilter


class TouchpointFilter(VisitFilter):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("status", "effective", "tier"):
            del self.fields[name]
        period = self.fields["period"]
        period.choices = [choice for choice in period.choices if choice[0] != "coming"]

    def narrow(self, visits):
        return super().narrow(visits.submitted())

    def in_words(self):
        """The scope as a title line: what was chosen, each with its label."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return " · ".join(
            f"{self.fields[name].label}: {self._word(name, value)}"
            for name, value in chosen.items()
        )

    def _word(self, name, value):
        choices = dict(getattr(self.fields[name], "choices", ())) if isinstance(value, str) else {}
        return choices.get(value, value)
