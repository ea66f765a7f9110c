"""Keeps what customers are found by in step with what they are called. Derived: no history, no author."""

import io
from itertools import islice

from django.db import connection, transaction

from accounts.sensitive import fingerprint
from customers.grams import text_and_grams
from customers.models import Customer, SearchKey
from customers.phone import mobile_digits, office_numbers

BATCH = 5000
COLUMNS = ["customer_id", "text", "grams", "phone_hashes"]
READ = (
    "pk",
    "name",
    "aliases",
    "external_id",
    "organisation__phone",
    "person__office_phone",
    "person__licence_number",
)


def phone_hash(number):
    """What a private phone is found by: only whole, and only with the master key (decision 20)."""
    found = mobile_digits(number)
    return fingerprint(found, purpose="phone") if found else ""


def rebuild_search_keys(customer_ids, *, mobiles=None):
    """Writes the search keys of these customers anew, in the caller's transaction or one per batch.

    `mobiles` are private numbers in plain by customer id ("" removes one); customers that are not in it keep what they had.
    """
    mobiles, rest = mobiles or {}, iter(customer_ids)
    while batch := list(islice(rest, BATCH)):
        with transaction.atomic():
            _rebuild(batch, mobiles)


def _rebuild(ids, mobiles):
    keys = SearchKey.objects.filter(customer__in=ids)
    hashes = dict(keys.exclude(phone_hashes=[]).values_list("customer_id", "phone_hashes"))
    hashes |= {pk: [phone_hash(mobiles[pk])] if mobiles[pk] else [] for pk in ids if pk in mobiles}
    keys.delete()
    lines = io.StringIO()
    for pk, name, aliases, *codes in Customer.objects.filter(pk__in=ids).values_list(*READ):
        text, grams = text_and_grams([name, *aliases], _codes(*codes))
        lines.write(f"{pk}\t{text}\t{_array(grams)}\t{_array(hashes.get(pk, ()))}\n")
    lines.seek(0)
    with connection.cursor() as cursor:
        # A list of 110 pieces a row: COPY is several times faster than an INSERT with parameters.
        cursor.copy_expert(
            f"COPY {SearchKey._meta.db_table} ({', '.join(COLUMNS)}) FROM STDIN", lines
        )


def _codes(external_id, organisation_phone, office_phone, licence_number):
    phones = office_numbers(organisation_phone or office_phone or "")
    return [code for code in (external_id, licence_number) if code] + phones


def _array(items):
    # Only letters, digits, spaces, ^ and = come in: nothing here needs an escape.
    return "{" + ",".join([f'"{item}"' for item in items]) + "}"
