"""What compliance tells the apps below it at start-up."""

from django.core import checks
from django.db.models.signals import post_migrate

from accounts.permissions import Permission
from accounts.registry import (
    attachment_visibility,
    calendar_published,
    day_starters,
    frozen_customers,
    kept_fields,
    left_out_of_files,
    record_pages,
    record_parts,
    refused_uploads,
    risk_facts,
    rows_about_people,
    sealed_at_once,
    sealers,
    wording_checks,
)
from accounts.services.parameter import ship_parameters
from compliance import material_reminders, trail_checks
from compliance.checks import check_sinks
from compliance.erased_rows import ROWS
from compliance.history_indexes import index_after_migrate
from compliance.kept_fields import FIELDS
from compliance.ledger.install import install_after_migrate
from compliance.models import (
    AnticipatedQuestion,
    ApprovedAnswer,
    LegalHold,
    Material,
    MaterialProduct,
    MaterialVersion,
)
from compliance.models.material import files_of_visible_versions
from compliance.risk.ledger_facts import ledger_troubles, unexplained_changes
from compliance.risk.ledger_rules import RULES
from compliance.risk.rule import Source, declare_rule
from compliance.risk.upload_rules import RULE as UPLOADS
from compliance.risk.upload_rules import SOURCE, refused_before
from compliance.risk.wording_rules import RULE as WORDS
from compliance.risk.wording_rules import SOURCE as TEXTS
from compliance.risk.wording_rules import hits, texts
from compliance.services import (  # noqa: F401 - declare what workers do
    alert_deadline,
    alert_messages,
    erasure,
    evaluation,
    ledger_export,
    list_file,
    person_file,
    precision,
    subject_request,
    verification,
)
from compliance.services.history_file import HISTORY_FILE
from compliance.services.sealing import seal_after_commit
from compliance.services.upload_refusal import tell_of_refused_upload

PARTS = [
    (Material, MaterialProduct, "material"),
    (Material, MaterialVersion, "material"),
    (AnticipatedQuestion, ApprovedAnswer, "question"),
]
PAGES = [
    ("compliance.alert", "compliance:alert_detail", Permission.ALERT_READ),
    ("compliance.subjectrequest", "compliance:subject_request_detail", Permission.ERASURE_READ),
    ("compliance.material", "compliance:material_detail", Permission.CONTENT_READ),
    ("compliance.anticipatedquestion", "compliance:question_detail", Permission.CONTENT_READ),
]
# Who is forgotten, and what may not be: nobody should be able to take it back unseen (LED-020).
FORGETTING = ["erasure", "legal_hold"]


def everything(app):
    post_migrate.connect(index_after_migrate, sender=app)
    # A new recorded model or column must not wait for somebody to remember the ledger.
    post_migrate.connect(install_after_migrate, sender=app)
    checks.register(check_sinks, "ledger", deploy=True)
    trail_checks.declare()
    sealers.register(seal_after_commit)
    sealed_at_once.extend(FORGETTING)
    frozen_customers.register(erasure.frozen)
    left_out_of_files.register(LegalHold)
    rows_about_people.extend(ROWS)
    day_starters.register(person_file.drop_expired_files)
    list_file.register_list_file(HISTORY_FILE)
    day_starters.register(list_file.drop_expired_files)
    kept_fields.extend(FIELDS)
    record_pages.extend(PAGES)
    record_parts.extend(PARTS)
    attachment_visibility.register(files_of_visible_versions)
    material_reminders.declare()
    day_starters.register(material_reminders.plan_expiry_reminders)
    # By then every app has declared its rules: a new one has its parameters at once.
    post_migrate.connect(ship_parameters, sender=app)
    risk_facts.register(Source("ledger.changes", unexplained_changes, is_watched=True))
    risk_facts.register(Source("ledger.troubles", ledger_troubles, is_watched=True))
    risk_facts.register(Source(SOURCE, refused_before))
    refused_uploads.register(tell_of_refused_upload)
    # Whichever door a text came through, its history says so within a minute.
    risk_facts.register(Source(TEXTS, texts, is_watched=True))
    wording_checks.register(hits)
    for rule in [*RULES, UPLOADS, WORDS]:
        declare_rule(rule)
    alert_messages.declare()
    calendar_published.register(alert_deadline.renew_provisional_deadlines)
    calendar_published.register(subject_request.renew_due_days)
    day_starters.register(evaluation.evaluate_by_night)
    day_starters.register(precision.look_at_precision)
