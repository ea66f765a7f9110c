"""What a rep says about a visit: one shape for the form, the API, the checklist and an amendment."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.dateparse import parse_datetime

from accounts.models import KeyMessage, Product
from compliance.models import AnticipatedQuestion, MaterialVersion
from customers.models import Department, Location, Organisation, Person
from visits.models import (
    AskedQuestion,
    Topic,
    Visit,
    VisitMaterial,
    VisitMessage,
    VisitParticipant,
    VisitProduct,
)

SHOPS = (Organisation.Type.PHARMACY, Organisation.Type.CHAIN)


@dataclass(frozen=True)
class Talk:
    """One product of the conversation, the messages covered and how the customer took it."""

    product: Product
    messages: tuple[KeyMessage, ...] = ()
    reaction: str = ""
    adoption_step: str = ""


@dataclass(frozen=True)
class Record:
    outcome: str = ""
    channel: str = Visit.Channel.FACE.value
    started_at: datetime | None = None
    ended_at: datetime | None = None
    organisation: Organisation | None = None
    department: Department | None = None
    objective: str = ""
    objective_measure: str = ""
    objective_by: date | None = None
    topic: Topic | None = None
    key_points: str = ""
    feedback: str = ""
    consensus: str = ""
    open_questions: str = ""
    next_step: str = ""
    next_objective: str = ""
    location: str = ""
    location_reason: str = ""
    interaction: str = ""
    is_requested: bool = False
    participants: tuple[Person, ...] = ()
    products: tuple[Talk, ...] = ()
    # Planned until the visit is submitted, from then on those that were shown.
    materials: tuple[MaterialVersion, ...] = ()
    asked: tuple[AnticipatedQuestion, ...] = ()

    @property
    def in_usual_form(self):
        """What nobody says otherwise: in the house's own place, in the form that the channel has (CN-010, CN-011)."""
        is_face = self.channel == Visit.Channel.FACE
        form = Visit.Interaction.IN_PERSON if is_face else Visit.Interaction.REMOTE
        place = (self.location or _usual_location(self.organisation)) if is_face else ""
        return replace(self, location=place, interaction=self.interaction or form.value)

    @property
    def is_done(self):
        return self.outcome in Visit.DONE_OUTCOMES

    @property
    def minutes(self):
        if not (self.started_at and self.ended_at):
            return None
        return int((self.ended_at - self.started_at).total_seconds() // 60)

    def as_precise_as(self, other):
        """Forms know minutes only: where they say the same, the exact moments stay."""
        if (_minute(self.started_at), self.minutes) != (_minute(other.started_at), other.minutes):
            return self
        return replace(self, started_at=other.started_at, ended_at=other.ended_at)


def _usual_location(house):
    is_shop = house is not None and house.type in SHOPS
    return (Location.SHOP if is_shop else Location.RECEPTION).value


def _minute(moment):
    return moment and moment.replace(second=0, microsecond=0)


# The columns of a visit itself; the others are rows.
OF_ROWS = ("participants", "products", "materials", "asked")
COLUMNS = [field.name for field in fields(Record) if field.name not in OF_ROWS]
RELATIONS = {"organisation": Organisation, "department": Department, "topic": Topic}
MOMENTS = {"started_at", "ended_at"}
DAYS = {"objective_by"}
# What cleaning a visit's fields may leave out: nobody typed it, or it is a row that was just looked up.
NOT_TYPED = [
    field.name for field in Visit._meta.fields if field.is_relation or field.name not in COLUMNS
]


# Everything record_of() reads; lists of visits prefetch it, so that one or fifty cost the same number of queries.
READ_WITH = [
    Prefetch("participants", VisitParticipant.objects.select_related("person__customer")),
    Prefetch("products", VisitProduct.objects.select_related("product")),
    Prefetch("products__messages", VisitMessage.objects.select_related("key_message")),
    Prefetch("materials", VisitMaterial.objects.select_related("version__material")),
    Prefetch("asked", AskedQuestion.objects.select_related("question")),
]


def record_of(visit):
    """What the rows of a visit say now: its plan, or what was submitted."""
    prefetch_related_objects([visit], *READ_WITH)
    return Record(
        **{name: getattr(visit, name) for name in COLUMNS},
        participants=tuple(row.person for row in visit.participants.all()),
        products=tuple(
            Talk(
                product=row.product,
                messages=tuple(message.key_message for message in row.messages.all()),
                reaction=row.reaction,
                adoption_step=row.adoption_step,
            )
            for row in visit.products.all()
        ),
        materials=tuple(
            row.version
            for row in visit.materials.all()
            if (row.is_shown if visit.is_locked else row.is_planned)
        ),
        asked=tuple(row.question for row in visit.asked.all()),
    )


def set_columns(visit, record):
    """Saving the visit is the caller's."""
    for name in COLUMNS:
        setattr(visit, name, getattr(record, name))


def write_rows(visit, record):
    """Makes the participants, products and messages of a saved visit what the record says, inside a deed."""
    _write_participants(visit, record.participants)
    # A customer who was not met heard nothing: what was planned stays as the plan.
    if record.is_done or not record.outcome:
        _write_products(visit, record.products)
        _write_asked(visit, record.asked)
    _write_materials(visit, record.materials if record.is_done or not visit.is_locked else ())


def _write_participants(visit, people):
    there = {row.person_id: row for row in visit.participants.all()}
    wanted = {person.pk: person for person in people}
    for gone in there.keys() - wanted.keys():
        there[gone].delete()
    for pk, person in wanted.items():
        if pk not in there:
            VisitParticipant.objects.create(visit=visit, person=person)


def _write_materials(visit, versions):
    """What was planned stays known as the plan, shown or not; what was opened stays known as opened."""
    mark = "is_shown" if visit.is_locked else "is_planned"
    there = {row.version_id: row for row in visit.materials.all()}
    wanted = {version.pk: version for version in versions}
    for pk, row in there.items():
        _mark_material(row, mark, pk in wanted)
    for pk, version in wanted.items():
        if pk not in there:
            VisitMaterial.objects.create(visit=visit, version=version, **{mark: True})


def _mark_material(row, mark, value):
    if getattr(row, mark) == value:
        return
    setattr(row, mark, value)
    if row.is_planned or row.is_shown or row.opened_at:
        row.save()
    else:
        row.delete()


def _write_asked(visit, questions):
    there = {row.question_id: row for row in visit.asked.all()}
    wanted = {question.pk: question for question in questions}
    for gone in there.keys() - wanted.keys():
        there[gone].delete()
    for pk, question in wanted.items():
        if pk not in there:
            AskedQuestion.objects.create(visit=visit, question=question)


def _write_products(visit, talks):
    there = {row.product_id: row for row in visit.products.all()}
    wanted = {talk.product.pk for talk in talks}
    for product, row in there.items():
        if product not in wanted:
            row.delete()
    for position, talk in enumerate(talks, start=1):
        row = there.get(talk.product.pk) or VisitProduct(visit=visit, product=talk.product)
        said = {
            "position": position,
            "reaction": talk.reaction,
            "adoption_step": talk.adoption_step,
        }
        if row.pk is None or any(getattr(row, name) != value for name, value in said.items()):
            for name, value in said.items():
                setattr(row, name, value)
            row.save()
        _write_messages(row, talk.messages)


def _write_messages(row, messages):
    there = {message.key_message_id: message for message in row.messages.all()}
    wanted = {message.pk: message for message in messages}
    for gone in there.keys() - wanted.keys():
        there[gone].delete()
    for pk, message in wanted.items():
        if pk not in there:
            VisitMessage.objects.create(visit_product=row, key_message=message)


def to_values(record):
    """JSON of a record: uuids for rows, ISO 8601 for moments; people by their customer's uuid."""
    values = {name: getattr(record, name) for name in COLUMNS}
    for name in MOMENTS:
        values[name] = values[name] and values[name].astimezone(UTC).isoformat()
    for name in DAYS:
        values[name] = values[name] and values[name].isoformat()
    for name in RELATIONS:
        values[name] = values[name] and _key(values[name])
    values["participants"] = [str(person.customer.uuid) for person in record.participants]
    values["products"] = [
        {
            "product": str(talk.product.uuid),
            "messages": [str(message.uuid) for message in talk.messages],
            "reaction": talk.reaction,
            "adoption_step": talk.adoption_step,
        }
        for talk in record.products
    ]
    values["materials"] = [str(version.uuid) for version in record.materials]
    values["asked"] = [str(question.uuid) for question in record.asked]
    return values


def from_values(values):
    """The record again; rows are found by their uuid whoever reads, because they were checked when written."""
    known = {name: values[name] for name in COLUMNS if name in values}
    for name in MOMENTS & known.keys():
        known[name] = known[name] and parse_datetime(known[name])
    for name in DAYS & known.keys():
        known[name] = known[name] and date.fromisoformat(known[name])
    for name in RELATIONS.keys() & known.keys():
        known[name] = known[name] and _find(RELATIONS[name], known[name])
    people = Person.objects.select_related("customer").filter(
        customer__uuid__in=values.get("participants", [])
    )
    return replace(
        Record(**known),
        participants=tuple(people.order_by("pk")),
        products=_talks(values.get("products", [])),
        materials=_in_order(
            MaterialVersion.objects.select_related("material"), values.get("materials", [])
        ),
        asked=_in_order(AnticipatedQuestion.objects, values.get("asked", [])),
    )


def _in_order(rows, uuids):
    found = _by_uuid(rows, uuids)
    return tuple(found[uuid] for uuid in uuids if uuid in found)


def _talks(entries):
    products = _by_uuid(Product.objects, [entry["product"] for entry in entries])
    said = [uuid for entry in entries for uuid in entry["messages"]]
    messages = _by_uuid(KeyMessage.objects.select_related("product"), said)
    return tuple(
        Talk(
            products[entry["product"]],
            tuple(messages[uuid] for uuid in entry["messages"] if uuid in messages),
            entry["reaction"],
            entry["adoption_step"],
        )
        for entry in entries
    )


def _by_uuid(rows, uuids):
    return {str(row.uuid): row for row in rows.filter(uuid__in=uuids)} if uuids else {}


def _key(row):
    return str(row.customer.uuid if isinstance(row, Organisation) else row.uuid)


def _find(model, uuid):
    key = "customer__uuid" if model is Organisation else "uuid"
    return model.objects.select_related().get(**{key: uuid})
