"""Real processes in homes of their own, as a person at a terminal starts them."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from pharmacrm.launcher.home import PROJECT

LEND = """
import sys
from pharmacrm.launcher import lend_engines
with lend_engines():
    print("ready", flush=True)
    sys.stdin.read()
"""
# What the tests' own engines have set; a person's terminal has none of it.
OURS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "KEYS_DATABASE_URL",
    "REDIS_URL",
    "REDIS_PREFIX",
    "SECRET_KEY",
    "MASTER_KEY_FILE",
    "PORT",
)


def environment(home, **more):
    plain = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**plain, "PHARMACRM_HOME": str(home), "PYTHONPATH": str(PROJECT), **more}


def run(home, *arguments, **more):
    """Python with these arguments, to its end."""
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment(home, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=PROJECT,
    )


class User:
    """A command that uses the engines of a home until it is let go."""

    def __init__(self, home, program=LEND):
        self.process = subprocess.Popen(
            [sys.executable, "-c", program],
            env=environment(home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def is_ready(self):
        return self.process.stdout.readline() == "ready\n"

    def leave(self):
        self.process.communicate(timeout=60)
        return self.process.returncode

    def kill(self):
        self.process.kill()
        self.process.communicate()


class Process(NamedTuple):
    pid: int
    group: int
    line: str


def processes_of(home):
    """What runs from a home; the dead whom nobody has fetched do not count."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            variables = (folder / "environ").read_bytes().split(b"\0")
            group = int((folder / "stat").read_bytes().rpartition(b")")[2].split()[2])
        except OSError:
            continue
        if line and f"PHARMACRM_HOME={home}".encode() in variables:
            found.append(Process(int(folder.name), group, line))
    return found


def one(home, *words):
    """The pid of the process with these words in its command line that leads its group, or None.

    A keeper's command line holds that of its engine: it is found by its own name only.
    """
    for pid, group, line in processes_of(home):
        is_meant = all(word in line for word in words) and ("supervisor.py" in line) == (
            "supervisor.py" in words
        )
        if pid == group and is_meant:
            return pid
    return None


def kill(pid):
    os.kill(pid, signal.SIGKILL)


def eventually(question, patience=20):
    """The first true answer, or the last one when patience ends (seconds)."""
    end = time.monotonic() + patience
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.1)
    return answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
