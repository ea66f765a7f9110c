from visits.models.adverse_event import AdverseEvent
from visits.models.amendment import VisitAmendment
from visits.models.asked_question import AskedQuestion
from visits.models.customer_answer import CustomerAnswer
from visits.models.draft import VisitDraft
from visits.models.follow_up import FollowUp
from visits.models.policy import Effectiveness, VisitPolicy
from visits.models.request import Department, Request, RequestEntry, ServiceLevel
from visits.models.topic import Topic
from visits.models.visit import Visit, VisitMessage, VisitParticipant, VisitProduct
from visits.models.visit_material import VisitMaterial

__all__ = [
    "AdverseEvent",
    "AskedQuestion",
    "CustomerAnswer",
    "Department",
    "Effectiveness",
    "FollowUp",
    "Request",
    "RequestEntry",
    "ServiceLevel",
    "Topic",
    "Visit",
    "VisitAmendment",
    "VisitDraft",
    "VisitMaterial",
    "VisitMessage",
    "VisitParticipant",
    "VisitPolicy",
    "VisitProduct",
]
