"""Which territories a customer belongs to, and the table of today that visibility reads."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import lookups, registry  # noqa: F401 - among
from accounts.history import (
    bulk_create_recorded,
    bulk_delete_recorded,
    bulk_update_recorded,
    deed,
)
from accounts.models import Membership, Territory
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from accounts.services.role import end_dated
from customers.models import Alignment, Customer


@dataclass(frozen=True)
class Realignment:
    """What moving customers from one territory to another on a day changes, counted before it is done."""

    customers: int
    already_there: int
    effects: list  # (sentence part, count) of what the customers take along


# Written out: an import asks it for thousands at once. The one that speaks for a merged record was given all that it had.
NO_MORE = """
    DELETE FROM customers_customerterritory WHERE customer_id IN (
        SELECT id FROM customers_customer WHERE id = ANY(%(ids)s) OR merged_into_id = ANY(%(ids)s)
    )
"""
BELONGING = """
    INSERT INTO customers_customerterritory (customer_id, territory_id)
    SELECT customer.id, alignment.territory_id
    FROM customers_customer customer
    JOIN customers_alignment alignment
      ON alignment.customer_id = coalesce(customer.merged_into_id, customer.id)
    WHERE (customer.id = ANY(%(ids)s) OR customer.merged_into_id = ANY(%(ids)s))
      AND %(today)s BETWEEN alignment.valid_from AND coalesce(alignment.valid_to, 'infinity')
    GROUP BY 1, 2 ORDER BY 1, 2
"""


def align_customer(customer, territory, *, valid_from=None, valid_to=None, uuid=None, by):
    require(by, Permission.CUSTOMER_ALIGN)
    with deed("alignment.align", by=by):
        return add_alignment(
            customer,
            territory,
            valid_from=valid_from or timezone.localdate(),
            valid_to=valid_to,
            **with_uuid(uuid),
        )


def end_alignment(alignment, *, on=None, because="", by):
    """`on` is the last day; what happened in the territory until then stays there (ACC-02)."""
    require(by, Permission.CUSTOMER_ALIGN)
    last = on or timezone.localdate()
    _check_not_past(last + timedelta(days=1), "on")
    with deed("alignment.end", by=by, because=because):
        row = Alignment.objects.select_for_update().get(pk=alignment.pk)
        end_dated(row, last)
        rewrite_today([row.customer_id])
        mark_days([row.territory_id], last)
    return row


def realign(customers, *, source, target, on, because, by):
    """Moves those of `customers` that belong to `source` on that day to `target`. Returns how many moved."""
    require(by, Permission.CUSTOMER_ALIGN)
    check_move(source, target, on)
    with deed("alignment.realign", by=by, because=because):
        leaving = list(_leaving(customers, source, on).select_for_update(of=("self",)))
        ids = [alignment.customer_id for alignment in leaving]
        _end_all(leaving, on - timedelta(days=1))
        _begin_all(ids, target, on)
        rewrite_today(ids)
        mark_days([source.pk, target.pk], on)
    return len(ids)


def preview_realignment(customers, *, source, target, on):
    check_move(source, target, on)
    moving = moving_customers(customers, source=source, on=on)
    ids = moving.values("pk")
    return Realignment(
        customers=moving.count(),
        already_there=_there(ids, target, on).count(),
        effects=[effect(ids, on) for effect in registry.realignment_effects],
    )


def take_back_realignment(customer_ids, *, source, target, on, staying, because, by):
    """The way back of `realign` from that day on; `staying` belonged to `target` before, and go on to."""
    require(by, Permission.CUSTOMER_ALIGN)
    check_move(target, source, on)
    with deed("alignment.realign", by=by, because=because):
        leaving = list(_leaving(customer_ids, target, on).select_for_update(of=("self",)))
        _end_all([row for row in leaving if row.customer_id not in staying], on - timedelta(days=1))
        _begin_all(customer_ids, source, on)
        rewrite_today(customer_ids)
        mark_days([source.pk, target.pk], on)


def check_move(source, target, on):
    if source.pk == target.pk:
        raise ValidationError({"target": _("Choose another territory than the one they leave.")})
    if target.level != Territory.Level.TERRITORY or not target.is_active:
        raise ValidationError({"target": _("Choose a territory in which somebody can work.")})
    _check_not_past(on, "on")


def moving_customers(customers, *, source, on):
    of_source = Alignment.objects.on(on).filter(territory=source, customer=OuterRef("pk"))
    return customers.filter(Exists(of_source))


def add_alignment(customer, territory, *, valid_from, valid_to=None, **key):
    """The row itself, inside the deed of a verb; the past stays as it was, whoever asks by whatever way."""
    _check_not_past(valid_from, "valid_from")
    if not territory.is_active:
        raise ValidationError({"territory": _("This territory is closed: nobody works there.")})
    if territory.level != Territory.Level.TERRITORY:
        raise ValidationError(
            {"territory": _("Customers belong to territories, not to what stands above them.")}
        )
    alignment = Alignment(
        customer=customer, territory=territory, valid_from=valid_from, valid_to=valid_to, **key
    )
    alignment.full_clean()
    alignment.save()
    rewrite_today([customer.pk])
    mark_days([territory.pk], timezone.localdate())
    return alignment


def rewrite_today(customer_ids):
    """Makes today's table agree with the dated alignments of these customers, inside a deed."""
    # In one order: two such rewrites of a customer follow each other, so the later one reads what the first has left.
    held = Customer.objects.filter(pk__among=customer_ids).order_by("pk")
    list(held.select_for_update(no_key=True).values_list("pk"))
    told = {"ids": list(customer_ids), "today": timezone.localdate()}
    with connection.cursor() as cursor:
        cursor.execute(NO_MORE, told)
        cursor.execute(BELONGING, told)


