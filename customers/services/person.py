"""What people do with doctors, pharmacists, directors, buyers and shop managers."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sensitive
from accounts.history import deed
from accounts.models import Access
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from accounts.registry import end_what_is_planned, mark_customers_changed
from accounts.services.access import log_access
from customers.controlled import refuse_controlled
from customers.erasure import CALLED, emptied
from customers.frozen import refuse_frozen
from customers.identity import person_identity
from customers.importing.findings import without_values
from customers.models import Customer, ImportLine, Person
from customers.services.affiliation import add_affiliation, identity_today
from customers.services.alignment import mark_customer_changed
from customers.services.care_cycle import renew_care
from customers.services.customer import admit, apply, halves, put_in_step
from customers.services.erased_identity import keys_of, remember_erased
from customers.services.erased_words import empty_words, remove_papers
from customers.services.influence import forget_influences
from customers.services.persona_fact import forget_facts
from customers.services.search_key import phone_hash

FIELDS = {
    "type",
    "title",
    "specialty",
    "sub_specialty",
    "licence_number",
    "decision_role",
    "office_phone",
}
# Private phones go when the contact goes (decision 20).
RETENTION_CLASS = "contact"


def create_person(
    *,
    by,
    organisation=None,
    department=None,
    position="",
    mobile="",
    territory=None,
    uuid=None,
    **values,
):
    """`values` are FIELDS and the customer's own; name and type are required.

    `organisation` becomes the main place of work from today. Without `territory` the person is its author's.
    """
    require(by, Permission.CUSTOMER_EDIT)
    own, half = halves(values, FIELDS)
    with deed("person.create", by=by):
        customer = Customer(kind=Customer.Kind.PERSON, **own, **with_uuid(uuid))
        person = Person(mobile_sealed=_sealed(customer, mobile), **half)
        identity = person_identity(customer.name)
        admit(customer, person, identity=identity, territory=territory, by=by, mobile=mobile)
        if organisation:
            add_affiliation(person, organisation, department=department, position=position)
    return person


def edit_person(person, *, by, because="", mobile=None, **changes):
    """`changes` are FIELDS and the customer's own; `mobile` is None to leave it, "" to remove it."""
    require(by, Permission.CUSTOMER_EDIT)
    own, half = halves(changes, FIELDS)
    with deed("person.edit", by=by, because=because):
        customer = Customer.objects.select_for_update().get(pk=person.pk)
        refuse_frozen(customer.pk)
        row = Person.objects.select_for_update().get(pk=person.pk)
        if mobile is not None:
            half["mobile_sealed"] = _sealed(customer, mobile)
        if changed := apply(customer, own) | apply(row, half):
            refuse_controlled(customer, changed, by)
            put_in_step(customer, identity=identity_today(customer), mobile=mobile)
        if "type" in changed:
            mark_customers_changed([customer.pk])
            renew_care([customer.pk], timezone.localdate(), by)
    return row


def carry_mobile(merged, survivor, *, by):
    """Gives the survivor the private number of a merged record where she has none. Returns its keyed hash, or ""."""
    if survivor.mobile_sealed or not merged.mobile_sealed:
        return ""
    subject = merged.customer.uuid
    sealed = [(subject, merged.mobile_sealed)]
    number = sensitive.reveal_many(sealed, retention_class=RETENTION_CLASS)[0]
    edit_person(survivor, mobile=number, by=by)
    return phone_hash(number)


def reveal_mobile(person, *, reason, by):
    """The private number in plain; who looked, and why, is kept first."""
    require(by, Permission.SENSITIVE_READ)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why you need the number: it is kept.")})
    subject = person.customer.uuid
    log_access(by, Access.Action.UNMASK, "customers.person", subject=subject, reason=reason)
    try:
        return sensitive.reveal(
            person.mobile_sealed, subject=subject, retention_class=RETENTION_CLASS
        )
    except sensitive.Destroyed as gone:
        raise ValidationError(_("This number was destroyed and cannot be shown.")) from gone


def erase_person(person, *, pseudonym, because, by):
    """Leaves a pseudonym and what is about nobody, so that counts stay as they were. Archived."""
    require(by, Permission.ERASURE_DECIDE)
    with deed("person.erase", by=by, because=because):
        customer = Customer.objects.select_for_update().get(pk=person.pk)
        lines = _lines_about(customer)
        remember_erased(keys_of(customer), source=customer.source)
        customer.update_from({**emptied(Customer), CALLED: pseudonym})
        _archive(customer)
        row = Person.objects.select_for_update().get(pk=person.pk)
        for name, value in emptied(Person).items():
            setattr(row, name, value)
        row.save()
        _empty(lines, pseudonym)
        empty_words(customer, because=because, by=by)
        remove_papers(customer, because=because, by=by)
        put_in_step(customer, identity=person_identity(pseudonym), mobile="")
    return row


def restrict_person(person, *, because, by):
    """Sensitive fields go, nobody works with the rest any more; it is kept for its term only."""
    require(by, Permission.ERASURE_DECIDE)
    with deed("person.restrict", by=by, because=because):
        customer = Customer.objects.select_for_update().get(pk=person.pk)
        _archive(customer)
        row = Person.objects.select_for_update().get(pk=person.pk)
        if row.mobile_sealed:
            row.mobile_sealed = ""
            row.save()
        put_in_step(customer, identity=customer.identity, mobile="")
    return row


def _archive(customer):
    """As archive_customer does, and nobody is to go there any more; what was learned of her goes."""
    forget_facts(customer)
    forget_influences(customer)
    if customer.status != Customer.Status.ARCHIVED:
        customer.check_can_become(Customer.Status.ARCHIVED)
        customer.status, customer.status_on = Customer.Status.ARCHIVED, timezone.localdate()
    customer.save()
    mark_customer_changed(customer, timezone.localdate())
    end_what_is_planned(customer)


def _lines_about(customer):
    """Lines of imports that mean her, also where she is not linked yet."""
    same_source = Q(customer_import__mapping__source=customer.source)
    named = Q(key__in=keys_of(customer)) & (~Q(key__startswith="id:") | same_source)
    lines = ImportLine.objects.filter(Q(customer=customer) | Q(customer=None) & named)
    return list(lines.select_for_update(of=("self",)))


def _empty(lines, pseudonym):
    """What she was called and what was read of her. A line not imported yet stays out."""
    for line in lines:
        line.findings = [without_values(finding) for finding in line.findings]
        if line.record:
            line.verdict = ImportLine.Verdict.REJECT
            line.findings.append(["erased", {}])
        line.name, line.key, line.record = pseudonym, "", {}
    ImportLine.objects.bulk_update(lines, ["verdict", "name", "key", "record", "findings"])


def _sealed(customer, mobile):
    try:
        return sensitive.seal(
            mobile.strip(), subject=customer.uuid, retention_class=RETENTION_CLASS
        )
    except sensitive.Destroyed as gone:
        message = _("This person asked to be erased; no private number is kept again.")
        raise ValidationError({"mobile": message}) from gone
