"""A day in few signs, for headings and chips on a phone: "Sun 22 Nov", "11月22日 周日"."""

from django.utils.formats import date_format
from django.utils.translation import pgettext, pgettext_lazy

# Django's own short weekdays are as long as the long ones in Chinese.
WEEKDAYS = [
    pgettext_lazy("short weekday", "Mon"),
    pgettext_lazy("short weekday", "Tue"),
    pgettext_lazy("short weekday", "Wed"),
    pgettext_lazy("short weekday", "Thu"),
    pgettext_lazy("short weekday", "Fri"),
    pgettext_lazy("short weekday", "Sat"),
    pgettext_lazy("short weekday", "Sun"),
]


def day_of_week(day):
    """Where the month goes without saying: "Sun 22", "周日 22日"."""
    shape = pgettext("day of a month in a chip", "%(weekday)s %(number)s")
    return shape % {"weekday": WEEKDAYS[day.weekday()], "number": day.day}


def short_day(day):
    shape = pgettext("day in a heading", "j M")
    return pgettext("day in a heading", "%(weekday)s %(day)s") % {
        "weekday": WEEKDAYS[day.weekday()],
        "day": date_format(day, shape),
    }
