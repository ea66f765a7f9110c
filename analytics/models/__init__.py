from analytics.models.dirty_day import DirtyDay, DirtyTerritory
from analytics.models.fact import CustomerFact, DailyFact, ResponseFact
from analytics.models.period import KeptPeriod, PeriodFlow, PeriodTarget, UnsettledCustomer

__all__ = [
    "CustomerFact",
    "DailyFact",
    "DirtyDay",
    "DirtyTerritory",
    "KeptPeriod",
    "PeriodFlow",
    "PeriodTarget",
    "ResponseFact",
    "UnsettledCustomer",
]
