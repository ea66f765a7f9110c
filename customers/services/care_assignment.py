"""Care given to many customers by a manager, beside what the calendar opens; and taken back while nobody has done it."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.copying import copy_recorded
from accounts.history import bulk_update_recorded, deed
from accounts.permissions import Permission, require
from customers.cadence import Slot
from customers.models import Care, Customer, Playbook, PlaybookItem
from customers.services.care_cycle import mark_care_changed, served_today


def assign_care(customer_ids, item, *, due_on, because, by):
    """Each gets the item of that kind and name of its own playbook, on whoever serves it. → {customer id: care id}"""
    require(by, Permission.CARE_ASSIGN)
    today = timezone.localdate()
    slot = Slot(today, due_on, due_on)
    own = Subquery(items_like(item, today).values("pk")[:1])
    entitled = Customer.objects.active().filter(pk__among=customer_ids).annotate(item_now=own)
    missing = entitled.exclude(item_now=None).exclude(Exists(care_between(item, today, due_on)))
    rows = served_today(missing, today).order_by("pk")
    care = [
        Care(
            customer_id=customer,
            item_id=mine,
            territory_id=territory,
            owner_id=rep,
            opens_on=slot.first,
            due_on=slot.due_on,
            lapses_on=slot.lapses_on,
        )
        for customer, mine, territory, rep in rows.values_list(
            "pk", "item_now", "territory_now", "rep_now"
        )
    ]
    with deed("care.open", by=by, because=because):
        copy_recorded(care)
        mark_care_changed(care)
    return {row.customer_id: row.pk for row in care}


def take_back_care(care_ids, *, because, by):
    """Ends what is still open. Returns the rows that were not: done, skipped or ended otherwise since."""
    require(by, Permission.CARE_ASSIGN)
    with deed("care.close", by=by, because=because):
        rows = list(Care.objects.filter(pk__in=care_ids).order_by("pk").select_for_update())
        still = [row for row in rows if row.is_open]
        for row in still:
            row.status, row.ended_on = Care.Status.CLOSED, timezone.localdate()
            row.reason = because[:300]
        bulk_update_recorded(still, ["status", "ended_on", "reason"])
        mark_care_changed(still)
    return [row for row in rows if row not in still]


def items_like(item, today):
    """For a customer in the outer query: the item of the same kind and name of the playbook that is theirs today."""
    of_type = Q(playbook__customer_type=OuterRef("organisation__type"))
    of_type |= Q(playbook__customer_type=OuterRef("person__type"))
    return PlaybookItem.objects.filter(
        of_type,
        kind=item.kind,
        what=item.what,
        playbook__tier=OuterRef("tier"),
        playbook__in=Playbook.objects.live().on(today),
    )


def care_between(item, first, last):
    """For a customer in the outer query: the same care, whoever asked for it, in days that overlap these."""
    return Care.objects.exclude(status=Care.Status.CLOSED).filter(
        item__kind=item.kind,
        item__what=item.what,
        opens_on__lte=last,
        lapses_on__gte=first,
        customer=OuterRef("pk"),
    )
