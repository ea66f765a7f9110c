"""What this app tells the registries of the apps below at start-up."""

from accounts.permissions import Permission
from accounts.registry import (
    absence_changed,
    approvals,
    attachment_visibility,
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
    material_withdrawals,
    movers,
    next_steps,
    realignment_effects,
    record_pages,
    record_parts,
    risk_facts,
    rows_about_people,
    score_criteria,
    sealed_at_once,
    suggestion_rules,
    timeline_entries,
    value_words,
    withdrawals,
)
from compliance.risk.rule import Source, declare_rule
from compliance.services.list_file import register_list_file
from customers.models import GuestLink
from customers.own_story import care_step
from visits import (
    appointment_reminders,
    customer_story,
    filing_risk,
    house_risk,
    plan_reminders,
    request_reminders,
    rolling_year,  # noqa: F401 - declares its parameters
    times_risk,
    visit_reminders,
)
from visits import score_criteria as ours
from visits import withdrawals as consents
from visits.approvals import PILES
from visits.board_sections import SECTIONS
from visits.calendar_entries import open_follow_ups, open_promises, planned_visits
from visits.care import reactions_since, visits_for_care
from visits.checked_texts import TEXTS
from visits.criteria import criteria_in_words
from visits.customer_ending import cancel_visits, drop_follow_ups
from visits.days import miss_visits
from visits.erased_rows import ROWS
from visits.handover import hand_over_appointments, hand_over_follow_ups, hand_over_visits
from visits.kept_fields import FIELDS
from visits.merging import MOVERS
from visits.models import (
    AskedQuestion,
    CyclePlan,
    FollowUp,
    PlanTarget,
    Request,
    RequestEntry,
    Visit,
    VisitAmendment,
    VisitMaterial,
    VisitMessage,
    VisitParticipant,
    VisitProduct,
    Waiver,
)
from visits.models.request import customers_who_asked
from visits.note_risk import NOTES, notes_alike
from visits.note_risk import RULE as COPIED_NOTES
from visits.request_handover import hand_over_adverse_events, hand_over_requests
from visits.request_today import promise_boxes
from visits.risk import ENTRIES, RULES, entries
from visits.services import (
    amendment,
    customer_answer,
    cycle_plan,
    own_wish,
    plan_rebalance,
    plan_target,
    preparation,
    request_promise,
    waiver,
)
from visits.services.adverse_event import adverse_events_to_keep
from visits.services.appointment import appointment_evidence
from visits.services.cycle import turn_cycles_by_the_clock
from visits.services.suggestion import learn_weights
from visits.services.touchpoint_file import TOUCHPOINT_FILE
from visits.sides import proposal_in_words
from visits.suggestion_rules import RULES as SUGGESTIONS
from visits.times_risk import HOURS, OVERLAPS, odd_hours, overlaps

# Not the adverse event: what it says of a patient is Quality's alone.
PARTS = [
    (Visit, VisitParticipant, "visit"),
    (Visit, VisitProduct, "visit"),
    (VisitProduct, VisitMessage, "visit_product"),
    (Visit, VisitMaterial, "visit"),
    (Visit, AskedQuestion, "visit"),
    (Visit, VisitAmendment, "visit"),
    (Visit, FollowUp, "visit"),
    (Visit, Waiver, "visit"),
    (Request, RequestEntry, "request"),
    (CyclePlan, PlanTarget, "plan"),
]
PAGES = [
    ("visits.cycleplan", "visits:cycle_plan_detail", Permission.CYCLE_PLAN_READ),
    ("visits.visit", "visits:visit_detail", Permission.VISIT_READ),
    ("visits.visitamendment", "visits:amendment_detail", Permission.VISIT_READ),
    ("visits.appointment", "visits:appointment_detail", Permission.VISIT_READ),
    ("visits.waiver", "visits:waiver_detail", Permission.VISIT_READ),
    ("visits.request", "visits:request_detail", Permission.REQUEST_READ),
    ("visits.customeranswer", "visits:dispute_detail", Permission.DISPUTE_SETTLE),
]


HANDOVERS = [
    hand_over_visits,
    hand_over_follow_ups,
    hand_over_appointments,
    hand_over_requests,
    hand_over_adverse_events,
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
    appointment_reminders.declare()
    waiver.declare()
    attachment_visibility.register(appointment_evidence)
    amendment.declare()
    consents.declare()
    register_list_file(TOUCHPOINT_FILE)
    preparation.declare()
    material_withdrawals.register(preparation.tell_who_planned)
    _plans()
    _what_customers_see()
    _stories()
    withdrawals.register(consents.tell_who_planned)
    first_boxes.register(promise_boxes)
    calendar_entries.extend([planned_visits, open_follow_ups, open_promises])
    day_starters.register(miss_visits)
    day_starters.register(learn_weights)
    suggestion_rules.extend(SUGGESTIONS)
    value_words.register(criteria_in_words)
    value_words.register(proposal_in_words)
    _risks()
    calendar_published.register(request_promise.renew_provisional_promises)
    movers.extend(MOVERS)
    handovers.extend(HANDOVERS)


def _risks():
    risk_facts.register(Source(ENTRIES, entries))
    risk_facts.register(Source(NOTES, notes_alike))
    risk_facts.register(Source(OVERLAPS, overlaps))
    risk_facts.register(Source(HOURS, odd_hours))
    risk_facts.register(Source(house_risk.SOURCE, house_risk.entered))
    risk_facts.register(Source(filing_risk.SOURCE, filing_risk.promoted))
    for rule in [*RULES, COPIED_NOTES, *times_risk.RULES, *house_risk.RULES, *filing_risk.RULES]:
        declare_rule(rule)


def _plans():
    cycle_plan.declare()
    plan_target.declare()
    plan_rebalance.declare()
    plan_reminders.declare()
    approvals.extend(PILES)
    absence_changed.register(plan_rebalance.rebalance_for)
    day_starters.register(turn_cycles_by_the_clock)


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
