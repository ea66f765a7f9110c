from compliance.models.alert import Alert, Severity
from compliance.models.checkpoint import Checkpoint, Delivery, Verification
from compliance.models.entry import AccessHour, Entry, Incarnation, Leaf
from compliance.models.erasure import ErasureCase
from compliance.models.legal_hold import LegalHold
from compliance.models.material import Material, MaterialProduct, MaterialVersion
from compliance.models.question import AnticipatedQuestion, ApprovedAnswer
from compliance.models.rule_run import RuleRun
from compliance.models.subject_request import SubjectRequest
from compliance.models.suppression import Suppression

__all__ = [
    "AccessHour",
    "Alert",
    "AnticipatedQuestion",
    "ApprovedAnswer",
    "Checkpoint",
    "Delivery",
    "Entry",
    "ErasureCase",
    "Incarnation",
    "Leaf",
    "LegalHold",
    "Material",
    "MaterialProduct",
    "MaterialVersion",
    "RuleRun",
    "Severity",
    "SubjectRequest",
    "Suppression",
    "Verification",
]
