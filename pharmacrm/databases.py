"""The databases as Django wants them, from libpq's addresses (hosts may be folders of sockets)."""

from psycopg2.extensions import parse_dsn


def database(url, *, owner_url, **more):
    """Django's dictionary. `OWNER` is the login of who owns the tables: another one than serves, or the same."""
    dsn = parse_dsn(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": dsn["dbname"],
        **login(dsn),
        "OWNER": login(parse_dsn(owner_url)),
        "HOST": dsn.get("host", ""),
        "PORT": dsn.get("port", ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Compiling a figure's query takes PostgreSQL many times as long as answering it.
        "OPTIONS": {"connect_timeout": 5, "options": "-c lock_timeout=10s -c jit=off"},
        **more,
    }


def login(dsn):
    return {"USER": dsn.get("user", ""), "PASSWORD": dsn.get("password", "")}
