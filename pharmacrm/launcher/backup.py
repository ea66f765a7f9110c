"""`make backup` and `make restore`: the database with the files in one archive, the data keys in another.

The keys' archive is deleted after KEYS_KEPT_DAYS: what was made unreadable by destroying its key must not come back from
an old copy. The master key is in neither.
"""

import hashlib
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg2

from pharmacrm.launcher import lend_engines, owner_dsn
from pharmacrm.launcher.home import PROJECT, CannotStart, Home
from pharmacrm.launcher.postgres import binaries
from pharmacrm.launcher.supervisor import Lock

KEYS_KEPT_DAYS = 30
NO_ROLES = ["--no-owner", "--no-privileges"]
# Both are of the moment: a restored session would sign somebody in.
LEFT_OUT = ["--exclude-table-data=django_session", "--exclude-table-data=pharmacrm_cache"]
# The superuser's, made anew in each server: an owner could not restore it (compliance/ledger/sql/watch.sql).
SUPERUSERS_SCHEMA, SUPERUSERS_KIND = "--exclude-schema=watch", " EVENT TRIGGER "


def backup():
    home = Home.from_environment()
    folder = home.path / "backups"
    moment = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    archive, keys = folder / f"pharmacrm-{moment}.tar", folder / f"keys-{moment}.dump"
    with lend_engines(home, local=True), parts_folder(folder) as parts:
        # The data before the keys and the files: what the data names is then in them.
        dump("DATABASE_URL", parts / "database.dump", *LEFT_OUT)
        dump("KEYS_DATABASE_URL", parts / "keys.dump")
        write_archive(parts / "archive.tar", parts / "database.dump", home.path / "files")
        (parts / "keys.dump").rename(keys)
        (parts / "archive.tar").rename(archive)
    forgotten = forget_old_keys(folder)
    print(f"Saved the database and the files to {archive}.")
    print(f"Saved the data keys to {keys}; deleted {forgotten} older than {KEYS_KEPT_DAYS} days.")
    print(
        f"The master key is in neither: keep a copy of {os.environ['MASTER_KEY_FILE']} elsewhere."
    )


def restore(path):
    archive, home = Path(path).absolute(), Home.from_environment()
    if not archive.is_file() or not tarfile.is_tarfile(archive):
        raise CannotStart(f"{archive} is no backup: give the path of a pharmacrm-….tar.")
    keys = archive.with_name(archive.name.replace("pharmacrm-", "keys-")).with_suffix(".dump")
    with (
        stopped(home),
        lend_engines(home, local=True),
        parts_folder(home.path / "backups") as parts,
    ):
        check_empty("DATABASE_URL")
        with tarfile.open(archive) as tar:
            check_master_key(json.load(tar.extractfile("about.json")))
            tar.extract("database.dump", parts, filter="data")
            load("DATABASE_URL", parts / "database.dump")
            files = [member for member in tar.getmembers() if member.name.startswith("files/")]
            tar.extractall(home.path, files, filter="data")
        if keys.exists():
            load("KEYS_DATABASE_URL", keys)
        grant()
    print(f"Restored the database and {len(files)} files of {archive} into {home.path}.")
    print("The ledger is not sealed until two people declare this: manage.py ledger_adopt.")
    if keys.exists():
        print(f"Restored the data keys of {keys}.")
    else:
        print(f"There is no {keys}: what is encrypted stays unreadable.")


@contextmanager
def stopped(home):
    home.prepare()
    with Lock(home.path / "run" / "running", wait=False) as running:
        if not running.try_take():
            raise CannotStart(
                f"PharmaCRM runs from {home.path}: stop it, or set PHARMACRM_HOME to an empty folder."
            )
        yield


@contextmanager
def parts_folder(folder):
    """A private folder on the disk of the archives, gone afterwards."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="unfinished-", dir=folder) as parts:
        yield Path(parts)


def write_archive(path, dumped, files):
    about = path.with_name("about.json")
    about.write_text(json.dumps({"master_key": fingerprint()}))
    with tarfile.open(path, "w") as tar:
        tar.add(about, "about.json")
        tar.add(dumped, "database.dump")
        tar.add(files, "files")


def dump(variable, path, *options):
    """Without owners and rights: they belong to the roles of one installation."""
    options = [*NO_ROLES, SUPERUSERS_SCHEMA, f"--file={path}", *options]
    tool("pg_dump", "--format=custom", *options, variable=variable)


def load(variable, path):
    contents = path.with_suffix(".list")
    listed = subprocess.run(
        [binaries() / "pg_restore", "--list", str(path)], capture_output=True, text=True
    )
    kept = [line for line in listed.stdout.splitlines() if SUPERUSERS_KIND not in line]
    contents.write_text("\n".join(kept))
    tool(
        "pg_restore",
        *NO_ROLES,
        "--single-transaction",
        "--exit-on-error",
        f"--use-list={contents}",
        str(path),
        variable=variable,
    )


def tool(name, *options, variable):
    """The wheel's tools are the newest and speak with every server that we support."""
    done = subprocess.run(
        [binaries() / name, f"--dbname={owner_dsn(variable)}", *options],
        # What a restore makes of the database's form is told with an author.
        env=os.environ | {"PGOPTIONS": "-c app.actor=system:restore"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        said = (done.stderr.strip() or "it said nothing").splitlines()[0]
        raise CannotStart(f"{name} failed ({said}): nothing was changed; mend that and try again.")


def grant():
    """What was loaded is the owner's: every role gets what is its own."""
    done = subprocess.run(
        [sys.executable, "manage.py", "grant"], cwd=PROJECT, capture_output=True, text=True
    )
    if done.returncode:
        said = (done.stderr.strip() or "it said nothing").splitlines()[-1]
        raise CannotStart(f"Restored, but the roles have no rights yet ({said}): manage.py grant.")


def check_empty(variable):
    connection = psycopg2.connect(os.environ[variable])
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            (tables,) = cursor.fetchone()
    finally:
        connection.close()
    if tables:
        raise CannotStart(
            "The database is not empty: restore into a new PHARMACRM_HOME (or an empty DATABASE_URL)."
        )


def check_master_key(about):
    if about["master_key"] != fingerprint():
        raise CannotStart(
            "The backup was made under another master key: copy that key to "
            f"{os.environ['MASTER_KEY_FILE']} first, or name it with MASTER_KEY_FILE."
        )


def fingerprint():
    """Of 32 random bytes: it names the key and tells nothing of it."""
    return hashlib.sha256(Path(os.environ["MASTER_KEY_FILE"]).read_bytes()).hexdigest()


def forget_old_keys(folder):
    limit = time.time() - KEYS_KEPT_DAYS * 86400
    old = [path for path in folder.glob("keys-*.dump") if path.stat().st_mtime < limit]
    for path in old:
        path.unlink()
    return len(old)
