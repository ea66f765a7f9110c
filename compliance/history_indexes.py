"""What the history explorer finds rare deeds by: made after each migration, as the ledger's guards are, so that no new
kind of record is forgotten.

Newest first of a verb, a channel or a task: a page of 50 reads 50 rows of each kind, however rare they are among
however many. What that costs a save is in docs/performance.md.
"""

from django.apps import apps
from django.db import connection, models

from accounts.history import deed, recorded_models, system

NEWEST = "history_date DESC, history_id DESC"
INDEXES = {
    "verb": f"(split_part(action, '.', -1), {NEWEST})",
    "via": f"(via, {NEWEST})",
    # What people do is found by themselves.
    "task": f"(actor, {NEWEST}) WHERE history_user_id IS NULL",
}


class Verb(models.Func):
    """What an action does, of whatever kind of record: "submit" of "visit.submit". As the index has it."""

    template = "split_part(%(expressions)s, '.', -1)"
    output_field = models.TextField()
    arity = 1


def index_after_migrate(using, **kwargs):
    """For post_migrate: nothing to do for the database of the keys."""
    if using == "default":
        index_histories()


def index_histories():
    with deed("history.install", by=system("migrate")), connection.cursor() as cursor:
        made = set(connection.introspection.table_names(cursor))
        known = _indexes(cursor)
        for table in sorted(_tables() & made):
            for name, columns in INDEXES.items():
                if f"{table}_{name}" not in known:
                    cursor.execute(f'CREATE INDEX "{table}_{name}" ON "{table}" {columns}')


def _tables():
    return {model.history.model._meta.db_table for model in recorded_models(apps)}


def _indexes(cursor):
    cursor.execute("SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")
    return {name for (name,) in cursor.fetchall()}
