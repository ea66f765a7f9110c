"""Which of two records stays, which value of which is kept, and why; and why a merge is taken back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import SentenceField

LEFT, RIGHT = "left", "right"
KEEP = "keep_"
# Until the two records are known by name.
SIDES = [(LEFT, _("one customer")), (RIGHT, _("the other customer"))]


class MergeForm(forms.Form):
    """`lines` are customers.merge_sides.Line rows: each that differs is a choice of its own."""

    prefix = "merge"
    survivor = forms.ChoiceField(label=_("Which record stays"), choices=SIDES)
    because = SentenceField(label=_("How you know that they are one"), max_length=300)

    def __init__(self, data=None, *, duplicate, lines, stays=LEFT):
        super().__init__(data, initial={"survivor": stays})
        self.duplicate, self.lines = duplicate, lines
        self.fields["survivor"].choices = [(LEFT, duplicate.left), (RIGHT, duplicate.right)]
        for line in lines:
            if line.differs:
                self.fields[KEEP + line.name] = forms.ChoiceField(
                    label=line.label,
                    choices=[(LEFT, line.left), (RIGHT, line.right)],
                    initial=_filled(line, stays),
                )

    def rows(self):
        """[(line, its choice or None, the side chosen)] in the order of the page."""
        for line in self.lines:
            name = KEEP + line.name
            field = self[name] if name in self.fields else None
            yield line, field, field.value() if field else ""

    def said(self):
        """What merge_customers takes, of a valid form."""
        given = self.cleaned_data
        stays = given["survivor"]
        return {
            "survivor": getattr(self.duplicate, stays),
            "take": [
                name.removeprefix(KEEP)
                for name, side in given.items()
                if name.startswith(KEEP) and side != stays
            ],
            "because": given["because"],
        }


class UndoForm(forms.Form):
    prefix = "undo"
    because = SentenceField(label=_("Why the merge is undone"), max_length=300)


def _filled(line, stays):
    other = RIGHT if stays == LEFT else LEFT
    return stays if getattr(line, stays) else other
