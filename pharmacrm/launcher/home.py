"""PHARMACRM_HOME: where an installation keeps its data, keys, logs and sockets, and who may enter."""

import hashlib
import os
import secrets
import stat
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
SOCKET_PATH_LIMIT = 100  # bytes; the system's is 104 to 108, the socket's own name included


class CannotStart(SystemExit):
    """A sentence for the person at the terminal: what is wrong, and what to do. Exit code 1."""


class Home:
    def __init__(self, path):
        self.path = Path(path).expanduser().absolute()
        self.keys = self.path / "keys"
        self.logs = self.path / "logs"

    @classmethod
    def from_environment(cls):
        return cls(os.environ.get("PHARMACRM_HOME") or PROJECT / "var")

    def prepare(self):
        try:
            for folder in (self.path, self.keys, self.logs, self.path / "run", self.path / "files"):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._check_owner()
            self.keys.chmod(0o700)
            self._make_keys()
        except OSError as problem:
            raise CannotStart(
                f"Cannot write to {self.path} ({problem.strerror}): free some space or its permissions, or set PHARMACRM_HOME."
            ) from None

    def settle(self):
        """Tell the settings that this is a laptop's installation, and where its keys are."""
        os.environ["PHARMACRM_HOME"] = str(self.path)
        os.environ.setdefault("PHARMACRM_LOCAL", "1")
        os.environ.setdefault("MASTER_KEY_FILE", str(self.keys / "master.key"))
        os.environ.setdefault("SECRET_KEY", (self.keys / "secret-key").read_text())

    @property
    def run(self):
        """The folder of the sockets, which only this user may enter."""
        folder = self.path / "run"
        if len(os.fsencode(folder)) < SOCKET_PATH_LIMIT - len("/.s.PGSQL.5432"):
            return folder
        return self._short_run_folder()

    def _short_run_folder(self):
        digest = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"pharmacrm-{os.getuid()}-{digest}"
        folder.mkdir(mode=0o700, exist_ok=True)
        # Anyone may have made a folder of that name before us.
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
            raise CannotStart(f"{folder} is not a private folder of this user: remove it.")
        return folder

    def _check_owner(self):
        owner = self.path.stat().st_uid
        if hasattr(os, "getuid") and owner != os.getuid():
            raise CannotStart(
                f"{self.path} belongs to user {owner}: run as that user, or set PHARMACRM_HOME to a folder of your own."
            )

    def _make_keys(self):
        write_once(self.keys / "secret-key", secrets.token_urlsafe(64).encode(), 0o600)
        write_once(self.keys / "master.key", secrets.token_bytes(32), 0o400)


def write_once(path, content, mode):
    """A whole file or none, and the first writer's: two first starts must agree on the key."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
