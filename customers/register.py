"""What this app tells the registries of accounts at start-up."""

from accounts.registry import (
    day_starters,
    kept_fields,
    setup_kinds,
    territory_obstacles,
    timeline_entries,
)
from customers.day import turn_alignments, turn_tiers
from customers.kept_fields import FIELDS
from customers.services import import_job  # noqa: F401 - declares what workers do for imports
from customers.services.alignment import customers_in_the_way
from customers.setup_kinds import ALIGNMENTS
from customers.timeline import status_entries, tier_entries


def everything():
    day_starters.register(turn_alignments)
    day_starters.register(turn_tiers)
    timeline_entries.register(tier_entries)
    timeline_entries.register(status_entries)
    setup_kinds.register(ALIGNMENTS)
    kept_fields.extend(FIELDS)
    territory_obstacles.register(customers_in_the_way)
