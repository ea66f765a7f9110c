from customers.models.customer import Customer, SearchKey, Tier
from customers.models.customer_import import CustomerImport, ImportLine
from customers.models.erased_identity import ErasedIdentity
from customers.models.import_mapping import ImportMapping
from customers.models.organisation import Department, Organisation
from customers.models.person import Affiliation, Person
from customers.models.region import Region
from customers.models.segment import Segment
from customers.models.territory import Alignment, CustomerTerritory
from customers.models.tier import TierPeriod

__all__ = [
    "Affiliation",
    "Alignment",
    "Customer",
    "CustomerImport",
    "CustomerTerritory",
    "Department",
    "ErasedIdentity",
    "ImportLine",
    "ImportMapping",
    "Organisation",
    "Person",
    "Region",
    "SearchKey",
    "Segment",
    "Tier",
    "TierPeriod",
]
