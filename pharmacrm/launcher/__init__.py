"""Starts what a command needs: with no DATABASE_URL and REDIS_URL, embedded engines with their data under PHARMACRM_HOME."""

import os
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import make_dsn, parse_dsn

from pharmacrm.launcher.home import CannotStart, Home
from pharmacrm.launcher.postgres import Postgres
from pharmacrm.launcher.signer import Signer
from pharmacrm.launcher.valkey import Valkey

__all__ = ["CannotStart", "lend_engines", "lend_test_engines", "owner_dsn"]


@contextmanager
def lend_engines(home=None, *, durable=True, local=False):
    """Engines and keys in the environment, for as long as the block lasts. Yields the engines lent.

    With both URLs given nothing is started and nothing is made up, unless `local` asks for the keys of a laptop.
    """
    home = home or Home.from_environment()
    wanted = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    if wanted or local:
        home.prepare()
        home.settle()
    if wanted and os.name == "nt":
        raise CannotStart(
            "On Windows set DATABASE_URL (PostgreSQL 15 or later) and REDIS_URL (Redis 6.2 or later), or use WSL."
        )
    with ExitStack() as stack:
        lent = []
        if "REDIS_URL" in wanted:
            lent.append(borrow(Valkey(home, durable=durable), stack))
            os.environ["REDIS_URL"] = lent[-1].url
        if "DATABASE_URL" in wanted:
            server = borrow(Postgres(home, durable=durable), stack)
            lent.append(server)
            os.environ["DATABASE_URL"] = server.url("pharmacrm")
            os.environ["DATABASE_OWNER_URL"] = server.url("pharmacrm", role="owner")
            os.environ["KEYS_DATABASE_URL"] = server.url("pharmacrm_keys")
        if (wanted or local) and not os.environ.get("LEDGER_SIGNER"):
            lent.append(borrow(Signer(home, durable=durable), stack))
            os.environ["LEDGER_SIGNER"] = lent[-1].url
        if not os.environ.get("KEYS_DATABASE_URL"):
            os.environ["KEYS_DATABASE_URL"] = keys_database_beside(os.environ["DATABASE_URL"])
        yield lent


def lend_test_engines():
    """For pytest: the same engines in a home of their own, which forgets on a power cut and is faster for it."""
    home = Home(Home.from_environment().path / "test")
    return lend_engines(home, durable=False, local=True)


def borrow(engine, stack):
    engine.lend()
    stack.callback(engine.give_back)
    return engine


def keys_database_beside(url):
    """The address of `<name>_keys` on the same server; made there when this user may."""
    parts = urlsplit(url)
    beside = urlunsplit(parts._replace(path=f"{parts.path}_keys"))
    try:
        psycopg2.connect(beside, connect_timeout=3).close()
    except psycopg2.OperationalError as problem:
        if "does not exist" in str(problem):
            make_database(os.environ.get("DATABASE_OWNER_URL", url), parse_dsn(beside)["dbname"])
    return beside


def owner_dsn(variable):
    """Where the owner's role finds this database: the address with the owner's login, where there is another one."""
    address, owner = os.environ[variable], os.environ.get("DATABASE_OWNER_URL")
    if not owner:
        return address
    login = parse_dsn(owner)
    return make_dsn(address, user=login.get("user"), password=login.get("password"))


def make_database(url, name):
    connection = psycopg2.connect(url, connect_timeout=3)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg2.Error as problem:
        raise CannotStart(
            f"There is no database {name} for the keys and it could not be made ({str(problem).strip()}): set KEYS_DATABASE_URL."
        ) from None
    finally:
        connection.close()
