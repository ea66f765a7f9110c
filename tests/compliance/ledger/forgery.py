"""Entries that nobody but the ledger's own functions should write, as a superuser writes them."""

from compliance.ledger.capture import Table, array


def forged(op, model, case=""):
    """An entry as redactions (R) and told history (N) are, which says of each history row what it says now."""
    table = Table(model)
    names = (
        f"'{table.history}', h.history_id" if op == "R" else f"'{table.name}', h.\"{table.key}\""
    )
    return (
        f"SELECT ledger_write('{op}', {names}::text, NULL, (to_jsonb(h) - '{array(table.history_own)}'::text[])::text,"
        f" h.history_change_reason, h.action, jsonb_build_object('case', '{case}', 'tbl', '{table.name}',"
        f" 'key', h.\"{table.key}\"::text, 'id', history_id, 'xid', xid, 'type', history_type, 'actor', actor,"
        " 'act', to_json(action)::text, 'why', coalesce(to_json(NULLIF(history_change_reason, ''))::text, 'null'),"
        f" 'at', extract(epoch FROM history_date))) FROM {table.history} h"
    )


def snapshot(model):
    table = Table(model)
    return (
        f"SELECT ledger_write('S', '{table.name}', b.\"{table.key}\"::text, NULL,"
        f" (to_jsonb(b) - '{array(table.unrecorded)}'::text[])::text, NULL, 'ledger.take_over') FROM {table.name} b"
    )


RETYPED = "UPDATE customers_historicalperson SET type = 'buyer'"
OLDER_COLUMNS = """(SELECT split_part(body, E'\\n', 2)::jsonb FROM ledger_entry
    WHERE tbl = '{0}' AND leaf LIKE '%"op":"T"%' ORDER BY id DESC LIMIT 1)"""


def columns_told(table, columns=OLDER_COLUMNS):
    """As a migration tells a table."""
    return (
        "SELECT set_config('app.actor', 'system:migrate', true)",
        f"SELECT ledger_write('T', '{table}', '', NULL, ({columns.format(table)})::text, NULL, 'ledger.columns')",
    )


def column_told(table, name):
    return columns_told(
        table, f"jsonb_set({OLDER_COLUMNS}, ARRAY['columns', '{name}'], '\"text\"')"
    )


def as_the_owner():
    """What was told last looks as if the role that migrates had told it."""
    return """UPDATE ledger_entry SET leaf = regexp_replace(leaf, '"dbuser":"[^"]*"', (SELECT substring(leaf FROM
        '"dbuser":"[^"]*"') FROM ledger_entry WHERE leaf LIKE '%"op":"G"%'))
        WHERE leaf LIKE '%"op":"T"%' AND id NOT IN (SELECT entry FROM ledger_leaf)"""


def column_dropped(table, name):
    """As if a migration had dropped it, and told its rows anew as they were."""
    kept = f"(SELECT jsonb_build_object('columns', (c -> 'columns') - '{name}', 'history', c -> 'history') FROM {OLDER_COLUMNS} AS o(c))"
    return columns_told(table, kept)
