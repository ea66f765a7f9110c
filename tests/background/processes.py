"""Real workers on the databases of the test, to be killed."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from django.db import connections

from pharmacrm.launcher.home import PROJECT


def environment(**more):
    """As the processes of an installation have it, on the databases of the test."""
    ours = {"DATABASE_URL": "default", "KEYS_DATABASE_URL": "keys"}
    urls = {name: database_url(os.environ[name], alias) for name, alias in ours.items()}
    return os.environ | urls | more


def database_url(url, alias):
    return urlunsplit(urlsplit(url)._replace(path=f"/{connections[alias].settings_dict['NAME']}"))


@contextmanager
def worker(**more):
    """A worker of both queues with one child, killed at the end if it still lives."""
    options = ["--queues=quick,long", "--concurrency=1", "--include=tests.background.worker"]
    options += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "--app=pharmacrm", "--quiet", "worker", *options],
        cwd=PROJECT,
        env=environment(**more),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process):
    """The process and its children, without a word."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(condition, patience=120):
    patient_until = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < patient_until, "It did not happen in time."
        time.sleep(0.05)
