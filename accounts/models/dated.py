"""Rows that hold from a day to a day, both included; an open end has no last day (decision 4)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DatedQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def overlapping(self, first, last):
        """Those that hold on any day from the first to the last, which may be open."""
        rows = self.filter(Q(valid_to=None) | Q(valid_to__gte=first))
        return rows if last is None else rows.filter(valid_from__lte=last)

    def today(self):
        return self.on(timezone.localdate())


class Dated(models.Model):
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day):
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def dates_in_order(name):
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
        violation_error_message=_("The last day is before the first."),
    )


def text_key(*columns):
    """Columns of text as a whole number, for no_overlap(); 64 bits keep apart all that a table will ever hold."""
    return Func(
        *map(F, columns),
        # In the order of the alphabet, in which migrations write them: else this would look like a change.
        arg_joiner=" || ' ' || ",
        output_field=models.BigIntegerField(),
        template="hashtextextended(%(expressions)s, 0)",
    )


def no_overlap(name, *columns, message, condition=None):
    """Only one row at a time for the same whole-number columns, or text_key(); core PostgreSQL, no extension."""
    same = [
        (
            Func(
                F(column) if isinstance(column, str) else column,
                F(column) if isinstance(column, str) else column,
                Value("[]"),
                function="int8range",
                output_field=BigIntegerRangeField(),
            ),
            RangeOperators.OVERLAPS,
        )
        for column in columns
    ]
    days = Func(
        F("valid_from"),
        F("valid_to"),
        Value("[]"),
        function="daterange",
        output_field=DateRangeField(),
    )
    return ExclusionConstraint(
        name=name,
        expressions=[*same, (days, RangeOperators.OVERLAPS)],
        condition=condition,
        violation_error_message=message,
    )
