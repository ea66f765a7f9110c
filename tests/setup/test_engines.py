"""The embedded engines start anywhere, are shared, come back after a kill, and go with their last user."""

import os
import stat

import psycopg2
import pytest
from psycopg2 import OperationalError

from pharmacrm.launcher.home import Home
from pharmacrm.launcher.postgres import Postgres
from pharmacrm.launcher.privilege import NOBODY
from pharmacrm.launcher.valkey import Valkey
from tests.setup.processes import LEND, User, eventually, kill, one, processes_of, run


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "一家 医药公司" / "数据")


@pytest.fixture
def users():
    """Starts users of a home; whoever is still there afterwards is let go."""
    started = []

    def start(home, program=LEND):
        started.append(User(home.path, program))
        assert started[-1].is_ready(), started[-1].process.stderr.read()
        return started[-1]

    yield start
    for user in started:
        if user.process.poll() is None:
            user.leave()


def ask(home, *statements, role="owner"):
    """The rows of the last statement, each one committed; without a role by the superuser."""
    engine = Postgres(home)
    connection = (
        psycopg2.connect(engine.url("pharmacrm", role)) if role else engine._connect("pharmacrm")
    )
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall()
    finally:
        connection.close()


def is_gone(home):
    return eventually(lambda: not processes_of(home.path))


def test_they_start_in_a_folder_with_a_space_and_chinese_characters(home, users):
    user = users(home)

    question = "SELECT current_user, lower('É'), current_setting('server_encoding')"
    assert ask(home, question, role="app") == [("pharmacrm_app", "é", "UTF8")]
    assert Valkey(home).answers()
    assert user.leave() == 0
    assert processes_of(home.path) == []


def test_the_environment_of_other_servers_does_not_lead_astray(home):
    other = {
        "PGPORT": "5999",
        "PGHOST": "elsewhere",
        "LC_ALL": "xx_XX.UTF-8",
        "LANG": "xx_XX.UTF-8",
    }

    done = run(home.path, "-c", LEND, **other)

    assert (done.stdout, done.returncode) == ("ready\n", 0), done.stderr


def test_only_their_owner_may_enter(home, users):
    users(home)

    private = [home.path, home.keys, home.run, Postgres(home).data]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in private} == {0o700}
    assert stat.S_IMODE((home.keys / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE((home.keys / "master.key").stat().st_mode) == 0o400
    assert len((home.keys / "master.key").read_bytes()) == 32


def test_a_path_too_long_for_a_socket_gets_a_private_folder_elsewhere(tmp_path, users):
    home = Home(tmp_path / ("很" * 60) / "数据")
    users(home)

    assert home.run != home.path / "run"
    assert stat.S_IMODE(home.run.stat().st_mode) == 0o700
    assert ask(home, "SELECT 1") == [(1,)]


def test_two_homes_run_side_by_side(home, tmp_path, users):
    other = Home(tmp_path / "other")
    users(home)
    users(other)

    ask(home, "CREATE TABLE ours (n int)", "SELECT count(*) FROM ours")
    assert ask(other, "SELECT to_regclass('ours')") == [(None,)]


def test_a_second_command_borrows_them_and_the_last_one_stops_them(home, users):
    first, second = users(home), users(home)
    server = one(home.path, "bin/postgres", "-D")

    assert first.leave() == 0
    assert one(home.path, "bin/postgres", "-D") == server
    assert second.leave() == 0
    assert processes_of(home.path) == []


def test_a_killed_user_leaves_nothing(home, users):
    users(home).kill()

    assert is_gone(home)


def test_a_killed_keeper_leaves_nothing(home, users):
    user = users(home)
    for name in ("postgres", "valkey"):
        kill(one(home.path, "supervisor.py", name))

    assert eventually(lambda: len(processes_of(home.path)) == 1)
    assert user.leave() == 0
    assert users(home).leave() == 0


def test_a_killed_postgresql_comes_back_with_what_was_committed(home, users):
    users(home)
    ask(home, "CREATE TABLE ours (n int)", "INSERT INTO ours VALUES (7)", "SELECT 1")
    kill(one(home.path, "bin/postgres", "-D"))

    def rows():
        try:
            return ask(home, "SELECT n FROM ours")
        except OperationalError:
            return None

    assert eventually(rows) == [(7,)]


@pytest.mark.req("LED-001")
def test_a_home_of_a_release_with_one_role_keeps_its_rows_under_their_owner(home, users):
    user = users(home)
    ask(home, "CREATE TABLE ours (n int)", "INSERT INTO ours VALUES (7)", "SELECT 1")
    ask(
        home,
        "CREATE TABLE others (n int GENERATED ALWAYS AS IDENTITY)",  # an administrator's
        "CREATE FUNCTION others() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER ROLE pharmacrm_owner RENAME TO pharmacrm",
        "DROP OWNED BY pharmacrm_app",
        "DROP ROLE pharmacrm_app, pharmacrm_ledger",
        "SELECT 1",
        role=None,
    )
    user.leave()

    users(home)

    owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE tablename IN ('ours', 'others')"
    function = "SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE proname = 'others'"
    assert ask(home, "SELECT n FROM ours") == [(7,)]
    assert [ask(home, owners), ask(home, function)] == [[("pharmacrm_owner",)]] * 2
    assert ask(home, "SELECT current_user", role="app") == [("pharmacrm_app",)]


def test_a_killed_valkey_comes_back_with_what_was_accepted(home, users):
    users(home)
    valkey = Valkey(home)
    assert valkey._ask(b"SET promise kept") == b"+OK"
    kill(one(home.path, "valkey-server"))

    assert eventually(valkey.answers)
    assert valkey._ask(b"GET promise") == b"$4\r\nkept"


def test_it_starts_again_after_keeper_and_server_were_killed_at_once(home, users):
    user = users(home)
    server = one(home.path, "bin/postgres", "-D")
    kill(one(home.path, "supervisor.py", "postgres"))
    kill(server)
    user.kill()

    assert is_gone(home)
    assert users(home).leave() == 0


def test_without_user_namespaces_root_lends_the_server_another_name(home, users):
    data, me = Postgres(home).data, os.getuid()
    refused = f"from pharmacrm.launcher import privilege; privilege.NAMESPACE = ['false']\n{LEND}"

    users(home).leave()
    assert data.stat().st_uid == me
    users(home, refused).leave()
    assert data.stat().st_uid == (me or NOBODY)
    users(home).leave()
    assert data.stat().st_uid == me


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")

    done = run(tmp_path / "file", "-c", LEND)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"Cannot write to {tmp_path / 'file'} (File exists): "
        "free some space or its permissions, or set PHARMACRM_HOME.\n"
    )


def test_given_addresses_start_nothing(tmp_path):
    given = {"DATABASE_URL": "postgresql:///a", "KEYS_DATABASE_URL": "postgresql:///b"}

    done = run(tmp_path / "unused", "-c", LEND, REDIS_URL="redis://localhost/0", **given)

    assert (done.returncode, done.stdout) == (0, "ready\n")
    assert not (tmp_path / "unused").exists()
