"""`make run`: one supervisor for web, workers and beat, which come back after a kill and leave nothing behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from django.conf import settings
from django.db import connections

from pharmacrm.launcher.home import PROJECT
from tests.setup.processes import environment, eventually, free_port, kill, one, processes_of, run

COMMAND = ["-m", "pharmacrm.launcher", "run"]


def url_of(alias):
    connection = connections[alias].settings_dict
    return f"postgresql://{connection['USER']}@/{connection['NAME']}?host={connection['HOST']}"


class Copy:
    """A running copy on the test's own database: the engines have tests of their own."""

    def __init__(self, home):
        self.home, self.port = home, free_port()
        self.given = {
            "DATABASE_URL": url_of("default"),
            "KEYS_DATABASE_URL": url_of("keys"),
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

    def workers(self):
        lines = processes_of(self.home).values()
        queues = {re.search(r"--queues=(\w+)", line)[1] for line in lines if "--queues=" in line}
        return sorted(queues) + ["beat" for line in lines if " beat " in line]


@pytest.fixture(scope="module")
def copy(tmp_path_factory, django_db_setup):
    copy = Copy(tmp_path_factory.mktemp("copy"))
    assert eventually(lambda: copy.get("/healthz"), patience=60), copy.process.stdout.read()
    yield copy
    copy.process.kill()


def test_it_answers_and_says_that_it_is_well(copy):
    assert copy.get("/healthz") == (200, json.dumps({"status": "ok"}))
    assert eventually(lambda: copy.workers() == ["long", "quick", "beat"])


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


def test_a_killed_web_server_comes_back(copy):
    server = one(copy.home, "granian")
    kill(server)

    assert eventually(lambda: one(copy.home, "granian") != server and copy.get("/healthz"))


def test_a_killed_worker_comes_back_without_its_orphans(copy):
    worker = one(copy.home, "--queues=quick")
    kill(worker)

    def its_group():
        return [pid for pid in processes_of(copy.home) if os.getpgid(pid) == worker]

    assert eventually(lambda: not its_group())
    assert eventually(lambda: copy.workers() == ["long", "quick", "beat"])


def test_asked_to_stop_it_stops_everything(copy):
    copy.process.send_signal(signal.SIGTERM)
    said, _ = copy.process.communicate(timeout=60)

    assert copy.process.returncode == 0
    assert said.endswith("Stopping …\nStopped.\n")
    assert processes_of(copy.home) == {}


def test_a_killed_launcher_leaves_nothing(tmp_path):
    copy = Copy(tmp_path / "killed")
    assert eventually(lambda: copy.workers() == ["long", "quick", "beat"], patience=60)
    copy.process.kill()
    copy.process.communicate()

    assert eventually(lambda: not processes_of(copy.home))
