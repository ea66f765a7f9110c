"""Selects over many rows: of more than anybody would scroll through, those near to what is chosen are offered."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Territory

MOST = 60
# What an empty select that must be answered says.
CHOOSE = _("Choose…")


class NearIterator(forms.models.ModelChoiceIterator):
    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        rows, is_cut = self.field.near_rows()
        for row in rows:
            yield self.choice(row)
        if is_cut:
            yield _("More: choose a territory first"), []


class NearField(forms.ModelChoiceField):
    """Takes every row of its queryset, also from an address; offers at most sixty, the chosen one among them."""

    iterator = NearIterator

    def offer(self, queryset, *, near=None, chosen=""):
        """`near` is offered first (all, when None); `chosen` is what the address names."""
        self.queryset = queryset
        self.near = queryset if near is None else near
        self.chosen = chosen

    def near_rows(self):
        """(rows in order, whether there are more)"""
        rows = list(self.near[: MOST + 1])
        is_cut, rows = len(rows) > MOST, rows[:MOST]
        chosen = self.chosen_row() if is_cut else None
        if chosen and chosen not in rows:
            rows.insert(0, chosen)
        return rows, is_cut

    def chosen_row(self):
        try:
            return self.to_python(self.chosen)
        except forms.ValidationError:
            return None  # a mistyped address; the field says so itself


class TerritoryField(NearField):
    """Upper levels first; once a territory is chosen, what hangs above and below it."""

    def offer_to(self, user, chosen=""):
        visible = Territory.objects.visible_to(user)
        is_leaf = Q(level=Territory.Level.TERRITORY)
        upper_first = visible.alias(is_leaf=is_leaf).order_by("is_leaf", "code")
        self.offer(visible, near=upper_first.only("uuid", "code", "name"), chosen=chosen)

    def near_rows(self):
        rows, is_cut = super().near_rows()
        if is_cut and (chosen := self.chosen_row()):
            self.near = self.near.filter(_around(chosen))
            rows, is_cut = super().near_rows()
        return sorted(rows, key=lambda row: row.code), is_cut


def _around(territory):
    return Q(pk__in=territory.ids_above()) | Q(pk__in=territory.ids_below())
