"""Lends the engines to pytest before Django's settings are read, and compiles the catalogues (loaded with -p, see pyproject.toml)."""

import os
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from accounts.management.commands.compile_messages import compile_changed
from pharmacrm.launcher import lend_test_engines
from pharmacrm.launcher.home import Home

# Names in the environment: what this process lends itself, and its workers must not borrow.
LENT = "TEST_ENGINES_LENT"
LOCALE = Path(__file__).parent.parent / "locale"

lent = ExitStack()


def zone_of_the_run():
    """Where it is day: "she saw him an hour ago, today" can be told there, and no midnight falls into the run."""
    here, far = "Asia/Shanghai", "America/Bogota"
    return here if 7 <= datetime.now(ZoneInfo(here)).hour < 22 else far


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests():
    """Each worker of a run has a home and engines of its own: sealing waits for every transaction of its server.

    Servers that were given are shared; databases and names in the broker are each one's own.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        os.environ["PHARMACRM_HOME"] = str(Home.from_environment().path / "test" / worker)
        for name in os.environ[LENT].split():
            del os.environ[name]
    os.environ.setdefault("TIME_ZONE", zone_of_the_run())
    before = set(os.environ)
    lent.enter_context(lend_test_engines())
    os.environ[LENT] = " ".join(set(os.environ) - before)
    names = [os.environ.get("TEST_DATABASE", "test"), worker]
    os.environ["REDIS_PREFIX"] = f"{'_'.join(filter(None, names))}:"
    compile_changed(LOCALE)
    return (yield)


def pytest_unconfigure():
    lent.close()
