"""What this app tells the registries of the apps below at start-up."""

from accounts.registry import customer_visibility, day_starters, handovers
from visits import request_reminders, visit_reminders
from visits.days import miss_visits
from visits.handover import hand_over_follow_ups, hand_over_visits
from visits.models.request import customers_who_asked
from visits.services import amendment


def everything():
    customer_visibility.register(customers_who_asked)
    request_reminders.declare()
    visit_reminders.declare()
    amendment.declare()
    day_starters.register(miss_visits)
    handovers.register(hand_over_visits)
    handovers.register(hand_over_follow_ups)
