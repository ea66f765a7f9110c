from visits.models.adverse_event import AdverseEvent
from visits.models.amendment import VisitAmendment
from visits.models.appointment import Appointment
from visits.models.customer_answer import CustomerAnswer
from visits.models.draft import VisitDraft
from visits.models.follow_up import FollowUp
from visits.models.policy import Effectiveness, VisitPolicy
from visits.models.request import Department, Request, RequestEntry, ServiceLevel
from visits.models.topic import Topic
from visits.models.visit import Visit, VisitMessage, VisitParticipant, VisitProduct
from visits.models.waiver import Against, Waiver

__all__ = [
    "AdverseEvent",
    "Against",
    "Appointment",
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
    "VisitMessage",
    "VisitParticipant",
    "VisitPolicy",
    "VisitProduct",
    "Waiver",
]
