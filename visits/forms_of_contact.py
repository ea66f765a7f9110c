"""In which legal form, and where in the house, somebody may be met (CN-010, CN-011)."""

from collections import defaultdict

from django.utils.translation import gettext as _

from customers.models import Location
from customers.reception import banned_locations
from visits import house_rules
from visits.models import Visit

FREE = {"", Location.RECEPTION, Location.OUTSIDE, Location.SHOP}


def form_refusals(visit, record):
    """{field: [sentence]}: a closed place needs its reason, another form the house's written word."""
    found = defaultdict(list)
    if record.interaction == Visit.Interaction.OTHER and visit.house_consent_id is None:
        found["interaction"].append(
            _("Attach the written consent of the house: another form of contact needs it.")
        )
    if is_closed_place(visit, record) and not record.location_reason.strip():
        found["location_reason"].append(
            _("This place is closed to representatives here: say why you met there.")
        )
    return found


def is_closed_place(visit, record):
    """Whether the house keeps representatives out of where they met."""
    if not record.is_done or not house_rules.enters_the_house(record.channel):
        return False
    if record.location in FREE:
        return False
    house = record.organisation or visit.organisation
    known = house_rules.policies_between(visit.day, visit.day, [house.pk]) if house else {}
    policy = house_rules.policy_of(known, house and house.pk, visit.day)
    return record.location in banned_locations(policy)
