"""What the ledger's own fields are kept for (PRV-001). Payloads hold the fields of every record, as these are described."""

from django.utils.translation import gettext_lazy as _

from accounts.field_register import NOBODY, Basis, Kept, Retention
from accounts.permissions import Permission

LEDGER = _("Proves that nobody quietly changed a record")
ERASURE = _("Who was forgotten or held, who asked and who decided")


def ledger(model, readers=Permission.LEDGER_READ, **classes):
    return Kept(
        *(f"compliance.{model}", LEDGER, Basis.DUTY, Retention.INTERACTION, readers), **classes
    )


def case(model, **classes):
    readers = Permission.ERASURE_READ
    return Kept(
        *(f"compliance.{model}", ERASURE, Basis.DUTY, Retention.INTERACTION, readers), **classes
    )


FIELDS = [
    ledger("checkpoint", public="size root frontier xid entry incarnation note previous sealed_at"),
    ledger(
        "delivery",
        public="checkpoint status tries due_at delivered_at receipt problem",
        business="sink",
    ),
    ledger(
        "verification",
        public="level started_at ended_at exit_code size root counts findings",
        business="by",
    ),
    ledger(
        "entry",
        NOBODY,
        # The leaf names its actor by number and nobody else (PRV-013); the payload is what people wrote.
        public="incarnation xid leaf salt redacted_by table key",
        personal="body",
    ),
    ledger("leaf", NOBODY, public="index incarnation xid entry hashed"),
    ledger(
        "incarnation",
        public="seq system_identifier origin adopted_at reason previous_note",
        business="adopted_by",
    ),
    case(
        "erasurecase",
        public="status outcome requested_at decided_at done_at",
        business="customer requested_by decided_by reason decision_reason pseudonym",
    ),
    case(
        "legalhold",
        public="placed_at released_at",
        business="customer placed_by released_by matter release_reason",
    ),
]
