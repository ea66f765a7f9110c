"""What a page shows of an open visit: what speaks against it, the house's rule and slots, and what can be asked for."""

from customers.reception import policies_on
from customers.reception_words import shown
from visits.contact_guard import notices_of_open
from visits.services.visit import local_today


def at_the_house(visit):
    notices = notices_of_open(visit)
    house, today = visit.organisation, local_today(visit.rep)
    policy = house and policies_on(max(visit.day, today), [house.pk]).get(house.pk)
    reception = policy and shown(policy, today)
    is_planned = visit.status == visit.Status.PLANNED and visit.appointment_id is None
    asks = bool(policy and policy.needs_appointment and is_planned)
    return {
        "notices": notices,
        "asks_waiver": any(notice.stops for notice in notices),
        "reception": reception,
        "asks_appointment": asks,
        "slots": reception.slots if asks else [],
    }
