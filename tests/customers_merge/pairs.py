"""Pairs for the access matrix."""

from accounts.history import deed, system
from customers.models import Duplicate
from customers.services.merge import merge_customers
from tests.factories import PersonFactory


def duplicates(territory, steward):
    """{part of an address: uuid} of a pair to be looked at, and of another's merge."""
    ones = [
        PersonFactory(name=f"顾明{number}", territory=territory).customer for number in range(4)
    ]
    with deed("test.arrange", by=system("tests")):
        pairs = [
            Duplicate.objects.create(left=left, right=right, kind="person", score=60)
            for left, right in (ones[:2], ones[2:])
        ]
    merge = merge_customers(pairs[1], survivor=ones[2], because="one badge", by=steward)
    return {"duplicates/": pairs[0].uuid, "merges/": merge.uuid}
