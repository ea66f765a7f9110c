"""`make run`: the engines, the web server, two workers and beat on one laptop, under one supervisor."""

import os
import shutil
import signal
import socket
import sys
import time
from contextlib import contextmanager

from pharmacrm.launcher import lend_engines
from pharmacrm.launcher.home import PROJECT, CannotStart, Home
from pharmacrm.launcher.supervisor import Child, Lock, Stop
from pharmacrm.probe import answers

SPACE_NEEDED = 500_000_000  # bytes: the empty clusters, their journal and the demo company
SIGN_INS = """\
  rep1 … rep24            representatives
  manager1 … manager6     district managers
  regional1 … regional3   managers of a region
  director                the management, read-only
  compliance1, compliance2, medical1, marketing1, supply1, quality1, rd1, steward1, admin"""


def run():
    home = Home.from_environment()
    port = read_port()
    stop = Stop()
    with only_copy(home, port), lend_engines(home, local=True) as engines:
        check_room(home)
        finish(
            Child("preparation", [sys.executable, "-m", "pharmacrm.launcher.prepare"], log=None),
            stop,
        )
        children = processes(home, port)
        try:
            keep(children, engines, home, port, stop)
        finally:
            print("Stopping …", flush=True)
            stop_all(children)
    print("Stopped.")


def processes(home, port):
    """In the order in which they start; the web server is the first."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app=pharmacrm"]
    lone = ["--concurrency=1", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    bind = ["--interface=wsgi", "--host=127.0.0.1", f"--port={port}"]
    size = ["--workers=2", "--blocking-threads=2", "--workers-kill-timeout=10"]
    respawn = ["--respawn-failed-workers", "--respawn-interval=0.5"]
    web = [*python, "granian", *bind, *size, *respawn, "pharmacrm.wsgi:application"]
    beat = [*celery, "beat", f"--schedule={home.path / 'run' / 'beat'}", "--pidfile="]

    # None of them is given the way to the owner's role.
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}

    def child(name, command, **options):
        log = home.logs / f"{name}.log"
        return Child(name, command, log=log, patience=25, env=env, **options)

    def worker(queue):
        # Asked with QUIT it gives a running task a while, then hands it back to the queue.
        command = [*celery, "worker", f"--queues={queue}", f"--hostname={queue}@%h", *lone]
        return child(f"worker-{queue}", command, stop_with=signal.SIGQUIT)

    # The queues have a worker each: an import of an hour must not hold up a reminder.
    return [child("web", web), worker("quick"), worker("long"), child("beat", beat)]


def keep(children, engines, home, port, stop):
    """Until asked to stop: whatever dies is started again, the keepers of the engines included."""
    web, told = children[0], False
    while not stop.asked:
        # The web server first: the others would take the processor from it, and have nothing to do yet.
        for child in children if told else [web]:
            if child.tend():
                print(f"{child.name} ended ({child.ending}); starting it again.", flush=True)
        for engine in engines:
            engine.ensure()
        told = told or tell(web, home, port)
        time.sleep(0.1)


def tell(web, home, port):
    if not answers("127.0.0.1", port):
        if web.failures > 2:
            raise CannotStart(f"The web server does not start: see the end of {web.log}.")
        return False
    print(f"\nPharmaCRM runs at http://127.0.0.1:{port}")
    password = home.keys / "demo-password"
    if password.exists():
        print(
            f"Sign in as one of these, with the password {password.read_text().strip()}\n{SIGN_INS}"
        )
    print(f"Logs are in {home.logs}. Ctrl-C stops it.\n", flush=True)
    return True


def finish(child, stop):
    """Run it to its end; the first word is its own, so its failure adds only a sentence."""
    child.start()
    while child.process.poll() is None:
        if stop.asked:
            child.stop()
            raise CannotStart("Stopped before it was ready.")
        time.sleep(0.05)
    if child.process.returncode:
        raise CannotStart(
            f"The {child.name} failed ({child.process.returncode}): mend what it says above, then start again."
        )


def stop_all(children):
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()


@contextmanager
def only_copy(home, port):
    home.prepare()
    with Lock(home.path / "run" / "running", wait=False) as lock:
        if not lock.try_take():
            lock.file.seek(0)
            where = lock.file.read().decode()
            raise CannotStart(
                f"PharmaCRM already runs from {home.path} at {where}: use that, or give this copy its own PHARMACRM_HOME and PORT."
            )
        check_port(port)
        lock.file.truncate(0)
        lock.file.write(f"http://127.0.0.1:{port}".encode())
        lock.file.flush()
        yield


def read_port():
    port = os.environ.setdefault("PORT", "8000")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CannotStart(f"PORT is {port}: give a number from 1 to 65535.")
    return int(port)


def check_port(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise CannotStart(
                f"Port {port} cannot be used ({problem.strerror}): stop what listens there, or choose another: PORT=8001 make run"
            ) from None


def check_room(home):
    free = shutil.disk_usage(home.path).free
    if free < SPACE_NEEDED:
        raise CannotStart(
            f"Only {free // 1_000_000} MB are free at {home.path}: make room for 500 MB, or set PHARMACRM_HOME."
        )


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharmacrm.settings")
    os.chdir(PROJECT)
    if os.name != "posix":
        raise CannotStart("On Windows use WSL or docker compose (docs/operations.md).")
    run()
