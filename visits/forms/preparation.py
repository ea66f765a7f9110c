"""What is settled on the preparation page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from visits.forms.record import day_input, text, ticks
from visits.objective import findings


class PreparationForm(forms.Form):
    objective = text(
        _("Objective"), length=300, hint=_("who does what, such as: tries it with two new patients")
    )
    objective_measure = text(_("Measure"), length=200, hint=_("by what you will know"))
    objective_by = day_input(_("To be reached by"))
    materials = ticks(_("Materials to bring"))

    def __init__(self, data=None, *, visit, offered):
        """`offered`: versions that may be brought; those of the plan are ticked."""
        self.visit = visit
        self.offered = {str(version.uuid): version for version in offered}
        planned = [key for key, one in self.offered.items() if one.pk in visit.planned_ids]
        initial = {
            "objective": visit.objective,
            "objective_measure": visit.objective_measure,
            "objective_by": visit.objective_by,
            "materials": planned,
        }
        super().__init__(data, initial=initial)
        self.fields["materials"].choices = [(key, str(one)) for key, one in self.offered.items()]

    @property
    def called_out(self):
        """What the objective lacks as it stands in the form now."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        return findings(
            said.get("objective") or "",
            measure=said.get("objective_measure") or "",
            by_day=said.get("objective_by"),
            visit_day=self.visit.day,
        )

    def settled(self):
        """The keyword arguments that prepare_visit takes from this form."""
        said = self.cleaned_data
        return {
            "objective": said["objective"].strip(),
            "objective_measure": said["objective_measure"].strip(),
            "objective_by": said["objective_by"],
            "materials": tuple(self.offered[key] for key in said["materials"]),
        }
