"""What a column of a file can say about a customer."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CUSTOMER, ORGANISATION, PERSON, AROUND = "customer", "organisation", "person", "around"


@dataclass(frozen=True)
class Field:
    name: str
    label: Promise
    on: str  # the model that holds it, or "around" for what needs rows of its own
    how: str = (
        "text"  # the reading of importing/readings.py that fits unless a mapping says otherwise
    )
    longest: int = 0  # characters
    is_wanted: bool = True  # its absence is reported when the file has the column


FIELDS = {
    field.name: field
    for field in [
        Field("kind", _("Organisation or person"), CUSTOMER, "choice", is_wanted=False),
        Field("external_id", _("External id"), CUSTOMER, "code", 80),
        Field("name", _("Name"), CUSTOMER, "name", 200),
        Field("aliases", _("Also known as"), CUSTOMER, "aliases", is_wanted=False),
        Field("type", _("Type"), ORGANISATION, "choice"),
        Field("level", _("Grade"), ORGANISATION, "choice"),
        Field("province", _("Province"), ORGANISATION, "province", 60),
        Field("city", _("City"), ORGANISATION, "text", 60),
        Field("district", _("District or county"), ORGANISATION, "text", 60, is_wanted=False),
        Field("address", _("Address"), ORGANISATION, "address", 300),
        Field("phone", _("Phone"), ORGANISATION, "phone", 100),
        Field("longitude", _("Longitude"), ORGANISATION, "longitude"),
        Field("latitude", _("Latitude"), ORGANISATION, "latitude"),
        Field("person_type", _("Profession"), PERSON, "choice"),
        Field("title", _("Title"), PERSON, "text", 60),
        Field("specialty", _("Specialty"), PERSON, "text", 100),
        Field("sub_specialty", _("Sub-specialty"), PERSON, "text", 100, is_wanted=False),
        Field("licence_number", _("Licence number"), PERSON, "code", 60),
        Field("office_phone", _("Office phone"), PERSON, "phone", 100),
        Field("workplace", _("Place of work"), AROUND, "text", 200),
        Field("department", _("Department"), AROUND, "text", 100, is_wanted=False),
        Field("position", _("Position"), AROUND, "text", 100, is_wanted=False),
        Field("territory", _("Territory code"), AROUND, "code", 40, is_wanted=False),
        Field("deactivated_on", _("Deactivated on"), AROUND, "day", is_wanted=False),
        Field("reactivated_on", _("Reactivated on"), AROUND, "day", is_wanted=False),
    ]
}
# Model attributes that are called otherwise than the field.
ATTRIBUTES = {"person_type": "type"}
# What follows from a line without being said in a column.
FOLLOWING = {"status": _("Active again"), "region_id": _("Region"), "source": _("Source")}


def label_of(name):
    return str(FIELDS[name].label if name in FIELDS else FOLLOWING.get(name, name))


def fields_of(on):
    return [field for field in FIELDS.values() if field.on == on]


def belongs_to(name, kind):
    """Whether an organisation or a person has such a field."""
    if name in {"workplace", "department", "position"}:
        return kind == PERSON
    on = FIELDS[name].on
    return on in {CUSTOMER, AROUND} or on == kind
