"""The two records of a merge side by side: which fields differ, and what is said of each."""

from dataclasses import dataclass

from django.utils.text import capfirst

from customers.models import Customer, Organisation, Person

# In the order of the page. Codes of lists stay where they are, so that the next list still finds each record.
FIELDS = {
    Customer.Kind.ORGANISATION: [
        *["name", "type", "level", "parent", "region", "province", "city", "district"],
        *["address", "phone", "longitude", "latitude"],
    ],
    Customer.Kind.PERSON: [
        *["name", "type", "title", "specialty", "sub_specialty", "licence_number"],
        *["decision_role", "office_phone"],
    ],
}
# As in the API: for those who read free text.
MASKED = {"office_phone", "licence_number"}
# One means nothing without the other.
TOGETHER = {"longitude": ["longitude", "latitude"]}


@dataclass(frozen=True)
class Line:
    """`left` and `right` in words, empty where nothing stands."""

    name: str
    label: str
    left: str
    right: str

    @property
    def is_private(self):
        return self.name in MASKED

    @property
    def differs(self):
        return self.left != self.right


def lines_of(duplicate):
    """One for each field that either record fills."""
    lines = [
        Line(
            name,
            ", ".join(label_of(duplicate.kind, field) for field in TOGETHER.get(name, [name])),
            _words(duplicate.left, name),
            _words(duplicate.right, name),
        )
        for name in FIELDS[duplicate.kind]
        if name != "latitude"
    ]
    return [line for line in lines if line.left or line.right]


def value_of(customer, name):
    return getattr(customer if name == "name" else customer.half, name)


def label_of(kind, name):
    if name == "name":
        return str(capfirst(Customer._meta.get_field(name).verbose_name))
    half = Person if kind == Customer.Kind.PERSON else Organisation
    return str(capfirst(half._meta.get_field(name).verbose_name))


def spread(names):
    """The fields that these choices stand for."""
    return [field for name in names for field in TOGETHER.get(name, [name])]


def _words(customer, name):
    values = [value_of(customer, field) for field in TOGETHER.get(name, [name])]
    if values[0] in (None, ""):
        return ""
    if len(values) > 1:
        return ", ".join(map(str, values))
    field = None if name == "name" else customer.half._meta.get_field(name)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(values[0], values[0]))
    return str(values[0])
