"""The questions of the hot pages, made into SQL once for each shape of them; only the values are filled in each time.

Building a queryset and its SQL takes Python about a millisecond, and planning it PostgreSQL half a one: many times as long
as answering it takes. So a connection prepares each question when it is first asked there.
"""

from copy import copy
from dataclasses import dataclass
from functools import update_wrapper
from itertools import count
from threading import Lock
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, QuerySet
from django.utils import timezone
from psycopg2.extensions import AsIs

MOST_SHAPES = 100  # of one question, in one process
LONGEST_NAME = 50  # of a statement, before its number

_numbers = count(1)
# {psycopg2's connection: names of what is prepared there}
_prepared = WeakKeyDictionary()


class Given(Expression):
    """The place of a value that is told when the question is asked: a number, a text, a day, a moment, a list."""

    def __init__(self, name, output_field=None):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Reader(Given):
    """Stands for the person in `visible_to()`: with her roles, but whoever of those who hold them she is.

    Her `place_holder` is told each time, as her key is: today she may stand in for somebody, and a minute later not.
    """

    def __init__(self, user):
        super().__init__("reader")
        self.is_active, self.roles = user.is_active, frozenset(user.roles)

    @property
    def pk(self):
        return self

    @property
    def place_holder(self):
        return Given("place_holder")


class Question:
    """A function (reader, *shape, **places) → queryset, called like (user, *shape, **values) → list of its rows.

    What the function builds may depend on the reader's roles, on the local clock and day and on `shape`, by all of which
    it is kept, and on nothing else: the values are not known when it runs. They are what the database is told: keys, not rows.
    """

    def __init__(self, build):
        self.build, self.kept, self.lock = build, {}, Lock()
        update_wrapper(self, build)

    def __call__(self, user, *shape, **values):
        if getattr(user, "is_system", False):
            return self.fresh(user, *shape, **values)
        who = (frozenset(user.roles), user.is_active)
        # Days in SQL are cut by the name of the clock, so one day on two clocks is two questions.
        clock = (timezone.get_current_timezone_name(), timezone.localdate())
        key = (*who, *clock, shape, tuple(values))
        statement = self.kept.get(key) or self._prepare(key, user, shape, values)
        reader = {"reader": user.pk, "place_holder": user.place_holder}
        return statement.ask(values | reader)

    def fresh(self, user, *shape, **values):
        """The same by an ordinary queryset, built for this person and these values: where shapes are too many to keep."""
        return list(self.build(user, *shape, **values))

    def _prepare(self, key, user, shape, values):
        rows = self.build(Reader(user), *shape, **{name: Given(name) for name in values})
        name = f"{self.__module__}.{self.__name__}".replace(".", "_")[:LONGEST_NAME]
        statement = _statement(f"{name}_{next(_numbers)}", rows)
        with self.lock:
            if len(self.kept) >= MOST_SHAPES:
                self.kept.clear()  # of days that are over
            self.kept[key] = statement
        # Not what is kept by now: another thread may have cleared it.
        return statement


prepared = Question


@dataclass(frozen=True)
class Statement:
    name: str
    rows: QuerySet
    compiler: object
    sql: str  # empty where nothing can be found
    params: tuple  # Given where a value goes

    def ask(self, values):
        compiler = copy(self.compiler)
        compiler.connection = connections[self.rows.db]
        filled = self._filled(compiler.connection, values) if self.sql else ("", ())
        compiler.as_sql = lambda *_args, **_more: filled
        asked = self.rows._chain()
        asked.query.get_compiler = lambda *_args, **_more: compiler
        return list(asked)

    def _filled(self, connection, values):
        """(SQL, params) that ask it there."""
        if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            # A pooler stands between, which gives each transaction another connection.
            return self.sql, [_told(one, values) for one in self.params]
        # As its own cursor() does: on a connection that broke meanwhile nothing is prepared.
        connection.close_if_health_check_failed()
        connection.ensure_connection()
        known = _prepared.setdefault(connection.connection, set())
        if self.name not in known:
            self._prepare_on(connection)
            known.add(self.name)
        told = [values[one.name] for one in self.params if isinstance(one, Given)]
        places = ", ".join(["%s"] * len(told))
        return f"EXECUTE {self.name}{f'({places})' if told else ''}", told

    def _prepare_on(self, connection):
        """Constants stay what they are: by them the planner finds an index of some of the rows."""
        number = count(1)
        places = [
            AsIs(f"${next(number)}") if isinstance(one, Given) else one for one in self.params
        ]
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(f"PREPARE {self.name} AS {self.sql}", places)


def _statement(name, rows):
    compiler = rows.query.get_compiler(rows.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        sql, params = "", ()
    return Statement(name, rows, compiler, sql, tuple(params))


def _told(one, values):
    return values[one.name] if isinstance(one, Given) else one
