"""What the calendar shows: which span of days, as what, and whose."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.permissions import Permission, can
from visits.converters import YEARS
from visits.forms.visit import VisitFilter
from visits.models import Visit
from visits.short_day import short_day

DAY, WEEK = timedelta(days=1), timedelta(days=7)


class View(models.TextChoices):
    MONTH = "month", pgettext_lazy("view of a calendar", "Month")
    WEEK = "week", pgettext_lazy("view of a calendar", "Week")
    DAY = "day", pgettext_lazy("view of a calendar", "Day")
    LIST = "list", gettext_lazy("List")


class WhoseForm(VisitFilter):
    """Managers choose a representative or a territory; a rep has her own."""

    q = period = since = until = status = outcome = effective = tier = None
    view = forms.CharField(required=False, widget=forms.HiddenInput)
    day = forms.CharField(required=False, widget=forms.HiddenInput)

    def _by_view(self, visits, view):
        return visits

    def _by_day(self, visits, day):
        return visits


@dataclass(frozen=True)
class Span:
    """The days that a view shows around one of them."""

    view: View
    day: date

    @classmethod
    def of(cls, given, today):
        view = given.get("view")
        try:
            day = date.fromisoformat(given.get("day", ""))
        except ValueError:
            day = today
        known = view if view in View.values else View.MONTH
        return cls(View(known), day if day.year in YEARS else today)

    @property
    def first(self):
        if self.view == View.MONTH:
            return _monday(self._month[0])
        if self.view == View.WEEK:
            return _monday(self.day)
        return self.day if self.view == View.DAY else self._month[0]

    @property
    def last(self):
        if self.view == View.MONTH:
            return _monday(self._month[1]) + 6 * DAY
        if self.view == View.WEEK:
            return self.first + 6 * DAY
        return self.day if self.view == View.DAY else self._month[1]

    @property
    def before(self):
        return self._beside(-1)

    @property
    def after(self):
        return self._beside(1)

    @property
    def words(self):
        if self.view == View.DAY:
            return short_day(self.day)
        if self.view == View.WEEK:
            days = {"first": short_day(self.first), "last": short_day(self.last)}
            return _("%(first)s to %(last)s") % days
        return date_format(self.day, "YEAR_MONTH_FORMAT")

    @property
    def weeks(self):
        """The days of a grid, by weeks."""
        days = [self.first + n * DAY for n in range((self.last - self.first).days + 1)]
        return [days[n : n + 7] for n in range(0, len(days), 7)]

    def is_inside(self, day):
        """Whether the day is of the month that is shown."""
        return self.view != View.MONTH or day.month == self.day.month

    @property
    def _month(self):
        first = self.day.replace(day=1)
        return first, first.replace(day=monthrange(first.year, first.month)[1])

    def _beside(self, step):
        if self.view == View.DAY:
            return self.day + step * DAY
        if self.view == View.WEEK:
            return self.day + step * WEEK
        first, last = self._month
        return (last + DAY) if step > 0 else (first - DAY).replace(day=1)


def is_team(user):
    """Whoever leads or looks on sees the visits of others; a rep her own."""
    return can(user, Permission.DASHBOARD_TEAM) or not can(user, Permission.VISIT_LOG)


def visits_shown(user, whose):
    visits = Visit.objects.visible_to(user)
    return whose.narrow(visits) if is_team(user) else visits.filter(rep=user)


def _monday(day):
    return day - day.weekday() * DAY
