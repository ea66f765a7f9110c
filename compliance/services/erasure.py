"""A person asks to be forgotten: one of us requests it, another decides, and the database erases (LED-024, PRV-010 … 012).

A hold refuses. A legal duty to keep restricts: sensitive fields go, the rest stays until its term. Else all is erased.
"""

import logging
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sensitive
from accounts.history import deed, system
from accounts.models import Signature
from accounts.permissions import Permission, require
from accounts.registry import duties_to_keep
from accounts.services.attachment import destroy_bytes
from accounts.services.idempotency import forget_answers_about
from accounts.services.notification import rename_in_notifications
from accounts.services.signature import identify, sign
from compliance.models import ErasureCase, LegalHold
from compliance.records_about import names_of, uuids_about
from compliance.services.list_file import drop_files_of_before
from customers.erasure import papers_of
from customers.merging import ids_of, records_of
from customers.models import Customer
from customers.services.person import erase_person, restrict_person

logger = logging.getLogger(__name__)
CLOCK = system("erasure")
Status = ErasureCase.Status
Outcome = ErasureCase.Outcome


def request_erasure(customer, *, reason, by):
    require(by, Permission.ERASURE_REQUEST)
    if not customer.is_person:
        raise ValidationError(_("Only people are erased; an organisation is archived."))
    records = records_of(customer.merged_into or customer)
    for record in records:
        check_words("reason", reason, record)
    with deed("erasure.request", by=by, because=reason):
        # Records that were merged into hers are hers: each has a case of its own, and a key of its own to destroy.
        cases = [_request(record, reason, by) for record in records]
    return cases[0]


def _request(customer, reason, by):
    case = ErasureCase(
        customer=customer,
        reason=reason.strip(),
        pseudonym=pseudonym_of(customer),
        requested_by=by,
    )
    case.full_clean()
    case.save()
    return case


def pseudonym_of(customer):
    """HCP-7F3A…: always the same for a person, and not to be guessed without the master key."""
    return f"HCP-{sensitive.fingerprint(str(customer.uuid), purpose='pseudonym')[:12].upper()}"


def refuse_erasure(case, *, because, by, credentials):
    require(by, Permission.ERASURE_DECIDE)
    identity = _identity(case, by, credentials, "erasure.refuse")
    with deed("erasure.refuse", by=by, because=because):
        case, _customer = _decide(case, Status.REFUSED, because=because, by=by)
        sign(case, Signature.Meaning.REJECTED, by=by, identity=identity)
    return case


def approve_erasure(case, *, because, by, credentials):
    """Erases or restricts at once, in one transaction, signed by who decides.

    Keys lie in another database and never come back: they go once the transaction has committed.
    """
    require(by, Permission.ERASURE_DECIDE)
    identity = _identity(case, by, credentials, "erasure.approve")
    with deed("erasure.approve", by=by, because=because):
        case, customer = _decide(case, Status.APPROVED, because=because, by=by)
        _check_holds(customer)
        _check_all_are_asked_for(customer)
        if why_kept(customer):
            restrict_person(customer.person, because=case.decision_reason, by=by)
            forget_answers_about(customer.uuid)
            case.outcome = Outcome.RESTRICTED
        else:
            _erase(case, customer, by)
            case.outcome = Outcome.ERASED
        case.check_can_become(Status.DONE)
        case.status, case.done_at = Status.DONE, timezone.now()
        case.save()
        sign(case, Signature.Meaning.APPROVED, by=by, identity=identity)
        transaction.on_commit(partial(_destroy_keys, case.pk), robust=True)
    return case


def check_may_decide(case, by):
    require(by, Permission.ERASURE_DECIDE)
    if case.requested_by_id == by.pk:
        raise PermissionDenied(_("Nobody decides on their own request; ask a colleague."))


def destroy_outstanding_keys():
    """Each minute: what a crash or an absent database left. Returns how many cases it settled."""
    waiting = ErasureCase.objects.owing_keys().order_by("pk").values_list("pk", flat=True)
    return sum(_try_to_destroy(pk) for pk in list(waiting))


