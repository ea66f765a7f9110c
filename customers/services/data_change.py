"""Data-change requests: whoever meets the customer proposes, a data steward decides (CUS-12)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from accounts.services.attachment import PDF, PICTURES, store_attachment
from customers.controlled import CONTROLLED, enters_freely
from customers.data_change_notices import tell_author, tell_stewards
from customers.data_sides import current, plain, values_for_verb
from customers.frozen import refuse_frozen
from customers.models import Customer, DataChange
from customers.services.customer import archive_customer
from customers.services.organisation import edit_organisation, hold_parents
from customers.services.person import edit_person

Status = DataChange.Status


def edit_or_propose(customer, *, by, evidence="", evidence_file=None, **changes):
    """Changes at once what `by` may, and proposes the rest. Returns [DataChange], empty when nothing waits."""
    if enters_freely(customer, by):
        _edit(customer, by=by, **changes)
        return []
    free = {name: value for name, value in changes.items() if name not in CONTROLLED}
    rest = different(customer, changes)
    # Kept first: who must be told of a refused file stays told, whatever becomes of the proposal.
    attachment = _stored(evidence_file, by) if rest and evidence_file else None
    with transaction.atomic():
        _edit(customer, by=by, **free)
        if not rest:
            return []
        said = {"evidence": evidence, "attachment": attachment}
        return [file_data_change(customer, values=rest, **said, by=by)]


def different(customer, changes):
    """{field: value} of the controlled fields that would change."""
    now = current(customer)
    proposed = plain(changes)
    return {name: changes[name] for name in proposed if proposed[name] != now.get(name)}


def file_data_change(customer, *, values, evidence, attachment=None, by, uuid=None):
    """`values` as edit_person and edit_organisation take them, of controlled fields only."""
    require(by, Permission.CUSTOMER_EDIT)
    if unknown := values.keys() - current(customer).keys():
        raise ValidationError(
            {name: _("This is not one of the data that a steward decides on.") for name in unknown}
        )
    with deed("data_change.file", by=by):
        customer = Customer.objects.select_for_update().get(pk=customer.pk)
        refuse_frozen(customer.pk)
        now = current(customer)
        proposed = {name: new for name, new in plain(values).items() if new != now[name]}
        _check(proposed, evidence)
        change = DataChange(
            customer=customer,
            kind=DataChange.Kind.EDIT,
            values=proposed,
            previous={name: now[name] for name in proposed},
            evidence=evidence.strip(),
            attachment=attachment,
            filed_by=by,
            **with_uuid(uuid),
        )
        change.full_clean()
        change.save()
        _try(change)
        tell_stewards(change)
    return change


def accept_data_change(change, *, because="", by):
    """The customer says the new values; a new one is confirmed."""
    with deed("data_change.accept", by=by, because=because):
        change = _decide(change, Status.ACCEPTED, because, by)
        if change.is_new_customer:
            _confirm(change.customer)
        else:
            _edit(change.customer, by=by, because=because, **values_for_verb(change.values))
    return change


def reject_data_change(change, *, because, by):
    """The customer stays as it is; a new one is archived."""
    if not because.strip():
        raise ValidationError({"because": _("Say why: whoever proposed it reads your reason.")})
    with deed("data_change.reject", by=by, because=because):
        change = _decide(change, Status.REJECTED, because, by)
        if change.is_new_customer:
            _confirm(change.customer)
            if change.customer.status != Customer.Status.ARCHIVED:
                archive_customer(change.customer, because=because, by=by)
    return change


def withdraw_data_change(change, *, by):
    require(by, Permission.CUSTOMER_EDIT)
    with deed("data_change.withdraw", by=by):
        change = _lock(change)
        if change.filed_by_id != by.pk:
            raise PermissionDenied(_("Only who proposed it can withdraw it."))
        if change.is_new_customer:
            raise ValidationError(_("A new customer is not withdrawn: close it, and say why."))
        change.check_can_become(Status.WITHDRAWN)
        change.status = Status.WITHDRAWN
        change.save()
    return change


def end_data_changes(customer):
    """Registered as accounts.registry.customer_endings, inside the deed that erases or restricts a person."""
    for change in DataChange.objects.select_for_update().filter(customer=customer):
        if change.is_waiting:
            change.status = Status.WITHDRAWN
        change.values, change.previous, change.evidence = {}, {}, ""
        change.attachment = None
        change.save()


def evidence_of_changes(user):
    """Registered as accounts.registry.attachment_visibility."""
    seen = DataChange.objects.visible_to(user).exclude(attachment=None)
    return Q(pk__in=seen.values("attachment"))


def can_decide(change, by):
    return change.is_waiting and change.filed_by_id != by.pk


def _stored(upload, by):
    try:
        return store_attachment(upload, by=by, kinds=PICTURES | {PDF})
    except ValidationError as refusal:
        raise ValidationError({"evidence_file": refusal.messages}) from refusal


def _check(proposed, evidence):
    if not proposed:
        raise ValidationError(_("Nothing is different from what stands there."))
    if not evidence.strip():
        said = _("Say how you know it, such as a name card or the hospital's own page.")
        raise ValidationError({"evidence": said})


def _try(change):
    """A proposal that could never be accepted is refused now, beside its field."""
    customer = change.customer
    for row in (customer, customer.half):
        named = {field.name for field in row._meta.concrete_fields} & change.values.keys()
        for name, value in values_for_verb({name: change.values[name] for name in named}).items():
            setattr(row, name, value)
        row.full_clean()
    customer.refresh_from_db()


def _edit(customer, **said):
    if customer.is_person:
        return edit_person(customer.person, **said)
    return edit_organisation(customer.organisation, **said)


def _confirm(customer):
    customer.is_under_review = False
    customer.save()


def _decide(change, status, because, by):
    require(by, Permission.DATA_CHANGE_DECIDE)
    # In the order in which an edit and an erasure lock, so that none waits for the other in a circle.
    if "parent" in change.values:
        hold_parents()
    customer = Customer.objects.select_for_update().get(pk=change.customer_id)
    change = _lock(change)
    if change.filed_by_id == by.pk:
        raise PermissionDenied(_("Nobody decides on what they proposed; ask a colleague."))
    change.customer = customer
    refuse_frozen(change.customer_id)
    change.check_can_become(status)
    change.status, change.decided_by, change.decided_at = status, by, timezone.now()
    change.decision_reason = because.strip()
    change.save()
    tell_author(change)
    return change


def _lock(change):
    rows = DataChange.objects.select_for_update(of=("self",))
    return rows.select_related("customer", "filed_by").get(pk=change.pk)
