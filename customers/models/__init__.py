from customers.models.account_plan import AccountPlan, PlanAction, PlanObjective
from customers.models.bulk_change import BulkChange, BulkChangeItem
from customers.models.care import Care
from customers.models.competitor import AnswerMessage, Competitor, CompetitorProduct
from customers.models.competitor_activity import CompetitorActivity
from customers.models.consent import Consent
from customers.models.customer import Customer, SearchKey, Tier
from customers.models.customer_import import CustomerImport, ImportLine
from customers.models.data_change import DataChange
from customers.models.duplicate import Duplicate, DuplicateKey
from customers.models.erased_identity import ErasedIdentity
from customers.models.guest_link import GuestLink
from customers.models.import_mapping import ImportMapping
from customers.models.influence import Influence
from customers.models.merge import Merge
from customers.models.need import Need, NeedEvidence
from customers.models.organisation import Department, Organisation
from customers.models.person import Affiliation, Person
from customers.models.persona_fact import PersonaFact
from customers.models.playbook import Playbook, PlaybookItem
from customers.models.reception_policy import Location, ReceptionPolicy
from customers.models.region import Region
from customers.models.scoring_model import ScoringModel
from customers.models.segment import Segment
from customers.models.tag import CustomerTag, Tag
from customers.models.territory import Alignment, CustomerTerritory
from customers.models.tier import TierPeriod
from customers.models.tier_proposal import TierProposal
from customers.models.tier_score import ScoringRun, TierScore

__all__ = [
    "AccountPlan",
    "Affiliation",
    "Alignment",
    "AnswerMessage",
    "BulkChange",
    "BulkChangeItem",
    "Care",
    "Competitor",
    "CompetitorActivity",
    "CompetitorProduct",
    "Consent",
    "Customer",
    "CustomerImport",
    "CustomerTag",
    "CustomerTerritory",
    "DataChange",
    "Department",
    "Duplicate",
    "DuplicateKey",
    "ErasedIdentity",
    "GuestLink",
    "ImportLine",
    "ImportMapping",
    "Influence",
    "Location",
    "Merge",
    "Need",
    "NeedEvidence",
    "Organisation",
    "Person",
    "PersonaFact",
    "PlanAction",
    "PlanObjective",
    "Playbook",
    "PlaybookItem",
    "ReceptionPolicy",
    "Region",
    "ScoringModel",
    "ScoringRun",
    "SearchKey",
    "Segment",
    "Tag",
    "Tier",
    "TierPeriod",
    "TierProposal",
    "TierScore",
]
