"""What the embedded engines have in common: they come as wheels, and listen on sockets in a private folder.

An engine belongs to whoever uses it: each user holds a shared lock, a keeper (supervisor.py) runs the engine while anyone
does. So commands beside a running copy borrow its engines, and a killed user leaves nothing behind.
"""

import importlib.util
import subprocess
import sys
import time
from pathlib import Path

from pharmacrm.launcher import supervisor
from pharmacrm.launcher.home import CannotStart
from pharmacrm.launcher.supervisor import Lock

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


def package_folder(name, title):
    spec = importlib.util.find_spec(name)
    if spec is None:
        raise CannotStart(
            f"The embedded {title} ({name}) is not installed: run `make run`, or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.origin).parent
