"""Figures point at whom they count, and say nothing of her: they stay as they were (PRV-012)."""

from analytics.models import CustomerFact, ResponseFact, UnsettledCustomer
from customers.erasure import Kept

ROWS = [
    Kept(CustomerFact, "counts visits; it has no words and no history"),
    Kept(ResponseFact, "counts minutes; it has no words and no history"),
    Kept(UnsettledCustomer, "says whose figures wait to be counted; it has no history"),
]
