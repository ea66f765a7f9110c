"""What people do with a customer's needs: open, work on, review, solve, drop, reopen, hand on (CUS-06)."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from accounts.services.attachment import store_attachment
from customers.frozen import refuse_frozen
from customers.models import Customer, Need, NeedEvidence
from customers.need_reminders import forget_review, remind_of_review
from customers.services.serving import check_customer, place_of

FIELDS = {
    "category",
    "product",
    "pain_point",
    "root_cause",
    "solution",
    "evidence",
    "result",
    "next_review_on",
}
FILES_AT_MOST = 20
Status = Need.Status


def open_need(customer, *, by, uuid=None, **values):
    """`values` are FIELDS; category and pain_point are required. It is its author's, and its territory never moves."""
    require(by, Permission.NEED_KEEP)
    _check_fields(values)
    with deed("need.open", by=by):
        check_customer(customer, by)
        need = Need(
            customer=customer, owner=by, territory=place_of(customer, by), **with_uuid(uuid)
        )
        need.update_from(values)
        _check_review_ahead(need)
        _keep(need)
    return need


def edit_need(need, *, by, **changes):
    require(by, Permission.NEED_KEEP)
    _check_fields(changes)
    with deed("need.edit", by=by):
        need = _locked(need)
        moved = changes.get("next_review_on", need.next_review_on) != need.next_review_on
        if need.update_from(changes):
            if moved:
                _check_review_ahead(need)
            _keep(need)
    return need


def start_need(need, *, by):
    """Somebody works on it."""
    require(by, Permission.NEED_KEEP)
    with deed("need.start", by=by):
        need = _locked(need)
        need.check_can_become(Status.IN_PROGRESS)
        need.status = Status.IN_PROGRESS
        _keep(need)
    return need


def review_need(need, *, text, next_review_on, by):
    """Looked at again: what is new, and when to look next."""
    require(by, Permission.NEED_KEEP)
    _check_said("text", text, _("Say in a sentence what is new, or that nothing is."))
    with deed("need.review", by=by):
        need = _locked(need)
        if not need.is_open:
            raise ValidationError(_("This need is closed; reopen it to work on it again."))
        need.review_note, need.next_review_on = text.strip(), next_review_on
        _check_review_ahead(need)
        _keep(need)
    return need


def solve_need(need, *, solution, result, lesson="", by):
    """What worked, and what came of it. `lesson` is read by everybody, also who may not know of the customer."""
    require(by, Permission.NEED_KEEP)
    _check_said("solution", solution, _("Say what was done."))
    _check_said("result", result, _("Say what came of it, if possible as a figure."))
    with deed("need.solve", by=by):
        need = _locked(need)
        need.check_can_become(Status.SOLVED)
        _check_names_nobody(lesson, need.customer)
        need.solution, need.result, need.lesson = solution.strip(), result.strip(), lesson.strip()
        need.status, need.closed_on = Status.SOLVED, timezone.localdate()
        _keep(need)
    return need


def drop_need(need, *, because, by):
    require(by, Permission.NEED_KEEP)
    _check_said("because", because, _("Say in a few words why it is no longer needed."))
    with deed("need.drop", by=by, because=because):
        need = _locked(need)
        need.check_can_become(Status.DROPPED)
        need.status, need.closed_on = Status.DROPPED, timezone.localdate()
        need.dropped_reason = because.strip()
        _keep(need)
    return need


def reopen_need(need, *, next_review_on, because, by):
    """It came back, or the solution did not last: what others were told of it is withdrawn."""
    require(by, Permission.NEED_KEEP)
    _check_said("because", because, _("Say in a few words why it is open again."))
    with deed("need.reopen", by=by, because=because):
        need = _locked(need)
        if need.is_open:
            raise ValidationError(_("This need is open already."))
        need.check_can_become(Status.IN_PROGRESS)
        need.status, need.closed_on, need.dropped_reason = Status.IN_PROGRESS, None, ""
        need.lesson, need.next_review_on = "", next_review_on
        _check_review_ahead(need)
        _keep(need)
    return need


def hand_need(need, *, owner, by):
    """Somebody else who sees the customer keeps it from now on."""
    require(by, Permission.NEED_KEEP)
    with deed("need.assign", by=by):
        need = _locked(need)
        _check_owner(need.customer, owner)
        need.owner = owner
        _keep(need)
    return need


def add_evidence(need, *, file, by):
    """A picture or document that shows the pain or the result."""
    require(by, Permission.NEED_KEEP)
    # Kept first: whoever must be told of a refused file stays told, whatever becomes of the need.
    attachment = store_attachment(file, by=by)
    with deed("need.attach", by=by):
        need = _locked(need)
        if need.files.count() >= FILES_AT_MOST:
            raise ValidationError(
                {"file": _("A need keeps %(most)s files.") % {"most": FILES_AT_MOST}}
            )
        return NeedEvidence.objects.create(need=need, attachment=attachment)


def _locked(need):
    need = (
        Need.objects.select_for_update(of=("self",))
        .select_related("customer", "owner")
        .get(pk=need.pk)
    )
    refuse_frozen(need.customer_id)
    return need


def _keep(need):
    need.full_clean()
    need.save()
    if need.is_open:
        remind_of_review(need)
    else:
        forget_review(need)


def _check_fields(values):
    unknown = values.keys() - FIELDS
    if unknown:
        raise TypeError(f"Unknown fields: {', '.join(sorted(unknown))}")


def _check_owner(customer, owner):
    if (
        not owner.is_active
        or not Customer.objects.visible_to(owner).filter(pk=customer.pk).exists()
    ):
        raise ValidationError({"owner": _("Choose a colleague who serves this customer.")})
    require(owner, Permission.NEED_KEEP)


def _check_review_ahead(need):
    if need.next_review_on < timezone.localdate():
        raise ValidationError({"next_review_on": _("The next review lies ahead.")})


def _check_names_nobody(lesson, customer):
    """A lesson travels to people who may not know of a person."""
    if customer.is_person and any(name in lesson for name in [customer.name, *customer.aliases]):
        raise ValidationError(
            {"lesson": _("Leave out the customer's name: everybody reads this sentence.")}
        )


def _check_said(field, text, message):
    if not text.strip():
        raise ValidationError({field: message})
