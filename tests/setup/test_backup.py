"""A backup restored elsewhere is the same: rows, files and keys."""

import shutil

import pytest

from pharmacrm.launcher.home import Home
from tests.setup.processes import run

WRITE = """
import os, psycopg2
from pharmacrm.launcher import lend_engines, owner_dsn
with lend_engines():
    for name, word in [("DATABASE_URL", "visit"), ("KEYS_DATABASE_URL", "key")]:
        with psycopg2.connect(owner_dsn(name)) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE ours (word text); INSERT INTO ours VALUES (%s)", [word])
            cursor.execute("GRANT SELECT ON ours TO PUBLIC")
"""
READ = """
import os, psycopg2
from pharmacrm.launcher import lend_engines
with lend_engines():
    for name in ["DATABASE_URL", "KEYS_DATABASE_URL"]:
        with psycopg2.connect(os.environ[name]) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT word FROM ours")
            print(*cursor.fetchone())
"""


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """(home, its archive): a row in each database and an attachment."""
    home = Home(tmp_path_factory.mktemp("first") / "家 一")
    assert run(home.path, "-c", WRITE).returncode == 0
    (home.path / "files" / "附件").mkdir()
    (home.path / "files" / "附件" / "批件.pdf").write_bytes(b"%PDF")
    done = run(home.path, "-m", "pharmacrm.launcher", "backup")
    assert done.returncode == 0, done.stderr
    [archive] = (home.path / "backups").glob("pharmacrm-*.tar")
    return home, archive


def restore(home, archive):
    return run(home.path, "-m", "pharmacrm.launcher", "restore", str(archive))


def test_into_an_empty_home_with_the_master_key_everything_comes_back(saved, tmp_path):
    first, archive = saved
    home = Home(tmp_path / "second")
    home.keys.mkdir(parents=True)
    home.path.chmod(0o700)
    shutil.copy(first.keys / "master.key", home.keys)

    done = restore(home, archive)

    assert (done.returncode, done.stderr) == (0, "")
    assert run(home.path, "-c", READ).stdout == "visit\nkey\n"
    assert (home.path / "files" / "附件" / "批件.pdf").read_bytes() == b"%PDF"


def test_with_another_master_key_it_says_which_one_is_needed(saved, tmp_path):
    home = Home(tmp_path / "second")

    done = restore(home, saved[1])

    assert done.returncode == 1
    assert done.stderr == (
        "The backup was made under another master key: copy that key to "
        f"{home.keys / 'master.key'} first, or name it with MASTER_KEY_FILE.\n"
    )


def test_over_existing_data_it_refuses(saved):
    home, archive = saved

    done = restore(home, archive)

    assert done.returncode == 1
    assert done.stderr == (
        "The database is not empty: restore into a new PHARMACRM_HOME (or an empty DATABASE_URL).\n"
    )
    assert run(home.path, "-c", READ).stdout == "visit\nkey\n"


def test_neither_archive_holds_the_master_key(saved):
    home, _ = saved
    key = (home.keys / "master.key").read_bytes()

    assert [path for path in (home.path / "backups").iterdir() if key in path.read_bytes()] == []


def test_a_file_that_is_no_backup_is_said_in_one_sentence(tmp_path):
    (tmp_path / "letter.tar").write_text("Dear all")

    done = restore(Home(tmp_path / "home"), tmp_path / "letter.tar")

    assert (done.returncode, done.stderr) == (
        1,
        f"{tmp_path / 'letter.tar'} is no backup: give the path of a pharmacrm-….tar.\n",
    )
