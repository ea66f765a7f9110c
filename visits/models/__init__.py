from visits.models.adverse_event import AdverseEvent
from visits.models.amendment import VisitAmendment
from visits.models.customer_answer import CustomerAnswer
from visits.models.cycle_plan import Cycle, CyclePlan
from visits.models.draft import VisitDraft
from visits.models.follow_up import FollowUp
from visits.models.plan_target import PlanTarget
from visits.models.policy import Effectiveness, VisitPolicy
from visits.models.request import Department, Request, RequestEntry, ServiceLevel
from visits.models.topic import Topic
from visits.models.visit import Visit, VisitMessage, VisitParticipant, VisitProduct

__all__ = [
    "AdverseEvent",
    "CustomerAnswer",
    "Cycle",
    "CyclePlan",
    "Department",
    "Effectiveness",
    "FollowUp",
    "PlanTarget",
    "Request",
    "RequestEntry",
    "ServiceLevel",
    "Topic",
    "Visit",
    "VisitAmendment",
    "VisitDraft",
    "VisitMessage",
    "VisitParticipant",
    "VisitPolicy",
    "VisitProduct",
]
