"""What this app tells the registries of accounts at start-up."""

from accounts.registry import day_starters
from customers.day import turn_alignments, turn_tiers
from customers.services import import_job  # noqa: F401 - declares what workers do


def everything():
    day_starters.register(turn_alignments)
    day_starters.register(turn_tiers)
