"""What a production's settings must have for the ledger (manage.py check --deploy)."""

from django.conf import settings
from django.core.checks import Error

from compliance.ledger.sinks import SINKS


def check_sinks(app_configs, **kwargs):
    addresses = settings.LEDGER_SINKS
    unknown = [address for address in addresses if address.partition(":")[0] not in SINKS]
    if unknown:
        return [
            Error(f"LEDGER_SINKS: nobody knows how to reach {unknown[0]}.", id="compliance.E002")
        ]
    if len(addresses) < 2:
        return [
            Error(
                "The ledger's checkpoints go to fewer than two places outside the database.",
                hint="Set LEDGER_SINKS, with different custodians (.env.example).",
                id="compliance.E001",
            )
        ]
    return []
