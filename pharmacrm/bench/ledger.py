"""The ledger: what a captured row costs beside the same insert without triggers, and how fast the log is read."""

import time
from statistics import median

from django.db import connection, transaction

from accounts.database_role import as_owner
from compliance.ledger.capture import array, recorded_tables
from compliance.ledger.merkle import Frontier, leaf_hash
from compliance.ledger.tables import still_image
from compliance.ledger.verify import verify
from pharmacrm.bench.measure import Row
from visits.models import Visit

CAPTURE_TARGET, RATE_TARGET = 150, 30_000  # µs a row; entries a second


def rows():
    bulk, single = 20_000, 500
    return [
        _captured(f"capture, {bulk:,} rows at once", [bulk] * 3),
        _captured("capture, row by row", [1] * single),
        _hashed(),
        _verified(2),
        _verified(3),
    ]


def _captured(name, portions):
    """µs a row over an insert into a table of the same columns that nothing captures; both are rolled back."""
    table = next(table for table in recorded_tables() if table.model is Visit)
    plain, captured = "ledger_bench_plain", "ledger_bench_captured"
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        for place in (plain, captured):
            cursor.execute(f'CREATE TABLE {place} (LIKE "{table.name}")')
        cursor.execute(
            f"CREATE TRIGGER capture AFTER INSERT ON {captured} REFERENCING NEW TABLE AS new_rows"
            " FOR EACH STATEMENT EXECUTE FUNCTION ledger_capture(%s, %s)",
            [table.key, array(table.unrecorded)],
        )
        with_it, without = (
            median(_inserted(cursor, place, table.name, portions)) for place in (captured, plain)
        )
        transaction.set_rollback(True)
    per_row = [seconds * 1e6 / portions[0] for seconds in (with_it, without)]
    note = f"{per_row[0] - per_row[1]:.0f} µs a row more than {per_row[1]:.0f} µs without (at most {CAPTURE_TARGET})"
    ms = round(with_it * 1000, 1)
    return Row(name, len(portions), ms, ms, round(without * 1000, 1), None, None, note)


def _inserted(cursor, place, source, portions):
    """The seconds of each insert; the middle one is what a busy machine distorts least."""
    for portion in portions:
        started = time.perf_counter()
        cursor.execute(f'INSERT INTO {place} SELECT * FROM "{source}" LIMIT {portion}')
        yield time.perf_counter() - started


def _hashed():
    """Reading every leaf and folding it into the tree, as the sealer and the verifier do."""
    started, tree = time.perf_counter(), Frontier()
    with still_image() as image:
        for entry in image.sealed_entries():
            tree.append(leaf_hash(entry.leaf.encode()))
    return _rate("fold the log into a root", tree.size, time.perf_counter() - started)


def _verified(level):
    started = time.perf_counter()
    report = verify(level)
    return _rate(f"ledger_verify, level {level}", report.size, time.perf_counter() - started)


def _rate(name, number, seconds):
    ms = round(seconds * 1000, 1)
    note = f"{number / seconds:,.0f} entries a second of {number:,} (at least {RATE_TARGET:,})"
    return Row(name, number, ms, ms, None, None, None, note)
