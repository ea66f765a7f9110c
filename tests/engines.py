"""Lends the engines to pytest before Django's settings are read, and compiles the catalogues (loaded with -p, see pyproject.toml)."""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from accounts.management.commands.compile_messages import compile_changed
from pharmacrm.launcher import lend_test_engines

LOCALE = Path(__file__).parent.parent / "locale"

lent = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests():
    lent.enter_context(lend_test_engines())
    # Two test runs may share the broker, as they may share the server of their databases.
    os.environ.setdefault("REDIS_PREFIX", f"{os.environ.get('TEST_DATABASE', 'test')}:")
    compile_changed(LOCALE)
    return (yield)


def pytest_unconfigure():
    lent.close()
