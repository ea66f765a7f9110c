"""The tags of customers, as lists and pages show them."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from customers.models import CustomerTag


def with_tags(customers):
    """Adds `tag_names`. For customers, and for organisations and people, which stand on their customers' keys."""
    worn = CustomerTag.objects.current().filter(customer=OuterRef("pk"))
    return customers.annotate(
        tag_names=ArraySubquery(worn.order_by("tag__name").values("tag__name"))
    )
