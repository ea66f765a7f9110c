"""Whoever writes of a customer holds its record first, so that it is not merged away in the same moment (CUS-11)."""

from django.db import connection

# The weakest lock that a merge, which holds both records to rewrite them, waits for. Those who only write of the same
# customer never wait for each other.
HOLD = "SELECT FROM customers_customer WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"


def keep_standing(customers):
    """Until the end of the transaction; what is then read of them stays true. In one order, as merges hold them."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [[customer.pk for customer in customers]])
