"""What was written down about a person, emptied when she is erased: counts stay as they were (PRV-012)."""

from accounts.history import deed
from accounts.permissions import Permission, require
from customers.erasure import emptied
from customers.models import (
    AccountPlan,
    CompetitorActivity,
    Need,
    PlanAction,
    PlanObjective,
)

NOTHING = "–"  # where something stood: what was answered stays answered
# Each with the way to its customer, and what stays because it names nobody.
WRITTEN = {
    Need: ("customer", {"lesson"}),
    CompetitorActivity: ("customer", set()),
    AccountPlan: ("customer", set()),
    PlanObjective: ("plan__customer", set()),
    PlanAction: ("objective__plan__customer", set()),
}


def empty_words(customer, *, because, by):
    require(by, Permission.ERASURE_DECIDE)
    with deed("person.erase", by=by, because=because):
        for model, (way, staying) in WRITTEN.items():
            names = emptied(model).keys() - staying
            rows = model.objects.select_for_update(of=("self",)).filter(**{way: customer})
            for row in rows.order_by("pk"):
                if row.update_from({name: NOTHING for name in names if getattr(row, name)}):
                    row.save()
