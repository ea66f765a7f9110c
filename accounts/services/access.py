"""Writes down who looked at, searched for or took away personal data (CMP-03). Not recorded: it is a record itself."""

import re
from urllib.parse import parse_qsl, urlencode

from django.db import connection
from django.utils import timezone

from accounts.history import current_origin
from accounts.models import Access

# A private phone that somebody typed does not belong in the log: its last four digits tell enough. Whatever is no
# letter may stand between its digits: the search reads past all of it.
LONG_NUMBER = re.compile(r"\d(?:[\W_]*\d){6,}")


MONTHS_AHEAD = 12


def make_months():
    """Once a day: the partitions of the coming months. Long ahead, so that a pause of the clock loses no look."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_make_months(%s, %s)", [timezone.now().date(), MONTHS_AHEAD])
        return cursor.fetchone()[0]


def log_access(user, action, what, *, subject=None, filters="", count=None, reason=""):
    """`action` is an Access.Action, `what` a model's label ("customers.person"), `subject` one row of it or its uuid.

    `user` is None where a customer opened the link that `subject` is.
    """
    origin = current_origin()
    return Access.objects.create(
        user=user,
        action=action,
        what=what,
        subject=getattr(subject, "uuid", subject),
        filters=filters,
        count=count,
        reason=reason,
        request_id=origin.request_id,
        ip=origin.ip,
    )


def log_search(user, what, text, *, count=None):
    """A search by words, in a list or as one types; an empty one is none."""
    if text:
        log_access(user, Access.Action.SEARCH, what, filters=_masked(text), count=count)


def loggable(query):
    """A query string as the log keeps it: the words of its search without whole numbers."""
    words = parse_qsl(query, keep_blank_values=True)
    if "q" not in dict(words):
        return query
    return urlencode([(name, _masked(text) if name == "q" else text) for name, text in words])


def _masked(text):
    return LONG_NUMBER.sub(_last_digits, text)


def _last_digits(number):
    digits = [character for character in number[0] if character.isdecimal()]
    return f"•••{''.join(digits[-4:])}"