def why_kept(customer):
    """Sentences: which legal duties ask to keep this person's records until their term ends."""
    return [str(sentence) for function in duties_to_keep for sentence in function(customer)]


def frozen(customer_ids):
    """Registered as accounts.registry.frozen_customers: by the newest case that was carried out."""
    done = ErasureCase.objects.filter(customer__in=customer_ids, status=Status.DONE)
    outcomes = dict(done.order_by("done_at").values_list("customer_id", "outcome"))
    return {pk: _why_left_alone(outcome) for pk, outcome in outcomes.items()}


def holds_on(customer):
    """Also those on records that are one with hers: what hung there may hang on hers by now."""
    return LegalHold.objects.in_force().filter(customer__in=_all_of(customer))


def _all_of(customer):
    return ids_of(customer.merged_into or customer)


def _check_all_are_asked_for(customer):
    """The customer is held: no merge runs beside this."""
    cases = ErasureCase.objects.exclude(status=Status.REFUSED)
    asked = cases.filter(customer__in=_all_of(customer)).values_list("customer_id", flat=True)
    if set(_all_of(customer)) - set(asked):
        raise ValidationError(
            _("Records of this person were merged since: refuse this case and ask for all of them.")
        )


def _identity(case, by, credentials, action):
    """Before the deed begins, so that a wrong secret is on record; who may not decide is not asked for one."""
    check_may_decide(case, by)
    return identify(by, credentials, what=action)


def _decide(case, status, *, because, by):
    row = ErasureCase.objects.select_for_update().get(pk=case.pk)
    # Whoever places a hold waits for the decision.
    customer = Customer.objects.select_for_update().get(pk=row.customer_id)
    check_may_decide(row, by)
    row.check_can_become(status)
    check_words("because", because, customer)
    row.status, row.decided_by, row.decided_at = status, by, timezone.now()
    row.decision_reason = because.strip()
    row.save()
    return row, customer


def _erase(case, customer, by):
    names = names_of(customer)
    erase_person(customer.person, pseudonym=case.pseudonym, because=case.decision_reason, by=by)
    about = uuids_about(customer)
    rename_in_notifications(names, case.pseudonym, about=about)
    for uuid in about:
        forget_answers_about(uuid)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_erase(%s)", [case.uuid])


def _why_left_alone(outcome):
    if outcome == Outcome.ERASED:
        return _("This person's data were erased on request: nothing is entered here any more.")
    return _(
        "This person's data are restricted on request: they stay as they are, and nobody works with them."
    )


def _try_to_destroy(pk):
    """One case must not hold up the others."""
    try:
        return _destroy_keys(pk)
    except Exception:
        logger.exception("The keys of erasure %s are still to be destroyed", pk)
        return False


def _destroy_keys(pk):
    """And the bytes of her papers, as often as it takes: a second time destroys nothing more.

    Returns whether the case is settled by this.
    """
    with deed("erasure.destroy_keys", by=CLOCK):
        owing = ErasureCase.objects.owing_keys().select_related("customer").filter(pk=pk)
        case = owing.select_for_update(of=("self",), skip_locked=True).first()
        if case is None:
            return False
        destroy_bytes(papers_of(case.customer))
        drop_files_of_before()
        sensitive.destroy_keys(case.customer.uuid)
        case.keys_destroyed_at = timezone.now()
        case.save()
    return True


def _check_holds(customer):
    hold = holds_on(customer).first()
    if hold:
        raise ValidationError(
            _("This person's data are held for “%(matter)s”; they can't be erased before it ends.")
            % {"matter": hold.matter}
        )


def check_words(field, words, customer):
    """The answer and its reason outlive the data: they must not repeat them."""
    if not words.strip():
        raise ValidationError({field: _("Say why: the reason is kept.")})
    person = customer.person
    told = [customer.name, *customer.aliases, person.office_phone, person.licence_number]
    if any(text and text in words for text in told):
        raise ValidationError(
            {field: _("Leave out the person's name and numbers: this text stays.")}
        )
