"""What this app tells the registries of the apps below at start-up."""

from accounts.permissions import Permission
from accounts.registry import (
    board_sections,
    calendar_entries,
    calendar_published,
    care_evidence,
    changes_since,
    checked_texts,
    customer_endings,
    customer_visibility,
    day_starters,
    duties_to_keep,
    first_boxes,
    guest_pages,
    handovers,
    kept_fields,
    movers,
    next_steps,
    realignment_effects,
    record_pages,
    record_parts,
    risk_facts,
    rows_about_people,
    score_criteria,
    sealed_at_once,
    timeline_entries,
    value_words,
    withdrawals,
)
from compliance.risk.rule import Source, declare_rule
from customers.models import GuestLink
from customers.own_story import care_step
from visits import customer_story, request_reminders, visit_reminders
from visits import score_criteria as ours
from visits import withdrawals as consents
from visits.board_sections import SECTIONS
from visits.calendar_entries import open_follow_ups, open_promises, planned_visits
from visits.care import reactions_since, visits_for_care
from visits.checked_texts import TEXTS
from visits.criteria import criteria_in_words
from visits.customer_ending import cancel_visits, drop_follow_ups
from visits.days import miss_visits
from visits.erased_rows import ROWS
from visits.handover import hand_over_follow_ups, hand_over_visits
from visits.kept_fields import FIELDS
from visits.merging import MOVERS
from visits.models import (
    FollowUp,
    Request,
    RequestEntry,
    Visit,
    VisitAmendment,
    VisitMessage,
    VisitParticipant,
    VisitProduct,
)
from visits.models.request import customers_who_asked
from visits.request_handover import hand_over_adverse_events, hand_over_requests
from visits.request_today import promise_boxes
from visits.risk import ENTRIES, RULES, entries
from visits.services import amendment, customer_answer, own_wish, request_promise
from visits.services.adverse_event import adverse_events_to_keep
from visits.sides import proposal_in_words

# Not the adverse event: what it says of a patient is Quality's alone.
PARTS = [
    (Visit, VisitParticipant, "visit"),
    (Visit, VisitProduct, "visit"),
    (VisitProduct, VisitMessage, "visit_product"),
    (Visit, VisitAmendment, "visit"),
    (Visit, FollowUp, "visit"),
    (Request, RequestEntry, "request"),
]
PAGES = [
    ("visits.visit", "visits:visit_detail", Permission.VISIT_READ),
    ("visits.visitamendment", "visits:amendment_detail", Permission.VISIT_READ),
    ("visits.request", "visits:request_detail", Permission.REQUEST_READ),
    ("visits.customeranswer", "visits:dispute_detail", Permission.DISPUTE_SETTLE),
]


def everything():
    record_parts.extend(PARTS)
    rows_about_people.extend(ROWS)
    record_pages.extend(PAGES)
    sealed_at_once.register("adverse_event")
    kept_fields.extend(FIELDS)
    checked_texts.extend(TEXTS)
    score_criteria.extend(ours.CRITERIA)
    customer_endings.register(cancel_visits)
    customer_endings.register(drop_follow_ups)
    duties_to_keep.register(adverse_events_to_keep)
    customer_visibility.register(customers_who_asked)
    request_reminders.declare()
    visit_reminders.declare()
    amendment.declare()
    consents.declare()
    _what_customers_see()
    _stories()
    withdrawals.register(consents.tell_who_planned)
    first_boxes.register(promise_boxes)
    calendar_entries.extend([planned_visits, open_follow_ups, open_promises])
    day_starters.register(miss_visits)
    value_words.register(criteria_in_words)
    value_words.register(proposal_in_words)
    risk_facts.register(Source(ENTRIES, entries))
    for rule in RULES:
        declare_rule(rule)
    calendar_published.register(request_promise.renew_provisional_promises)
    movers.extend(MOVERS)
    handovers.register(hand_over_visits)
    handovers.register(hand_over_follow_ups)
    handovers.register(hand_over_requests)
    handovers.register(hand_over_adverse_events)


def _stories():
    timeline_entries.register(customer_story.visit_entries)
    timeline_entries.register(customer_story.request_entries)
    timeline_entries.register(customer_story.follow_up_entries)
    next_steps.register(customer_story.promise_step)
    next_steps.register(customer_story.planned_step)
    # What the playbook asks for comes after what was promised and what is planned.
    next_steps.register(care_step)
    care_evidence.register(visits_for_care)
    changes_since.register(reactions_since)
    realignment_effects.register(customer_story.visits_that_move)
    realignment_effects.register(customer_story.requests_that_move)


def _what_customers_see():
    customer_answer.declare()
    own_wish.declare()
    board_sections.extend(SECTIONS)
    guest_pages.register((GuestLink.Kind.OWN_PAGE, "visits:own_page"))
