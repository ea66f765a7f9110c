"""What others wrote about a person, emptied when she is erased: counts stay as they were (PRV-012).

Here the rows as they stand; their history and the ledger's payloads are emptied by the database, for the same case.
"""

from django.utils import timezone

from accounts.history import bulk_update_recorded, deed
from accounts.permissions import Permission, require
from customers.erasure import NOTHING, declared, papers_of


def empty_words(customer, *, because, by):
    require(by, Permission.ERASURE_DECIDE)
    with deed("person.erase", by=by, because=because):
        for line in declared().values():
            rows, values = _held(line.model.objects.filter(line.of(customer))), line.values
            changed = [row for row in rows if row.update_from(_emptied(row, values))]
            bulk_update_recorded(changed, list(values))


def remove_papers(customer, *, because, by):
    """Says of each uploaded file that only her rows name that it is gone; its bytes go once that has committed."""
    require(by, Permission.ERASURE_DECIDE)
    with deed("person.erase", by=by, because=because):
        for paper in _held(papers_of(customer).filter(removed_at=None)):
            paper.name, paper.removed_at = NOTHING, timezone.now()
            paper.save()


def _held(rows):
    return rows.select_for_update(of=("self",)).order_by("pk")


def _emptied(row, values):
    return {name: nothing for name, nothing in values.items() if getattr(row, name)}
