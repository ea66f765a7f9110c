"""What the form of a visit has to choose from, each read once: products, messages, topics, people."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from accounts.models import KeyMessage, Product, User
from accounts.services.filing import filings_in_force
from customers.models import Affiliation, Department, Organisation, Person
from visits.models import Topic
from visits.record import Record, record_of
from visits.services.visit import place_of

MOST_PEOPLE = 60


@dataclass
class Offers:
    """Dictionaries from the uuid (as text) to the row, in the order in which they are shown."""

    rep: User
    day: date
    organisation: Organisation | None
    department: Department | None
    record: Record  # what the visit holds already

    @classmethod
    def of_visit(cls, visit, record=None):
        record = record or record_of(visit)
        return cls(visit.rep, visit.day, record.organisation, record.department, record)

    @classmethod
    def of_plan(cls, rep, customer, day):
        place = place_of(customer, day)
        people = (customer.person,) if customer.is_person else ()
        return cls(rep, day, *place, Record(participants=people))

    @cached_property
    def planned(self):
        return {talk.product.pk for talk in self.record.products}

    @cached_property
    def filings(self):
        return filings_in_force(self.rep, self.day)

    @cached_property
    def products(self):
        """Those that the rep's filings cover on the day, and those that the visit already holds."""
        offered = [
            product
            for product in Product.objects.visible_to(self.rep).active().select_related("holder")
            if product.pk in self.planned
            or not self.filings
            or any(filing.covers(product) for filing in self.filings)
        ]
        offered.sort(key=lambda product: product.pk not in self.planned)
        return {str(product.uuid): product for product in offered}

    @cached_property
    def messages(self):
        """By the product's uuid: its messages in use."""
        found = {key: {} for key in self.products}
        by_pk = {product.pk: key for key, product in self.products.items()}
        rows = KeyMessage.objects.visible_to(self.rep).filter(product__in=by_pk, is_active=True)
        for message in rows:
            found[by_pk[message.product_id]][str(message.uuid)] = message
        return found

    @cached_property
    def topics(self):
        return {str(row.uuid): row for row in Topic.objects.visible_to(self.rep).active()}

    @cached_property
    def people(self):
        """Those on the visit first, then those who work at the place and whom the rep sees."""
        here = [*self.record.participants]
        if self.organisation is not None:
            here += self._colleagues()
        return {str(person.customer.uuid): person for person in here}

    def _colleagues(self):
        mine = Affiliation.objects.visible_to(self.rep).on(self.day)
        there = mine.filter(organisation=self.organisation).values("person_id")
        people = Person.objects.visible_to(self.rep).filter(pk__in=there)
        return people.select_related("customer").order_by("customer__sort_key")[:MOST_PEOPLE]
