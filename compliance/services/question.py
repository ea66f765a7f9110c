"""The library of anticipated questions: kept by medical or marketing, each answer approved by a second person."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from compliance.models import AnticipatedQuestion, ApprovedAnswer
from compliance.services import reviewing
from customers.grams import text_and_grams

ANSWER = ("text", "text_en", "key_message", "material", "source", "valid_from", "valid_to")


def add_question(*, by, uuid=None, **values):
    """`values`: product, text, text_en."""
    require(by, Permission.CONTENT_KEEP)
    with deed("anticipated_question.create", by=by):
        question = AnticipatedQuestion(**values, **with_uuid(uuid))
        _keep(question)
    return question


def edit_question(question, *, by, **changes):
    """`changes`: product, text, text_en, is_active."""
    require(by, Permission.CONTENT_KEEP)
    with deed("anticipated_question.edit", by=by):
        row = AnticipatedQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
        if row.update_from(changes):
            _keep(row)
    return row


def draft_answer(question, *, by, uuid=None, **values):
    """`values`: ANSWER. A draft counts for nothing; the next one may be drafted while another holds."""
    require(by, Permission.CONTENT_KEEP)
    with deed("approved_answer.draft", by=by):
        question = AnticipatedQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
        answer = ApprovedAnswer(
            question=question,
            version=reviewing.next_number(question.answers),
            drafted_by=by,
            **values,
            **with_uuid(uuid),
        )
        _check_rests(answer)
        answer.full_clean()
        answer.save()
    return answer


def edit_answer(answer, *, by, **changes):
    require(by, Permission.CONTENT_KEEP)
    with deed("approved_answer.edit", by=by):
        answer = reviewing.locked(answer)
        if answer.status != answer.Status.DRAFT:
            raise ValidationError(_("Only a draft is changed; draft the next version."))
        if answer.update_from(changes):
            _check_rests(answer)
            answer.full_clean()
            answer.save()
    return answer


def submit_answer(answer, *, by):
    require(by, Permission.CONTENT_KEEP)
    with deed("approved_answer.submit", by=by):
        answer = reviewing.locked(answer)
        reviewing.hand_in(answer, by=by)
    return answer


def approve_answer(answer, *, by):
    require(by, Permission.CONTENT_APPROVE)
    with deed("approved_answer.approve", by=by):
        answer = reviewing.locked(answer)
        others = ApprovedAnswer.objects.filter(question=answer.question).exclude(pk=answer.pk)
        reviewing.approve(answer, others, by=by)
    return answer


def return_answer(answer, *, because, by):
    require(by, Permission.CONTENT_APPROVE)
    with deed("approved_answer.reject", by=by, because=because):
        answer = reviewing.locked(answer)
        reviewing.send_back(answer, by=by, because=because)
    return answer


def withdraw_answer(answer, *, because, by):
    reviewing.require_may_stop(by)
    with deed("approved_answer.withdraw", by=by, because=because):
        answer = reviewing.locked(answer)
        reviewing.withdraw(answer, by=by, because=because)
    return answer


def _keep(question):
    question.search_text, grams = text_and_grams([question.text, *filter(None, [question.text_en])])
    question.grams = sorted(grams)
    question.full_clean()
    question.save()


def _check_rests(answer):
    """An answer rests on what may be said about the very product that is asked about."""
    message = answer.key_message
    if message and message.product_id != answer.question.product_id:
        raise ValidationError(
            {"key_message": _("Choose a key message of the product that is asked about.")}
        )
    if not answer.source.strip() and answer.material is None:
        raise ValidationError({"source": _("Name the source of the answer, or its material.")})
