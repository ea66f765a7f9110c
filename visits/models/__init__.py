from visits.models.adverse_event import AdverseEvent
from visits.models.amendment import VisitAmendment
from visits.models.appointment import Appointment
from visits.models.asked_question import AskedQuestion
from visits.models.customer_answer import CustomerAnswer
from visits.models.cycle_plan import Cycle, CyclePlan
from visits.models.day_route import DayRoute
from visits.models.draft import VisitDraft
from visits.models.follow_up import FollowUp
from visits.models.plan_target import PlanTarget
from visits.models.policy import Effectiveness, VisitPolicy
from visits.models.request import Department, Request, RequestEntry, ServiceLevel
from visits.models.suggestion import SuggestionAnswer, SuggestionWeight
from visits.models.topic import Topic
from visits.models.visit import Visit
from visits.models.visit_material import VisitMaterial
from visits.models.visit_part import VisitMessage, VisitParticipant, VisitProduct
from visits.models.waiver import Against, Waiver

__all__ = [
    "AdverseEvent",
    "Against",
    "Appointment",
    "AskedQuestion",
    "CustomerAnswer",
    "Cycle",
    "CyclePlan",
    "DayRoute",
    "Department",
    "Effectiveness",
    "FollowUp",
    "PlanTarget",
    "Request",
    "RequestEntry",
    "ServiceLevel",
    "SuggestionAnswer",
    "SuggestionWeight",
    "Topic",
    "Visit",
    "VisitAmendment",
    "VisitDraft",
    "VisitMaterial",
    "VisitMessage",
    "VisitParticipant",
    "VisitPolicy",
    "VisitProduct",
    "Waiver",
]