def of_merged(alignments):
    """Those of customers that speak for others, once for each as `merged`: who sees the one sees the other's records."""
    speaking = alignments.filter(customer__merged_records__isnull=False)
    return speaking.annotate(merged=F("customer__merged_records"))


def carry_alignments(merged, survivor):
    """Rows by which the survivor belongs from today on where only the other did, inside the deed of a merge."""
    today = timezone.localdate()
    there = Alignment.objects.overlapping(today, None)
    own = set(there.filter(customer=survivor).values_list("territory_id", flat=True))
    rows = there.filter(customer=merged).exclude(territory__in=own).order_by("territory_id", "pk")
    return [_carried(row, survivor, today) for row in rows.distinct("territory_id")]


def _carried(row, survivor, today):
    carried = Alignment(
        customer=survivor,
        territory_id=row.territory_id,
        valid_from=max(row.valid_from, today),
        valid_to=row.valid_to,
    )
    carried.full_clean()
    carried.save()
    return carried


def customers_in_the_way(territory):
    """Why a territory can't close yet, as far as customers know."""
    today = timezone.localdate()
    rows = Alignment.objects.filter(territory=territory, customer__merged_into=None)
    belonging = rows.overlapping(today, None)
    if belonging.exclude(valid_to=today).exists():
        yield _("Customers still belong to it: move them to another territory first.")


def mark_customer_changed(customer, day):
    """Figures of the people whose customer this is may differ on that day."""
    mark_changed([customer.pk], day)


def mark_changed(customer_ids, day):
    """The same for many."""
    of_day = Alignment.objects.on(day).filter(customer__in=customer_ids)
    mark_days(of_day.values("territory_id"), day)
    registry.mark_customers_changed(customer_ids, day)


def mark_days(territory_ids, day):
    if day > timezone.localdate():
        return  # the day's own start will
    members = Membership.objects.on(day).filter(territory__in=territory_ids)
    people = members.order_by("user_id").values_list("user_id", flat=True).distinct()
    registry.mark_days_changed([(user, day) for user in people])


def _leaving(customers, source, on):
    return Alignment.objects.on(on).filter(territory=source, customer__in=customers)


def _there(customer_ids, target, on):
    return Alignment.objects.on(on).filter(territory=target, customer__in=customer_ids)


def _end_all(alignments, last_day):
    """Ends each on that day; what began later goes altogether, which its history keeps."""
    ending = [alignment for alignment in alignments if alignment.valid_from <= last_day]
    for alignment in ending:
        alignment.valid_to = last_day
    bulk_update_recorded(ending, ["valid_to"])
    bulk_delete_recorded([row for row in alignments if row.valid_from > last_day])


def _begin_all(customer_ids, target, on):
    planned = Alignment.objects.filter(territory=target, customer__in=customer_ids)
    planned.filter(valid_from__gt=on).delete()
    there = set(_there(customer_ids, target, on).values_list("customer_id", flat=True))
    bulk_create_recorded(
        [
            Alignment(customer_id=pk, territory=target, valid_from=on)
            for pk in customer_ids
            if pk not in there
        ]
    )


def _check_not_past(day, field):
    if day < timezone.localdate():
        raise ValidationError({field: _("The past stays as it was: choose today or a later day.")})
