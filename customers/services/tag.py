"""Making tags, and putting them on customers and taking them off, many at a time (CUS-13)."""

from accounts.history import bulk_create_recorded_once, bulk_update_recorded, deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from customers.models import CustomerTag, Tag


def create_tag(*, name, uuid=None, by):
    require(by, Permission.CUSTOMER_TAG)
    with deed("tag.create", by=by):
        tag = Tag(name=name.strip(), **with_uuid(uuid))
        tag.full_clean()
        tag.save()
    return tag


def edit_tag(tag, *, by, **values):
    """`values` are name and is_archived. A retired tag is neither offered nor shown; the customers keep it."""
    require(by, Permission.CUSTOMER_TAG)
    if "name" in values:
        values["name"] = values["name"].strip()
    with deed("tag.edit", by=by):
        row = Tag.objects.select_for_update().get(pk=tag.pk)
        if row.update_from(values):
            row.full_clean()
            row.save()
    return row


def put_tag(customer_ids, tag, *, because="", by):
    """Returns the keys of those that did not have it: two who put it on at once both mean the same."""
    require(by, Permission.CUSTOMER_TAG)
    with deed("customer_tag.add", by=by, because=because):
        known = _held(customer_ids, tag)
        back = [row for row in known if not row.is_current]
        for row in back:
            row.is_current = True
        bulk_update_recorded(back, ["is_current"])
        missing = sorted(set(customer_ids) - {row.customer_id for row in known})
        new = bulk_create_recorded_once([CustomerTag(customer_id=pk, tag=tag) for pk in missing])
    return [row.customer_id for row in [*back, *new]]


def take_tag_off(customer_ids, tag, *, because="", by):
    """Returns the keys of those that had it."""
    require(by, Permission.CUSTOMER_TAG)
    with deed("customer_tag.remove", by=by, because=because):
        worn = [row for row in _held(customer_ids, tag) if row.is_current]
        for row in worn:
            row.is_current = False
        bulk_update_recorded(worn, ["is_current"])
    return [row.customer_id for row in worn]


def set_tags(customer, tags, *, by):
    """Exactly these of the tags in use; a retired one stays where it is. `customer` is one that the person sees."""
    require(by, Permission.CUSTOMER_TAG)
    with deed("customer_tag.set", by=by):
        worn = set(Tag.objects.in_use().filter(pk__in=worn_by(customer)))
        for tag in sorted(set(tags) - worn, key=lambda tag: tag.pk):
            put_tag([customer.pk], tag, by=by)
        for tag in sorted(worn - set(tags), key=lambda tag: tag.pk):
            take_tag_off([customer.pk], tag, by=by)


def worn_by(customer):
    """Ids of its tags, as a subquery."""
    return CustomerTag.objects.current().filter(customer=customer).values("tag_id")


def _held(customer_ids, tag):
    rows = CustomerTag.objects.filter(customer__in=customer_ids, tag=tag)
    return list(rows.order_by("pk").select_for_update())
