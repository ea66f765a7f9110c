"""What the worker calls; it may be called again at any time."""

from celery import shared_task

from accounts.history import coming_from
from customers.services import duplicate, tier_score


@shared_task
def score_customers():
    """Every ten minutes; scores once a day, in the night."""
    with coming_from("task"):
        tier_score.score_if_due_by_the_clock()


@shared_task
def find_duplicates():
    """Every ten minutes; compares once a day, in the night."""
    with coming_from("task"):
        duplicate.find_if_due_by_the_clock()


@shared_task
def find_duplicates_of(customer_id):
    """Once a customer is new."""
    with coming_from("task"):
        duplicate.find_duplicates_of(customer_id, by=duplicate.CLOCK)
