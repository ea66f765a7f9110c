"""What was written down about a person, emptied when she is erased: counts stay as they were (PRV-012)."""

from accounts.history import deed
from accounts.permissions import Permission, require
from customers.erasure import emptied
from customers.models import Care, Need

# Each with what must not be empty, and what stays because it names nobody.
WRITTEN = {
    Need: ({"pain_point": "–"}, ["lesson"]),
    # A note may be all that shows that it was done.
    Care: ({"note": "–"}, []),
}


def empty_words(customer, *, because, by):
    require(by, Permission.ERASURE_DECIDE)
    with deed("person.erase", by=by, because=because):
        for model, (instead, staying) in WRITTEN.items():
            words = dict.fromkeys(emptied(model), "") | instead
            for name in staying:
                del words[name]
            for row in model.objects.select_for_update(of=("self",)).filter(customer=customer):
                if row.update_from(words):
                    row.save()
