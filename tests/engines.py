"""Lends the engines to pytest before Django's settings are read, and compiles the catalogues (loaded with -p, see pyproject.toml)."""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from accounts.management.commands.compile_messages import compile_changed
from pharmacrm.launcher import lend_test_engines
from pharmacrm.launcher.home import Home

LOCALE = Path(__file__).parent.parent / "locale"

lent = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests():
    """Test runs, and the workers of one, share servers; databases, names in the broker and the signer are each one's own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        os.environ["PHARMACRM_HOME"] = str(Home.from_environment().path / "test" / worker)
        os.environ.pop("LEDGER_SIGNER")  # the first one's
    lent.enter_context(lend_test_engines())
    names = [os.environ.get("TEST_DATABASE", "test"), worker]
    os.environ["REDIS_PREFIX"] = f"{'_'.join(filter(None, names))}:"
    compile_changed(LOCALE)
    return (yield)


def pytest_unconfigure():
    lent.close()
