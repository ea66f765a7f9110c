"""Who looks like somebody that is about to be entered; what the night finds is in services/duplicate.py."""

from customers.grams import gram_for_whole
from customers.identity import name_and_aliases
from customers.models import Customer, SearchKey
from customers.place import with_place

SHOWN = 5


def lookalikes(user, *, kind, name, identity):
    """Visible customers of the same kind with the same identity, then with the same name."""
    same = with_place(Customer.objects.visible_to(user).filter(kind=kind))
    found = list(same.filter(identity=identity).in_order()[:SHOWN])
    for written in {name, name_and_aliases(name)[0]}:
        named = SearchKey.objects.filter(grams__contains=[gram_for_whole(written)])
        rest = same.filter(pk__in=named.values("pk")).exclude(pk__in=[row.pk for row in found])
        found += rest.in_order()[: SHOWN - len(found)]
    return found
