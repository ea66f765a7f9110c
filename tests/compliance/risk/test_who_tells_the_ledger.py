"""What the ledger tells besides changes has an author too, and only so much is read before anything is sealed (RSK-53)."""

import pytest
from django.db import connection
from django.utils import timezone

from compliance.risk import ledger_facts
from compliance.risk.ledger_facts import unexplained_changes
from tests import factories
from tests.compliance.risk.test_watch_the_ledger import (
    change_past_the_application,
    newest_checkpoint,
)
from tests.unguarded import run_as_owner


@pytest.mark.req("RSK-53", "LED-007")
@pytest.mark.parametrize(
    ("op", "table", "is_noticed"),
    [
        ("T", "accounts_product", True),
        ("S", "accounts_product", True),
        ("R", "ledger_entry", True),
        ("A", "accounts_access", False),
        ("H", "ledger_entry", False),
    ],
)
def test_what_the_ledger_tells_needs_an_author_unless_it_is_the_clock_s(
    product, wen, op, table, is_noticed
):
    newest_checkpoint(minutes_ago=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.actor', '', true)")
    run_as_owner(f"SELECT ledger_write('{op}', '{table}', '', NULL, '{{}}', NULL, NULL)")

    facts = unexplained_changes(timezone.now())
    assert [fact.inputs["rows"] for fact in facts] == ([[f"{table} "]] if is_noticed else [])


@pytest.mark.req("RSK-53")
def test_before_anything_is_sealed_only_the_newest_entries_are_read(product, wen, monkeypatch):
    change_past_the_application(product)
    assert len(list(unexplained_changes(None))) == 1

    monkeypatch.setattr(ledger_facts, "UNSEALED_AT_MOST", 1)
    factories.ProductFactory(code="LATER", holder=product.holder)

    assert list(unexplained_changes(None)) == []
