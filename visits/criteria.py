"""What makes a visit effective: one small test per criterion, put together by a policy's version (VIS-07)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from visits.models import VisitPolicy
from visits.record import Record


@dataclass(frozen=True)
class Circumstances:
    """What the record itself does not say."""

    policy: VisitPolicy
    is_aligned: bool
    is_filed: bool
    submitted_at: datetime


@dataclass(frozen=True)
class Remedy:
    """Where the form jumps to, and what the jump is called."""

    field: str
    link: str


@dataclass(frozen=True)
class Criterion:
    code: str
    title: str  # may name %(minutes)s and %(hours)s of the policy
    lack: str  # what a visit that misses it is told
    is_met: Callable[[Record, Circumstances], bool]
    # What to type into this record to meet it; none where typing does not help.
    remedy: Callable[[Record], Remedy] | None = None

    def title_under(self, policy):
        return self.title % {
            "minutes": policy.minimum_minutes,
            "hours": policy.submit_within_hours,
        }


def is_aligned(record, at):
    return at.is_aligned and at.is_filed


def has_participant(record, at):
    return bool(record.participants)


def has_objective(record, at):
    return bool(record.objective.strip())


def has_topic_and_points(record, at):
    covered = any(talk.messages for talk in record.products)
    return record.topic is not None and (covered or bool(record.key_points.strip()))


def has_answer(record, at):
    """The customer's feedback (a reaction says it too), a consensus, or a step to take."""
    reacted = any(talk.reaction for talk in record.products)
    said = record.feedback.strip() or record.consensus.strip()
    return bool(reacted or said or record.next_step)


def lasted(record, at):
    return record.minutes is not None and record.minutes >= at.policy.minimum_minutes


def is_in_time(record, at):
    return record.started_at is not None and at.submitted_at <= at.policy.submit_by(record)


def add_participants(record):
    return Remedy("participants", _("Add people"))


def add_objective(record):
    return Remedy("objective", _("Add objective"))


def add_what_the_talk_lacks(record):
    if record.topic is None:
        return Remedy("topic", _("Add topic"))
    return Remedy("key_points", _("Add key points"))


def add_next_step(record):
    return Remedy("next_step", _("Add next step"))


def set_length(record):
    return Remedy("minutes", _("Set length"))


CRITERIA = {
    criterion.code: criterion
    for criterion in [
        Criterion(
            "aligned",
            _("Aligned customer, filing valid"),
            _("customer not aligned or no valid filing"),
            is_aligned,
        ),
        Criterion(
            "participant",
            _("Participant named"),
            _("nobody named"),
            has_participant,
            add_participants,
        ),
        Criterion("objective", _("Objective"), _("no objective"), has_objective, add_objective),
        Criterion(
            "topic",
            _("Topic and key points"),
            _("no topic or key points"),
            has_topic_and_points,
            add_what_the_talk_lacks,
        ),
        Criterion(
            "answer",
            _("Feedback, consensus or next step"),
            _("no feedback, consensus or next step"),
            has_answer,
            add_next_step,
        ),
        Criterion(
            "duration", _("Lasted at least %(minutes)s min"), _("too short"), lasted, set_length
        ),
        Criterion("in_time", _("Submitted within %(hours)s h"), _("logged late"), is_in_time),
    ]
}


def judge(record, at):
    """Codes of the policy's criteria, (met, missed), in the policy's order; codes unknown here count as missed."""
    met, missed = [], []
    for code in at.policy.criteria:
        criterion = CRITERIA.get(code)
        (met if criterion and criterion.is_met(record, at) else missed).append(code)
    return met, missed


def lacks_of(verdict):
    """What a visit was missing, in words; a criterion that is no longer known keeps its code."""
    return [str(CRITERIA[code].lack) if code in CRITERIA else code for code in verdict.missed]


def criteria_in_words(row, field):
    """Registered as accounts.registry.value_words: a policy's criteria by the titles that they had under it."""
    if row.instance_type is not VisitPolicy or field.name != "criteria":
        return None
    titles = (
        CRITERIA[code].title_under(row) if code in CRITERIA else code for code in row.criteria
    )
    return "; ".join(str(title) for title in titles)
