"""What columns tables had, as migrations told them (T), and which rows told anew beside that (S, N) are believed.

A migration adds, drops and retypes columns; it changes no value. So a row told anew must read as it did before in every
column that stayed, and a column that went does not come back: else anybody could tell new values by telling two shapes.
"""

import json
from decimal import Decimal

MIGRATION = "system:migrate"


class Shapes:
    def __init__(self, report):
        self.report = report
        self.told, self.histories = {}, {}  # of tables: their shapes, and their history's table
        self.owners = {}  # of lives of the database: the role that began the log
        self.retold = {}  # (transaction, table) of a lawful telling: the shape before, or None, and the new one

    def begin(self, leaf):
        self.owners.setdefault(leaf["inc"], leaf["dbuser"])

    def tell(self, leaf, transaction, told, where):
        """What tells no columns is about the database's form."""
        if "columns" not in told:
            return
        tbl, shapes = leaf["tbl"], self.told.setdefault(leaf["tbl"], [])
        objection = self._objection(leaf, told["columns"], shapes)
        if objection:
            self.report.add("SHAPE_MISMATCH", where, objection)
        else:
            self.retold[*transaction, tbl] = (shapes[-1] if shapes else None, told["columns"])
        shapes.append(told["columns"])
        self.histories[tbl] = told["history"]

    def _objection(self, leaf, columns, shapes):
        owner = self.owners.get(leaf["inc"])
        if leaf["actor"] != MIGRATION or leaf["dbuser"] not in (owner, f"{owner}_owner"):
            return (
                f"columns told by {leaf['actor']} as {leaf['dbuser']}, which is not the migration"
            )
        if columns in shapes[-1:]:
            return "tells the columns that were told before"
        back = sorted(name for name in columns if _comes_back(name, shapes))
        return f"{', '.join(back)}: a column that was dropped comes back" if back else ""

    def before(self, transaction, tbl):
        return self.retold[*transaction, tbl][0]

    def is_retold(self, transaction, tbl):
        return (*transaction, tbl) in self.retold

    def is_less(self, transaction, tbl):
        """Whether history rows had to be told anew: a column is gone or of another type, or none was told before."""
        before, now = self.retold.get((*transaction, tbl), ({}, {}))
        return before is None or bool(before.items() - now.items())

    def look(self, tbl, columns):
        """`columns` are those that the table has: names, or with their types."""
        last = self.told.get(tbl, [None])[-1]
        if last is not None and (last if isinstance(columns, dict) else last.keys()) != columns:
            self.report.add(
                "SHAPE_MISMATCH", tbl, "the table has other columns than were told last"
            )


def _comes_back(name, shapes):
    return bool(shapes) and name not in shapes[-1] and any(name in shape for shape in shapes)


def reads_the_same(was, now):
    """Two rows as JSON texts: in each column that both have. A retyped value may be written otherwise."""
    was, now = (json.loads(row, parse_float=Decimal, parse_int=Decimal) for row in (was, now))
    return all(_plain(was[name]) == _plain(now[name]) for name in was.keys() & now.keys())


def _plain(value):
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return (
        value
        if value is None or isinstance(value, str)
        else json.dumps(value, default=_plain, sort_keys=True)
    )
