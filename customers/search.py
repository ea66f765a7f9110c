"""Search as you type: names, pinyin, initials, codes, office phones by beginning and private phones whole (CUS-13)."""

from django.db.models import F, Q

from accounts.permissions import Permission, can
from accounts.prepared import prepared
from customers.grams import SEPARATOR, gram_for_beginning, gram_for_whole, grams_for, runs_of, term
from customers.models import Customer, SearchKey
from customers.phone import mobile_digits
from customers.place import in_lines
from customers.services.search_key import phone_hash

LIMIT = 20
# Read in each step before they are put in order: ordering all that begin with one letter means reading them all.
CANDIDATES = 40
# Shorter numbers are no private phones: no need to ask for their hash.
SHORTEST_PRIVATE_PHONE = 7


def search(user, text, *, limit=LIMIT):
    """Customers that the user may see: whole names, codes and phones first, then beginnings, then the rest.

    At most three queries, two as a rule.
    """
    text = typed(text)
    if not runs_of(text):
        return []
    found = _in_order(_beginning(user, **_said_first(text)), text)
    if len(found) == CANDIDATES or _is_phone(text):
        whole = list(_found(user, _whole(text, user)))
        found = _together(_in_order(whole, text), found)
    if len(found) < limit:
        anywhere = _holding(user, **_said(text))
        found = _together(found, _in_order(anywhere, text))
    return found[:limit]


def typed(text):
    """Without what no keyboard writes, such as NUL, which the database would refuse."""
    return "".join(character for character in text if character.isprintable()).strip()


def _found(reader, condition):
    visible = in_lines(Customer.objects.visible_to(reader).in_use())
    rows = visible.filter(pk__in=_keys(condition)).annotate(terms=F("search_key__text"))
    return rows[:CANDIDATES]


@prepared
def _beginning(reader, grams, text):
    return _found(reader, Q(grams__contains=grams, text__contains=text))


@prepared
def _holding(reader, grams, **runs):
    return _found(reader, _anywhere(grams, **runs))


def _in_order(rows, text):
    whole = f"{SEPARATOR}{term(text)}{SEPARATOR}"
    return sorted(rows, key=lambda row: (whole not in row.terms, row.sort_key))


def _together(first, then):
    known = {customer.pk for customer in first}
    return first + [customer for customer in then if customer.pk not in known]


def matching(text):
    """Keys of the customers in which each word or run of Chinese occurs, for a list; none without a word."""
    return _keys(_anywhere(**_said(text)) if runs_of(text) else Q(pk__in=[]))


def called(text):
    """Keys of the customers whose name, code or office phone is exactly this."""
    return _keys(Q(grams__contains=[gram_for_whole(text)]))


def _keys(condition):
    return SearchKey.objects.filter(condition).values("pk")


def _whole(text, user):
    """A name, code or phone is exactly this; a private phone can be found in no other way.

    Whoever reads phones only masked would learn by trying whose number it is: they don't find by it (decision 8).
    """
    condition = Q(grams__contains=[gram_for_whole(text)])
    if _is_phone(text) and can(user, Permission.FREE_TEXT_READ):
        condition |= Q(phone_hashes__contains=[phone_hash(text)])
    return condition


def _anywhere(grams, **runs):
    condition = Q(grams__contains=grams)
    for run in runs.values():
        condition &= Q(text__contains=run)
    return condition


def _said_first(text):
    return {"grams": [gram_for_beginning(text)], "text": f"{SEPARATOR}{term(text)}"}


def _said(text):
    runs = {f"run{number}": run for number, run in enumerate(runs_of(text))}
    return {"grams": grams_for(text), **runs}


def _is_phone(text):
    return len(mobile_digits(text)) >= SHORTEST_PRIVATE_PHONE
