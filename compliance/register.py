"""What compliance tells the apps below it at start-up."""

from django.core import checks
from django.db.models.signals import post_migrate

from accounts.registry import kept_fields, sealers
from compliance import trail_checks
from compliance.checks import check_sinks
from compliance.kept_fields import FIELDS
from compliance.ledger.install import install_after_migrate
from compliance.services import ledger_export, verification  # noqa: F401 - declare what workers do
from compliance.services.sealing import seal_after_commit


def everything(app):
    # A new recorded model or column must not wait for somebody to remember the ledger.
    post_migrate.connect(install_after_migrate, sender=app)
    checks.register(check_sinks, "ledger", deploy=True)
    trail_checks.declare()
    sealers.register(seal_after_commit)
    kept_fields.extend(FIELDS)
