from analytics.models.dirty_day import DirtyDay
from analytics.models.fact import CustomerFact, DailyFact, ResponseFact

__all__ = ["CustomerFact", "DailyFact", "DirtyDay", "ResponseFact"]
