"""Included by the workers of test_faults.py."""

from tests.background.kinds import declare

declare()
