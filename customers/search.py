"""Search as you type: names, pinyin, initials, codes, office phones by beginning and private phones whole (CUS-13)."""

from django.db.models import Q

from customers.grams import SEPARATOR, gram_for_beginning, gram_for_whole, grams_for, runs_of, term
from customers.models import Customer, SearchKey
from customers.phone import mobile_digits
from customers.place import with_place
from customers.services.search_key import phone_hash

LIMIT = 20
# Read in each step before they are put in order: ordering all that begin with one letter means reading them all.
CANDIDATES = 40
# Shorter numbers are no private phones: no need to ask for their hash.
SHORTEST_PRIVATE_PHONE = 7


def search(user, text, *, limit=LIMIT):
    """Customers that the user may see: whole names, codes and phones first, then beginnings, then the rest.

    At most three queries, each only when the ones before left room.
    """
    found = []
    if not runs_of(text):
        return found
    visible = with_place(Customer.objects.visible_to(user).in_use())
    for condition in (_whole(text), _beginning(text), _anywhere(text)):
        if len(found) < limit:
            rest = visible.exclude(pk__in=[customer.pk for customer in found])
            step = rest.filter(pk__in=_keys(condition))[:CANDIDATES]
            found += sorted(step, key=lambda customer: customer.sort_key)
    return found[:limit]


def matching(text):
    """Keys of the customers in which each word or run of Chinese occurs, for a list; none without a word."""
    return _keys(_anywhere(text)) if runs_of(text) else SearchKey.objects.none()


def _keys(condition):
    return SearchKey.objects.filter(condition).values("pk")


def _whole(text):
    """A name, code or phone is exactly this; a private phone can be found in no other way."""
    condition = Q(grams__contains=[gram_for_whole(text)])
    number = mobile_digits(text)
    if len(number) >= SHORTEST_PRIVATE_PHONE:
        condition |= Q(phone_hashes__contains=[phone_hash(number)])
    return condition


def _beginning(text):
    return Q(grams__contains=[gram_for_beginning(text)], text__contains=f"{SEPARATOR}{term(text)}")


def _anywhere(text):
    condition = Q(grams__contains=grams_for(text))
    for run in runs_of(text):
        condition &= Q(text__contains=run)
    return condition
