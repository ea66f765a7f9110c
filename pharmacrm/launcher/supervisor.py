"""Keeps processes running: restarts what dies, stops in order, leaves nothing behind.

Run as a script it is an engine's keeper: it runs one command for as long as anyone holds the lock of its users, and ends
with the last of them, however they ended. It needs the standard library only, so that it starts in a few milliseconds.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: the launcher says so before it needs a lock
    fcntl = None

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10_000_000  # bytes; the log of the time before is kept beside it


class Lock:
    """A lock on a file, which the system gives back when its holder dies."""

    def __init__(self, path, *, wait=True):
        self.wait = wait
        self.file = Path(path).open("a+b")  # noqa: SIM115 -- held as long as the lock

    def share(self):
        fcntl.flock(self.file, fcntl.LOCK_SH)

    def take(self):
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def try_take(self):
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self):
        fcntl.flock(self.file, fcntl.LOCK_UN)

    def __enter__(self):
        if self.wait:
            self.take()
        return self

    def __exit__(self, *exc):
        self.file.close()


class Child:
    """A process in a session of its own, restarted with growing pauses while it is kept.

    `stop_with` asks it to end, and `patience` (seconds) is how long it may take. `orphan_with` is what Linux sends it
    when its parent is killed. Without a `log` it speaks to its parent's terminal.
    """

    def __init__(
        self,
        name,
        command,
        *,
        log,
        stop_with=signal.SIGTERM,
        orphan_with=None,
        patience=30,
        env=None,
    ):
        self.name, self.command, self.log, self.env = name, command, log and Path(log), env
        self.stop_with, self.orphan_with = stop_with, orphan_with or stop_with
        self.patience = patience
        self.process = None
        self.failures = 0
        self.starts_at = 0.0

    def start(self):
        self.started_at = time.monotonic()
        with open_log(self.log) if self.log else nullcontext() as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.env,
                start_new_session=True,
                preexec_fn=dies_with_its_parent(self.orphan_with),
            )

    def tend(self):
        """Start it again when it has died; True at the moment of its death."""
        if self.process is None:
            if time.monotonic() >= self.starts_at:
                self.start()
            return False
        if self.process.poll() is None:
            return False
        self._end_group()
        lived = time.monotonic() - self.started_at
        self.failures = 0 if lived > 30 else self.failures + 1
        self.starts_at = time.monotonic() + min(0.1 * 2**self.failures, 15)
        self.exit_code, self.process = self.process.returncode, None
        return True

    @property
    def ending(self):
        code = self.exit_code
        return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"

    def ask_to_stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.stop_with)

    def stop(self):
        self.ask_to_stop()
        if self.process:
            try:
                self.process.wait(self.patience)
            except subprocess.TimeoutExpired:
                pass
            self._end_group()
            self.process.wait()

    def _end_group(self):
        # A killed parent leaves its workers, which hold its port and its queue.
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass


def dies_with_its_parent(signal_number):
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)

    def prepare():
        # A shell starts what it runs in the background with QUIT ignored, and a child inherits that.
        signal.signal(signal_number, signal.SIG_DFL)
        libc.prctl(PR_SET_PDEATHSIG, int(signal_number))

    return prepare


def open_log(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".old.log"))
    return path.open("ab")


class Stop:
    """Whether this process was asked to end."""

    def __init__(self):
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, *_):
        self.asked = True


def keep_while_used(child, *, kept, users):
    """Returns an exit code: 1 when the very first start failed, which a second would too."""
    stop = Stop()
    if not kept.try_take():
        return 0
    child.start()
    first = True
    while not stop.asked and not users.try_take():
        time.sleep(0.1)
        if child.tend():
            if first and child.exit_code > 0:
                return 1
            first = False
    child.stop()
    return 0


def main(name, kept, users, log, stop_with, *command):
    child = Child(name, command, log=log, stop_with=signal.Signals[stop_with], patience=60)
    return keep_while_used(child, kept=Lock(kept), users=Lock(users))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
