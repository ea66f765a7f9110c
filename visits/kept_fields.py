"""What the fields of visits and of what follows from them are kept for (PRV-001)."""

from django.utils.translation import gettext_lazy as _

from accounts.field_register import EVERYBODY, OWNER, Basis, Kept, Retention
from accounts.permissions import Permission

VISITS = _("What was said and agreed with a customer, as the code of conduct asks")
SAFETY = _("Adverse events, which must reach drug safety")
PLANNING = _("Whom a representative means to see, and why")
REQUESTS = _("What customers ask of us, and what we promised")
PLANS = _("Who sees which customer how often, agreed ahead and counted")
RULES = _("Rules of the company for visits and requests")
VISIT, REQUEST = Permission.VISIT_READ, Permission.REQUEST_READ


def kept(model, purpose, readers, basis=Basis.DUTY, retention=Retention.INTERACTION, **classes):
    return Kept(f"visits.{model}", purpose, basis, retention, readers, **classes)


def rule(model, readers=EVERYBODY, **classes):
    return kept(model, RULES, readers, retention=Retention.CONFIGURATION, **classes)


FIELDS = [
    kept(
        *("suggestionanswer", PLANNING, VISIT, Basis.WORK),
        public="answered_on answer rules visit back_on",
        business="rep customer",
        personal="reason",
    ),
    rule("suggestionweight", public="rule accepted dismissed factor learned_on"),
    rule("cycle", public="valid_from valid_to status closed_at"),
    kept(
        *("cycleplan", PLANS, Permission.CYCLE_PLAN_READ),
        public="cycle territory status generated_at visits_a_day overload submitted_at decided_at"
        " rebalanced_at",
        business="rep decided_by working_days days_off",
        personal="decision_reason",
    ),
    kept(
        *("plantarget", PLANS, Permission.CYCLE_PLAN_READ),
        public="plan product tier item rhythm rank proposed planned before_leave status wanted"
        " challenged_at done",
        business="customer answered_by",
        personal="reason answer",
    ),
    rule("topic", public="code name name_en is_active"),
    kept(
        *("visit", VISITS, VISIT),
        public="territory organisation department status channel planned_on planned_time planned_minutes series day"
        " outcome started_at ended_at topic adverse_event_mentioned submitted_at device_time device_offset location"
        " interaction house_consent is_requested appointment objective_by",
        business="rep customer",
        personal="location_reason objective objective_measure key_points feedback consensus open_questions"
        " next_step next_objective"
        " status_reason",
        but={
            name: {"readers": Permission.FREE_TEXT_READ}
            for name in ["key_points", "feedback", "consensus", "open_questions"]
        },
    ),
    kept(*("visitparticipant", VISITS, VISIT), public="visit", business="person"),
    kept(
        *("visitproduct", VISITS, VISIT),
        public="visit product position",
        personal="reaction adoption_step",
    ),
    kept(*("visitmessage", VISITS, VISIT), public="visit_product key_message"),
    kept(*("visitmaterial", VISITS, VISIT), public="visit version is_planned is_shown opened_at"),
    kept(*("askedquestion", VISITS, VISIT), public="visit question"),
    kept(
        *("adverseevent", SAFETY, Permission.SAFETY_READ, Basis.DUTY, Retention.SAFETY),
        public="visit product status aware_at due_at",
        business="customer reported_by",
        sensitive="what_happened_sealed",
    ),
    kept(
        *("visitamendment", VISITS, VISIT),
        public="visit status filed_at decided_at",
        business="filed_by decided_by",
        personal="reason values previous decision_reason",
    ),
    kept(
        *("visitdraft", VISITS, OWNER, Basis.WORK, Retention.SHORT),
        public="visit saved_at",
        business="rep",
        personal="data",
    ),
    kept(
        *("dayroute", VISITS, OWNER, Basis.WORK, Retention.SHORT),
        public="day visits previous",
        business="rep",
    ),
    kept(
        *("customeranswer", VISITS, Permission.DISPUTE_SETTLE, Basis.DUTY),
        public="visit link status answered_at settled_at",
        business="customer settled_by",
        personal="settlement",
        sensitive="words_sealed",
        but={"words_sealed": {"retention": Retention.CONTACT}},
    ),
    kept(
        *("followup", VISITS, VISIT),
        public="visit due_on done_at dropped_at",
        business="customer owner",
        personal="what evidence dropped_reason",
    ),
    kept(
        *("appointment", VISITS, VISIT),
        public="organisation territory starts_at ends_at status requested_at approved_at evidence",
        business="rep place",
        personal="host topic approved_by answer",
    ),
    kept(
        *("waiver", VISITS, VISIT),
        public="visit against day status requested_at decided_at",
        business="requested_by decided_by",
        personal="reason decision_reason",
    ),
    rule(
        "visitpolicy",
        public="version criteria minimum_minutes submit_within_hours back_date_days valid_from"
        " valid_to",
    ),
    kept(
        *("effectiveness", VISITS, VISIT), public="visit policy is_effective met missed computed_at"
    ),
    kept(
        *("request", REQUESTS, REQUEST),
        public="visit product kind territory tier department status raised_at respond_by resolve_by"
        " is_provisional first_response_at first_response_minutes resolved_at resolution_minutes"
        " confirmed_at reopened_count",
        business="customer assignee raised_by",
        personal="words satisfaction",
    ),
    kept(
        *("requestentry", REQUESTS, REQUEST),
        public="request kind at",
        business="by",
        personal="text",
    ),
    rule(
        "servicelevel",
        public="kind tier department response_hours resolution_hours valid_from valid_to",
    ),
]
