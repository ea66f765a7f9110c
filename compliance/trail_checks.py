"""Nobody switches the trail off: what would do so fails the checks before anything is served (GL-011)."""

from django.conf import settings
from django.contrib import admin
from django.core.checks import Error, Tags, register
from django.db import OperationalError

from accounts.admin import ReadOnly
from accounts.history import HistoryFields
from accounts.models import Signature, SigningFailure
from compliance.ledger.grants import alterable_tables
from compliance.models import Checkpoint, Delivery, Entry, Incarnation, Leaf, Verification

TRAIL = (
    HistoryFields, Signature, SigningFailure,
    Checkpoint, Delivery, Entry, Incarnation, Leaf, Verification,
)  # fmt: skip


def declare():
    register(check_history_is_on, Tags.security)
    register(check_admin_cannot_write_the_trail, Tags.security)
    register(check_role_cannot_alter_the_trail, "roles", deploy=True)


def check_history_is_on(app_configs, **kwargs):
    found = []
    if not getattr(settings, "SIMPLE_HISTORY_ENABLED", True):
        found.append(Error("SIMPLE_HISTORY_ENABLED switches the history off.", id="trail.E001"))
    if not getattr(settings, "SIMPLE_HISTORY_REVERT_DISABLED", False):
        found.append(
            Error(
                "Reverting a record to an old version would go round the verbs.",
                hint="Set SIMPLE_HISTORY_REVERT_DISABLED to True.",
                id="trail.E002",
            )
        )
    return found


def check_admin_cannot_write_the_trail(app_configs, sites=None, **kwargs):
    registered = (site._registry for site in (sites or [admin.site]))
    return [
        Error(
            f"{model._meta.label} belongs to the trail and can be edited in the administration.",
            hint="Register it as accounts.admin.ReadOnly, or not at all.",
            id="trail.E003",
        )
        for models in registered
        for model, page in models.items()
        if issubclass(model, TRAIL) and not isinstance(page, ReadOnly)
    ]


def check_role_cannot_alter_the_trail(app_configs, **kwargs):
    """Asks the database, under the role that serves (LED-001)."""
    try:
        tables = alterable_tables()
    except OperationalError:
        return [
            Error("The database does not say what the application's role may do.", id="trail.E005")
        ]
    if not tables:
        return []
    return [
        Error(
            f"The application's role could alter {len(tables)} tables of the record, among them {tables[0]}.",
            hint="Let an owner's role migrate and another one serve (docs/operations.md, DATABASE_OWNER_URL).",
            id="trail.E004",
        )
    ]
