"""Where a customer is found, in one line of a list."""

from django.db.models import Case, CharField, F, OuterRef, Subquery, When

from customers.models import Affiliation, Customer


def with_place(customers):
    """Adds `place`: an organisation's city, a person's main place of work today; and reads both halves of the customer."""
    work = Affiliation.objects.today().primary().filter(person=OuterRef("pk"))
    return customers.select_related("organisation", "person").annotate(
        place=Case(
            When(kind=Customer.Kind.ORGANISATION, then=F("organisation__city")),
            default=Subquery(work.values("organisation__customer__name")[:1]),
            output_field=CharField(),
        )
    )


def in_lines(customers):
    """With place, and only what a line of a list shows: a page reads twenty-five of them."""
    return with_place(customers).only(
        "uuid",
        "kind",
        "name",
        "external_id",
        "status",
        "is_under_review",
        "sort_key",
        "tier",
        "organisation__type",
        "organisation__level",
        "person__type",
        "person__title",
    )
