"""What the form of a visit has to choose from, each read once: products, messages, topics, people."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Exists, OuterRef

from accounts.models import KeyMessage, Product, User
from accounts.prepared import prepared
from accounts.services.filing import filings_in_force
from compliance.models import AnticipatedQuestion, MaterialVersion
from customers.consents import closed
from customers.models import Affiliation, Customer, Department, Organisation, Person
from customers.search import matching
from visits.choices import uuids_in
from visits.materials import usable_materials
from visits.models import Topic, Visit
from visits.record import Record, record_of
from visits.services.visit import place_of

PEOPLE_AT_FIRST = PEOPLE_FOUND = 24
QUESTIONS_AT_FIRST = 12


@dataclass
class Offers:
    """Dictionaries from the uuid (as text) to the row, in the order in which they are shown."""

    rep: User
    day: date
    organisation: Organisation | None
    department: Department | None
    record: Record  # what the visit holds already
    customer: Customer | None = None  # none yet where several are planned for

    @classmethod
    def of_visit(cls, visit, record=None):
        record = record or record_of(visit)
        place = (record.organisation, record.department)
        return cls(visit.rep, visit.day, *place, record, visit.customer)

    @classmethod
    def of_plan(cls, rep, customer, day):
        place = place_of(customer, day)
        people = (customer.person,) if customer.is_person else ()
        return cls(rep, day, *place, Record(participants=people), customer)

    @cached_property
    def closed_channels(self):
        """In words: those by which somebody who is to be met may not be reached."""
        shut = closed(self.record.participants, Visit.Channel.values)
        return ", ".join(str(Visit.Channel(channel).label) for channel in shut)

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
            for product in _products(self.rep)
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
        return {str(row.uuid): row for row in _topics(self.rep)}

    @cached_property
    def _usable_materials(self):
        keys = {product.pk for _key, product in self.products.items()}
        return usable_materials(self.rep, self.customer, self.day, keys)

    def materials(self, named):
        """What may be shown; what is planned or was ticked stands among it even if it may not be any more."""
        held = {str(row.uuid): row for row in self.record.materials}
        usable = {str(row.uuid): row for row in self._usable_materials}
        uuids = [key for key in uuids_in(named) if key not in held | usable]
        seen = MaterialVersion.objects.visible_to(self.rep).select_related("material")
        others = seen.filter(uuid__in=uuids) if uuids else []
        return held | usable | {str(row.uuid): row for row in others}

    @cached_property
    def questions(self):
        """What is likely to be asked about what the visit is to be about, and what was."""
        rows = AnticipatedQuestion.objects.visible_to(self.rep).active()
        likely = rows.filter(product__in=self.planned)[:QUESTIONS_AT_FIRST] if self.planned else []
        return {str(row.uuid): row for row in [*self.record.asked, *likely]}

    def people(self, named):
        """Those on the visit, the `named` (uuids), and the first of those who work at the place."""
        first = [*self.record.participants, *self._first_colleagues[:PEOPLE_AT_FIRST]]
        known = {str(person.customer.uuid) for person in first}
        return _by_uuid([*self._named(set(named) - known), *first])

    def people_called(self, words, named):
        """The `named`, and those of the place whom the words find."""
        found = self._colleagues.filter(customer__in=matching(words))
        return _by_uuid([*self._named(named), *found[:PEOPLE_FOUND]])

    def department_people(self):
        """All who work in the department that day, or the first of very many."""
        near = _people(self.rep).filter(_works_in(self.rep, self.day, self.department))
        return _by_uuid(near.order_by("customer__sort_key")[:PEOPLE_FOUND])

    @property
    def has_more_people(self):
        return len(self._first_colleagues) > PEOPLE_AT_FIRST

    @cached_property
    def _first_colleagues(self):
        if not self.organisation:
            return []
        there = {"day": self.day, "organisation": self.organisation.pk}
        if self.department:
            return _first_of_department(self.rep, **there, department=self.department.pk)
        return _first_of_place(self.rep, **there)

    @property
    def _colleagues(self):
        return _people_of_place(self.rep, self.day, self.organisation, self.department)

    def _named(self, keys):
        uuids = uuids_in(keys)
        return _people(self.rep).filter(customer__uuid__in=uuids) if uuids else []


def _people(reader):
    return Person.objects.visible_to(reader).select_related("customer")


def _people_of_place(reader, day, organisation, department=None):
    """In the order of their names; those of the visit's department stand first."""
    mine = Affiliation.objects.visible_to(reader).on(day)
    there = mine.filter(organisation=organisation).values("person_id")
    people = _people(reader).filter(pk__in=there)
    if department is None:
        return people.order_by("customer__sort_key")
    near = people.alias(is_near=_works_in(reader, day, department))
    return near.order_by("-is_near", "customer__sort_key")


def _works_in(reader, day, department):
    there = Affiliation.objects.visible_to(reader).on(day)
    return Exists(there.filter(person=OuterRef("pk"), department=department))


@prepared
def _first_of_place(reader, day, organisation):
    return _people_of_place(reader, day, organisation)[: PEOPLE_AT_FIRST + 1]


@prepared
def _first_of_department(reader, day, organisation, department):
    return _people_of_place(reader, day, organisation, department)[: PEOPLE_AT_FIRST + 1]


@prepared
def _products(reader):
    return Product.objects.visible_to(reader).active().select_related("holder")


@prepared
def _topics(reader):
    return Topic.objects.visible_to(reader).active()


def _by_uuid(people):
    return {str(person.customer.uuid): person for person in people}
