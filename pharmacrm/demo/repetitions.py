"""Visits that repeat, after the fortnight that is planned one by one."""

from datetime import time, timedelta

from customers.models import Customer
from visits.repetition import Repetition, Rhythm
from visits.services.series import plan_series

AHEAD = timedelta(days=21)
REPS = 3


def repeat_visits(company, leaves):
    """Some representatives see a strategic doctor every second week."""
    for _territory, rep, people in leaves[:REPS]:
        strategic = [person["customer_id"] for person in people if person["tier"] == "strategic"]
        if strategic:
            rule = Repetition(company.today + AHEAD, Rhythm.TWO_WEEKS, count=4)
            customer = Customer.objects.select_related("person").get(pk=strategic[0])
            plan_series(
                customer, rule, time=time(10), minutes=30, objective="跟进随访卡使用", by=rep
            )
