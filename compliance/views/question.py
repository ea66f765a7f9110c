"""The library of anticipated questions: searched, kept, and each answer approved by a second person."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.exports import export_response
from accounts.forms.fields import carry_out
from accounts.keyset import keyset_page
from accounts.permissions import Permission, can, require
from compliance.forms.material import DiscardForm, ReturnForm, WithdrawForm
from compliance.forms.question import AnswerForm, QuestionFilter, QuestionForm
from compliance.models import AnticipatedQuestion, ApprovedAnswer
from compliance.services import question as verbs
from compliance.services.reviewing import may_approve

STEPS = {
    "submit": (None, verbs.submit_answer, gettext_lazy("Handed in for approval.")),
    "approve": (None, verbs.approve_answer, gettext_lazy("Approved: it may be given from now on.")),
    "return": (ReturnForm, verbs.return_answer, gettext_lazy("Sent back.")),
    "withdraw": (WithdrawForm, verbs.withdraw_answer, gettext_lazy("Withdrawn.")),
    "discard": (DiscardForm, verbs.withdraw_answer, gettext_lazy("Given up.")),
}


@require_GET
def question_list(request):
    require(request.user, Permission.CONTENT_READ)
    filters = QuestionFilter(request.GET, user=request.user)
    shown = filters.narrow(AnticipatedQuestion.objects.visible_to(request.user), request.user)
    shown = _with_answers(shown, request.user)
    if "format" in request.GET:
        return _export(request, shown)
    context = {"filters": filters, "page": keyset_page(shown, request.GET, order="text")}
    return render(request, "compliance/question_list.html", context)


@require_GET
def question_detail(request, uuid):
    return _show(request, _find(request, uuid))


@require_http_methods(["GET", "POST"])
def question_new(request):
    require(request.user, Permission.CONTENT_KEEP)
    form = QuestionForm(request.POST or None, user=request.user)
    del form.fields["is_active"]
    if form.is_valid():
        added = carry_out(form, verbs.add_question, **form.cleaned_data, by=request.user)
        if added:
            return redirect("compliance:question_detail", added.uuid)
    return _form(request, form, _("New question"))


@require_http_methods(["GET", "POST"])
def question_edit(request, uuid):
    require(request.user, Permission.CONTENT_KEEP)
    question = _find(request, uuid)
    form = QuestionForm(request.POST or None, user=request.user, question=question)
    if form.is_valid() and carry_out(
        form, verbs.edit_question, question, **form.cleaned_data, by=request.user
    ):
        return redirect("compliance:question_detail", uuid)
    return _form(request, form, _("Edit the question"), question)


@require_http_methods(["GET", "POST"])
def answer_new(request, uuid):
    """`uuid` is the question's. A draft that was sent back is put right here as well."""
    require(request.user, Permission.CONTENT_KEEP)
    question = _find(request, uuid)
    answers = ApprovedAnswer.objects.visible_to(request.user).filter(question=question)
    draft = answers.filter(status=ApprovedAnswer.Status.DRAFT).first()
    form = AnswerForm(
        request.POST or None, user=request.user, question=question, initial=_initial(draft)
    )
    verb, subject = (verbs.edit_answer, draft) if draft else (verbs.draft_answer, question)
    if form.is_valid() and carry_out(form, verb, subject, **form.cleaned_data, by=request.user):
        messages.success(request, _("Drafted. Hand it in when it is ready."))
        return redirect("compliance:question_detail", uuid)
    return _form(request, form, _("Answer"), question)


@require_POST
def answer_step(request, uuid, step):
    if step not in STEPS:
        raise Http404
    require(request.user, Permission.CONTENT_READ)
    answers = ApprovedAnswer.objects.visible_to(request.user).select_related("question")
    answer = get_object_or_404(answers, uuid=uuid)
    form_class, verb, said = STEPS[step]
    form = form_class(request.POST) if form_class else None
    if form is None:
        verb(answer, by=request.user)
    elif not form.is_valid() or not carry_out(
        form, verb, answer, **form.cleaned_data, by=request.user
    ):
        return _show(request, _find(request, answer.question.uuid), bound={step: form})
    messages.success(request, said)
    return redirect("compliance:question_detail", answer.question.uuid)


def _find(request, uuid):
    require(request.user, Permission.CONTENT_READ)
    questions = AnticipatedQuestion.objects.visible_to(request.user).select_related("product")
    return get_object_or_404(questions, uuid=uuid)


def _with_answers(questions, user):
    """With the answers that hold today, as `in_force`."""
    usable = ApprovedAnswer.objects.visible_to(user).usable_on(timezone.localdate())
    rested = usable.select_related("key_message", "material")
    return questions.select_related("product").prefetch_related(
        Prefetch("answers", rested, to_attr="in_force")
    )


def _show(request, question, *, bound=None):
    user = request.user
    answers = ApprovedAnswer.objects.visible_to(user).filter(question=question)
    rows = list(answers.select_related("key_message", "material", "drafted_by", "approved_by"))
    by_status = {row.status: row for row in reversed(rows)}
    waiting = by_status.get("submitted")
    bound = bound or {}
    context = {
        "question": question,
        "answers": rows,
        "draft": by_status.get("draft"),
        "waiting": waiting,
        "in_force": by_status.get("approved"),
        "decides": waiting and can(user, Permission.CONTENT_APPROVE) and may_approve(waiting, user),
        "stops": can(user, Permission.CONTENT_KEEP) or can(user, Permission.CONTENT_APPROVE),
        "send_back": bound.get("return") or ReturnForm(),
        "withdraw": bound.get("withdraw") or WithdrawForm(),
        "discard": bound.get("discard") or DiscardForm(),
    }
    return render(request, "compliance/question_detail.html", context, status=422 if bound else 200)


def _initial(draft):
    if draft is None:
        return {"valid_from": timezone.localdate()}
    plain = ("text", "text_en", "source", "valid_from", "valid_to")
    return {name: getattr(draft, name) for name in plain} | {
        "key_message": draft.key_message and draft.key_message.uuid,
        "material": draft.material and draft.material.uuid,
    }


def _form(request, form, title, question=None):
    context = {"form": form, "title": title, "question": question}
    return render(request, "compliance/question_form.html", context)


def _export(request, shown):
    columns = [
        (_("Product"), lambda row: str(row.product)),
        (_("Question"), lambda row: row.text),
        (_("English question"), lambda row: row.text_en),
        (_("Answer"), lambda row: "; ".join(one.words for one in row.in_force)),
        (_("Source"), lambda row: "; ".join(one.source for one in row.in_force)),
        (
            _("Key message"),
            lambda row: "; ".join(str(one.key_message or "") for one in row.in_force),
        ),
    ]
    return export_response(
        request,
        name="questions",
        columns=columns,
        rows=shown.order_by("text", "pk").iterator(chunk_size=500),
        what=AnticipatedQuestion._meta.label_lower,
        filters=request.GET.urlencode(),
    )
