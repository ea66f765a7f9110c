"""`make run`: one supervisor for web, workers and beat, which come back after a kill and leave nothing behind."""

import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing

import psycopg2
import pytest
from django.conf import settings
from django.db import connections

from pharmacrm.launcher import make_database
from pharmacrm.launcher.home import PROJECT
from pharmacrm.launcher.run import SIGN_INS
from tests.setup.processes import (
    environment,
    eventually,
    free_port,
    kill,
    one,
    processes_of,
    run,
)

BUSY = 120  # seconds that a start may take on a machine with other work
COMMAND = ["-m", "pharmacrm.launcher", "run"]


def url(name, login="USER"):
    connection = connections["default"].settings_dict
    user = {"USER": connection["USER"], "OWNER": connection["OWNER"]["USER"]}[login]
    return f"postgresql://{user}@/{name}?host={connection['HOST']}"


class Copy:
    """A running copy on the tests' engines, which have tests of their own, and on the tests' database."""

    def __init__(self, home, keys):
        self.home, self.port = home, free_port()
        self.given = {
            "DATABASE_URL": url(connections["default"].settings_dict["NAME"]),
            "DATABASE_OWNER_URL": url(connections["default"].settings_dict["NAME"], "OWNER"),
            "KEYS_DATABASE_URL": url(keys),
            "REDIS_URL": settings.CELERY_BROKER_URL,
            "REDIS_PREFIX": f"{home.name}:",
            "PHARMACRM_DEMO": "no",
            "PORT": str(self.port),
        }
        self.process = subprocess.Popen(
            [sys.executable, *COMMAND],
            cwd=PROJECT,
            env=environment(home, **self.given),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def get(self, path):
        """(status, body) or None while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()
        except OSError:
            return None

    def starts(self, worker):
        """How often it has told its log that it takes tasks."""
        log = self.home / "logs" / f"{worker}.log"
        return log.read_text().count("[queues]") if log.exists() else 0

    def workers(self):
        lines = [process.line for process in processes_of(self.home)]
        queues = {re.search(r"--queues=(\w+)", line)[1] for line in lines if "--queues=" in line}
        return sorted(queues) + ["beat" for line in lines if " beat " in line]


@pytest.fixture(scope="module")
def keys(django_db_setup):
    """The name of an empty database: the tests' own keys know no migrations (settings)."""
    name = f"{connections['default'].settings_dict['NAME']}_run_keys"
    make_database(url("postgres", "OWNER"), name)
    yield name
    with closing(psycopg2.connect(url("postgres", "OWNER"))) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def copy(tmp_path_factory, keys):
    copy = Copy(tmp_path_factory.mktemp("copy"), keys)
    yield copy
    copy.process.kill()


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_sign_ins_that_the_readme_names_are_printed(readme):
    rows = re.findall(r"^\| (`.+?`.*?) \|", (PROJECT / readme).read_text(), flags=re.MULTILINE)
    named = {name for row in rows[:7] for name in re.findall(r"`(\w+)`", row)}

    assert {"rep1", "regional1", "steward1", "admin"} <= named
    assert named - set(re.findall(r"\w+", SIGN_INS)) == set()


def test_it_answers_and_says_that_it_is_well(copy):
    assert eventually(lambda: copy.get("/healthz"), patience=BUSY) == (200, '{"status": "ok"}')
    assert eventually(lambda: copy.starts("worker-quick") == 1, patience=BUSY)
    assert copy.workers() == ["long", "quick", "beat"]
    assert copy.get("/readyz") == (
        200,
        '{"status": "ok", "checks": {"database": "ok", "keys": "ok", "broker": "ok", "clock": "ok"}}',
    )


def test_a_second_start_says_where_the_first_one_is(copy):
    done = run(copy.home, *COMMAND, **copy.given)

    assert done.returncode == 1
    assert done.stderr == (
        f"PharmaCRM already runs from {copy.home} at http://127.0.0.1:{copy.port}: "
        "use that, or give this copy its own PHARMACRM_HOME and PORT.\n"
    )


def test_a_taken_port_is_said_in_one_sentence(copy, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(tmp_path / "other", *COMMAND, **{**copy.given, "PORT": str(port)})

    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} cannot be used (Address already in use): "
        "stop what listens there, or choose another: PORT=8001 make run\n"
    )


@pytest.mark.parametrize("words", ["granian", "--queues=quick", "--queues=long", " beat "])
def test_what_is_killed_comes_back_without_its_orphans(copy, words):
    killed = one(copy.home, words)
    assert killed
    kill(killed)

    assert eventually(lambda: one(copy.home, words) not in (None, killed))
    assert [process for process in processes_of(copy.home) if process.group == killed] == []


def test_the_new_ones_work(copy):
    assert eventually(lambda: copy.get("/healthz")) == (200, '{"status": "ok"}')
    assert eventually(lambda: copy.starts("worker-quick") == 2, patience=BUSY)


def test_asked_to_stop_it_stops_everything(copy):
    copy.process.send_signal(signal.SIGTERM)
    said, _ = copy.process.communicate(timeout=60)

    assert copy.process.returncode == 0
    assert said.endswith("Stopping …\nStopped.\n")
    assert processes_of(copy.home) == []


def test_a_killed_launcher_leaves_nothing(tmp_path, keys):
    copy = Copy(tmp_path / "killed", keys)
    assert eventually(lambda: copy.workers() == ["long", "quick", "beat"], patience=BUSY)
    copy.process.kill()
    copy.process.communicate()

    eventually(lambda: not processes_of(copy.home), patience=BUSY)
    assert [process.line for process in processes_of(copy.home)] == []
