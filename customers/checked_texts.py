"""What people write about customers, field by field: looked at for words that should not stand there (CMP-06)."""

from accounts.wording import CheckedText
from customers.models import (
    AccountPlan,
    Care,
    Competitor,
    CompetitorActivity,
    CompetitorProduct,
    DataChange,
    Need,
    PersonaFact,
    PlanAction,
    PlanObjective,
)
from customers.persona import RETENTION_CLASS

TEXTS = [
    CheckedText(
        Need,
        (
            *("pain_point", "root_cause", "solution", "evidence", "result", "review_note"),
            *("lesson", "dropped_reason"),
        ),
    ),
    CheckedText(AccountPlan, ("title", "situation", "review_note", "outcome")),
    CheckedText(PlanObjective, ("what", "measure")),
    CheckedText(PlanAction, ("what", "evidence", "dropped_reason")),
    CheckedText(Competitor, ("note",)),
    CheckedText(CompetitorProduct, ("strengths", "weaknesses", "answer")),
    CheckedText(CompetitorActivity, ("what", "source_note", "withdrawn_reason")),
    CheckedText(Care, ("note", "reason")),
    CheckedText(DataChange, ("evidence", "decision_reason")),
    CheckedText(
        PersonaFact,
        (),
        sealed=("value_sealed", "told_by_sealed"),
        retention_class=RETENTION_CLASS,
    ),
]
