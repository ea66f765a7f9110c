"""Selects over many rows: of more than anybody would scroll through, those near to what is chosen are offered."""

from functools import cached_property

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Territory
from accounts.prepared import prepared

MOST = 60
CUT = (_("More: choose a territory first"), [])  # closes a list that offers not all
# What an empty select that must be answered says.
CHOOSE = _("Choose…")


class NearIterator(forms.models.ModelChoiceIterator):
    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        rows, is_cut = self.field.offered
        for row in rows:
            yield self.choice(row)
        if is_cut:
            yield CUT


class NearField(forms.ModelChoiceField):
    """Takes every row of its queryset, also from an address; offers at most sixty, the chosen one among them."""

    iterator = NearIterator

    def offer(self, queryset, *, near=None, chosen=""):
        """`near` is offered first (all, when None); `chosen` is what the address names."""
        self.queryset = queryset
        self.near = queryset if near is None else near
        self.chosen = chosen

    @cached_property
    def offered(self):
        """(rows in order, whether there are more)"""
        rows, is_cut = _first(self.near)
        if self.chosen_row and self.chosen_row not in rows:
            rows.insert(0, self.chosen_row)
        return rows, is_cut

    @cached_property
    def chosen_row(self):
        try:
            return self.to_python(self.chosen)
        except forms.ValidationError:
            return None  # a mistyped address; the field says so itself


class TerritoryField(NearField):
    """Upper levels first; once a territory is chosen, what hangs above and below it."""

    def offer_to(self, user, chosen="", *, around=None):
        """`around` stands in for the chosen one where the form itself is not sent again."""
        self.offer(Territory.objects.visible_to(user), chosen=chosen)
        self.user, self.around = user, around

    @cached_property
    def offered(self):
        rows, is_cut = _cut(_first_territories(self.user))
        if is_cut and (middle := self.around or self.chosen_row):
            rows, is_cut = _first(_upper_first(self.user).filter(_around(middle)))
        return sorted(rows, key=lambda row: row.code), is_cut


def _upper_first(reader):
    is_leaf = Q(level=Territory.Level.TERRITORY)
    visible = Territory.objects.visible_to(reader).alias(is_leaf=is_leaf)
    return visible.order_by("is_leaf", "code").only("uuid", "code", "name")


@prepared
def _first_territories(reader):
    return _upper_first(reader)[: MOST + 1]


def choices_near(territories, code):
    """The same for who has read all that the reader sees, in the order of codes: [(code, name)], closed by CUT."""
    rows, is_cut = territories, len(territories) > MOST
    if is_cut:
        upper = [one for one in territories if one.level != Territory.Level.TERRITORY]
        rows = _above_and_below(territories, code) or upper
        is_cut = len(rows) > MOST or rows is upper
    return [(one.code, one.name) for one in rows[:MOST]] + ([CUT] if is_cut else [])


def _above_and_below(territories, code):
    by_pk = {one.pk: one for one in territories}
    chosen = next((one for one in territories if one.code == code), None)
    if chosen is None:
        return []
    line = _line(chosen, by_pk)
    return [one for one in territories if one in line or chosen in _line(one, by_pk)]


def _line(territory, by_pk):
    """It and all above it."""
    line = []
    while territory:
        line.append(territory)
        territory = by_pk.get(territory.parent_id)
    return line


def _first(rows):
    return _cut(list(rows[: MOST + 1]))


def _cut(found):
    return found[:MOST], len(found) > MOST


def _around(territory):
    return Q(pk__in=territory.ids_above()) | Q(pk__in=territory.ids_below())
