"""Which house receives representatives for a customer: itself, or a person's main place of work."""

from django.db.models import Exists, OuterRef, Q

from customers.models import Affiliation, ReceptionPolicy


def with_rule(customers):
    """Adds `has_rule`: whether it is written down today how the house receives; a page asks for the words only then."""
    work = Affiliation.objects.today().primary().filter(person=OuterRef(OuterRef("pk")))
    there = Q(organisation=OuterRef("pk")) | Q(organisation__in=work.values("organisation"))
    return customers.annotate(has_rule=Exists(ReceptionPolicy.objects.today().filter(there)))
