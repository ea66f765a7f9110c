"""Who works in the database: the application's role serves and owns nothing, the owner's migrates (decision 18)."""

from contextlib import contextmanager
from typing import NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction


class Roles(NamedTuple):
    """Names. `ledger` owns the ledger and never logs in; without an owner's address all is one role's."""

    app: str
    owner: str

    @property
    def ledger(self):
        return f"{self.owner.removesuffix('_owner')}_ledger"

    @property
    def are_split(self):
        return self.app != self.owner


def roles(alias=DEFAULT_DB_ALIAS):
    database = settings.DATABASES[alias]
    return Roles(database["USER"], database["OWNER"]["USER"])


@contextmanager
def as_owner(alias=DEFAULT_DB_ALIAS):
    """This thread's connection logs in anew as the owner, and as the application afterwards; in no transaction."""
    connection = connections[alias]
    serving = connection.settings_dict
    if serving["USER"] == serving["OWNER"]["USER"]:
        yield
        return
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("The role changes between transactions only.")
    connection.close()
    connection.settings_dict = serving | serving["OWNER"]
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = serving
