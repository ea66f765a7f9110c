"""What people note of a person's work, confirm, and take back (CUS-03)."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sensitive
from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from accounts.prescription_counts import names_prescription_counts
from customers.frozen import refuse_frozen
from customers.models import Customer, PersonaFact
from customers.persona import RETENTION_CLASS

LONGEST = 1000  # characters


def note_fact(
    customer, *, kind, value, source, told_by="", product=None, known_on=None, uuid=None, by
):
    """In place of what was known until then, which stays readable. `value` is words, or the code of a choice."""
    require(by, Permission.CUSTOMER_EDIT)
    day, value = known_on or timezone.localdate(), value.strip()
    _check(customer, kind, value, source, day)
    with deed("persona_fact.note", by=by):
        row = _hold(customer)
        before = _take_back(row, kind, product, day)
        texts = [(row.uuid, value), (row.uuid, told_by.strip())]
        sealed, told_by_sealed = sensitive.seal_many(texts, retention_class=RETENTION_CLASS)
        fact = PersonaFact(
            customer=row,
            kind=kind,
            product=product,
            value_sealed=sealed,
            source=source,
            told_by_sealed=told_by_sealed,
            known_on=day,
            noted_by=_author(by),
            is_confirmation=_says_the_same(before, value),
            **with_uuid(uuid),
        )
        fact.full_clean()
        fact.save()
    return fact


def confirm_fact(fact, *, by):
    """Still true today, as somebody of ours has just seen or heard; its source stays the one that told it."""
    require(by, Permission.CUSTOMER_EDIT)
    today = timezone.localdate()
    with deed("persona_fact.confirm", by=by):
        row = _hold(fact.customer)
        held = _current(fact)
        if held.known_on == today:
            return held
        _take_back(row, held.kind, held.product, today)
        again = PersonaFact(
            **{
                name: getattr(held, name)
                for name in ("kind", "product", "value_sealed", "source", "told_by_sealed")
            },
            customer=row,
            known_on=today,
            noted_by=_author(by),
            is_confirmation=True,
        )
        again.full_clean()
        again.save()
    return again


def drop_fact(fact, *, because, by):
    """It no longer holds, or never did, and nothing takes its place."""
    require(by, Permission.CUSTOMER_EDIT)
    if not because.strip():
        raise ValidationError({"because": _("Say why: the reason is kept.")})
    with deed("persona_fact.drop", by=by, because=because):
        _hold(fact.customer)
        held = _current(fact)
        held.is_current, held.dropped_on = False, timezone.localdate()
        held.save()
    return held


def forget_facts(customer):
    """Inside the deed that erases or restricts a person: what else is kept of them is ciphertext without a key."""
    for fact in PersonaFact.objects.filter(customer=customer):
        fact.delete()


def carry_facts(merged, survivor):
    """What is known of a merged record where nothing is of the survivor, under her own key, inside the deed of the merge."""
    hers = PersonaFact.objects.current().filter(customer=survivor)
    known = set(hers.values_list("kind", "product_id"))
    facts = [
        fact
        for fact in PersonaFact.objects.current().filter(customer=merged).order_by("pk")
        if (fact.kind, fact.product_id) not in known
    ]
    return [_carried(fact, merged, survivor) for fact in facts]


def _carried(fact, merged, survivor):
    sealed = [(merged.uuid, fact.value_sealed), (merged.uuid, fact.told_by_sealed)]
    told = sensitive.reveal_many(sealed, retention_class=RETENTION_CLASS)
    texts = [(survivor.uuid, text) for text in told]
    value, told_by = sensitive.seal_many(texts, retention_class=RETENTION_CLASS)
    same = ("kind", "product_id", "source", "known_on", "noted_by_id", "noted_at")
    carried = PersonaFact(
        customer=survivor,
        value_sealed=value,
        told_by_sealed=told_by,
        is_confirmation=fact.is_confirmation,
        **{name: getattr(fact, name) for name in same},
    )
    carried.full_clean()
    carried.save()
    return carried


def _check(customer, kind, value, source, day):
    problems = {}
    if not customer.is_person:
        problems["kind"] = _("Only people have a persona.")
    if kind not in PersonaFact.Kind:
        problems["kind"] = _("Choose what it is about.")
    if source not in PersonaFact.Source:
        problems["source"] = _("Say where it is from.")
    if day > timezone.localdate():
        problems["known_on"] = _("The day cannot lie ahead.")
    if problem := _wrong(kind, value):
        problems["value"] = problem
    if problems:
        raise ValidationError(problems)


def _wrong(kind, value):
    choices = PersonaFact.CHOICES.get(kind)
    if choices and value not in choices:
        return _("Choose one.")
    if not value:
        return _("Write what is known.")
    if len(value) > LONGEST:
        return _("At most %(most)s characters fit.") % {"most": LONGEST}
    if names_prescription_counts(value):
        return _("Prescription counts may not be kept here: describe the habit instead.")
    return None


def _hold(customer):
    row = Customer.objects.select_for_update().get(pk=customer.pk)
    refuse_frozen(row.pk)
    return row


def _take_back(customer, kind, product, day):
    """What held until then, or None."""
    before = PersonaFact.objects.current().about(customer, kind, product).first()
    if before is None:
        return None
    if before.known_on > day:
        raise ValidationError(
            {"known_on": _("Something newer is known, of %(day)s.") % {"day": before.known_on}}
        )
    before.is_current = False
    before.save()
    return before


def _current(fact):
    held = PersonaFact.objects.current().select_related("product").filter(pk=fact.pk).first()
    if held is None:
        raise ValidationError(_("Something else has been noted meanwhile."))
    return held


def _says_the_same(before, value):
    if before is None:
        return False
    told = sensitive.reveal(
        before.value_sealed, subject=before.customer.uuid, retention_class=RETENTION_CLASS
    )
    return told == value


def _author(by):
    return None if getattr(by, "is_system", False) else by
