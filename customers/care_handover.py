"""A leaver's open care passes to the successor (ACC-06)."""

from accounts.permissions import Permission, can
from accounts.registry import mark_day_changed
from customers.models import Care


def hand_over_care(leaver, successor, by):
    """Inside the leaver's deed. The morning gives it on to whoever serves the customer by then."""
    if not can(successor, Permission.CARE_DO):
        return 0
    rows = list(Care.objects.open().filter(owner=leaver).select_for_update().order_by("pk"))
    for row in rows:
        row.owner = successor
        row.save()
        mark_day_changed(leaver, row.due_on)
        mark_day_changed(successor, row.due_on)
    return len(rows)
