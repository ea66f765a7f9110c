"""What the fields of the ledger and of alerts are kept for (PRV-001).

Payloads of the ledger hold the fields of every record, as these are described.
"""

from django.utils.translation import gettext_lazy as _

from accounts.field_register import NOBODY, Basis, Kept, Retention
from accounts.permissions import Permission

LEDGER = _("Proves that nobody quietly changed a record")
ERASURE = _("Who was forgotten or held, who asked and who decided")
CONTENT = _("What is said and shown to customers, and who approved it")
RISKS = _("Notices what may break a rule, and shows what was done about it")


def ledger(model, readers=Permission.LEDGER_READ, **classes):
    return Kept(
        *(f"compliance.{model}", LEDGER, Basis.DUTY, Retention.INTERACTION, readers), **classes
    )


def case(model, **classes):
    readers = Permission.ERASURE_READ
    return Kept(
        *(f"compliance.{model}", ERASURE, Basis.DUTY, Retention.INTERACTION, readers), **classes
    )


def risk(model, readers, **classes):
    return Kept(
        *(f"compliance.{model}", RISKS, Basis.DUTY, Retention.INTERACTION, readers), **classes
    )


def content(model, **classes):
    return Kept(
        *(f"compliance.{model}", CONTENT, Basis.WORK, Retention.INTERACTION),
        Permission.CONTENT_READ,
        **classes,
    )


REVIEW = " version status valid_from valid_to submitted_at approved_at withdrawn_on reason"
REVIEWERS = "drafted_by submitted_by approved_by withdrawn_by"
FIELDS = [
    content("material", public="title title_en kind audience", business="owner"),
    content("materialproduct", public="material product"),
    content("materialversion", public=f"material file approval_number{REVIEW}", business=REVIEWERS),
    content("anticipatedquestion", public="product text text_en is_active search_text grams"),
    content(
        "approvedanswer",
        public=f"question text text_en key_message material source{REVIEW}",
        business=REVIEWERS,
    ),
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
    ledger("accesshour", NOBODY, public="hour horizon"),
    ledger("leaf", NOBODY, public="index incarnation xid entry hashed"),
    ledger(
        "incarnation",
        public="seq system_identifier origin adopted_at reason previous_note",
        business="adopted_by",
    ),
    case(
        "erasurecase",
        public="status outcome requested_at decided_at done_at keys_destroyed_at",
        business="customer requested_by decided_by reason decision_reason pseudonym",
    ),
    case(
        "legalhold",
        public="placed_at released_at",
        business="customer placed_by released_by matter release_reason",
    ),
    case(
        "subjectrequest",
        public="kind how status received_on due_on identity_check identified_at closed_at",
        business="customer entered_by identified_by closed_by",
        personal="answer",
    ),
    risk(
        "alert",
        Permission.ALERT_READ,
        public="rule rule_version parameters values severity sentence label window raised_at counted_from due_at"
        " is_provisional escalated_at status outcome decided_at closed_at",
        business="owner decided_by",
        personal="person subject name words inputs evidence reason",
    ),
    risk(
        "suppression",
        Permission.ALERT_READ,
        public="rule label valid_from valid_to ended_at",
        business="by",
        personal="person subject name reason",
    ),
    risk(
        "rulerun",
        Permission.PARAMETER_READ,
        public="rule ran_at facts hits raised failed_at problem",
    ),
]
