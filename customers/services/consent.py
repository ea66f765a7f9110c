"""A person agrees to be reached for a purpose through a channel, or withdraws it; from then on the product keeps to it."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sensitive
from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, can, require
from accounts.registry import withdrawals
from customers.frozen import refuse_frozen
from customers.models import Consent, Customer
from customers.services.person import RETENTION_CLASS

Answer, How = Consent.Answer, Consent.How


def give_consent(customer, *, purpose, channels, how, by, notice_version, **more):
    """What she agreed to, for each of `channels`. `more`: said_on, words, evidence, uuid (of the first row)."""
    require(by, Permission.CONSENT_RECORD)
    _refuse_own_page(how)
    with deed("consent.give", by=by):
        return write_answers(
            *(customer, Answer.GIVEN),
            purpose=purpose,
            channels=channels,
            how=how,
            by=by,
            **{"notice_version": notice_version, **more},
        )


def withdraw_consent(customer, *, purpose, channels, how, by, **more):
    """It holds from this moment; also where she had never agreed."""
    require(by, Permission.CONSENT_RECORD)
    _refuse_own_page(how)
    with deed("consent.withdraw", by=by):
        return write_answers(
            *(customer, Answer.WITHDRAWN),
            **{"purpose": purpose, "channels": channels, "how": how, "by": by, **more},
        )


def _refuse_own_page(how):
    if how == How.OWN_PAGE:
        raise ValidationError({"how": _("Only the person herself answers on her own page.")})


def write_answers(
    customer,
    answer,
    *,
    purpose,
    channels,
    how,
    by,
    said_on=None,
    words="",
    evidence=None,
    notice_version="",
    uuid=None,
):
    """The rows themselves, inside the deed of a verb. `by` is one of us, or whoever holds a person's own link."""
    _check(customer, answer, channels, how, words, evidence, notice_version)
    # Two answers of one person come one after the other.
    Customer.objects.select_for_update().get(pk=customer.pk)
    refuse_frozen(customer.pk)
    day = said_on or timezone.localdate()
    _check_day(customer, purpose, channels, day)
    same = {
        "customer": customer,
        "purpose": purpose,
        "answer": answer,
        "said_on": day,
        "how": how,
        "words_sealed": _sealed(customer, words.strip()),
        "evidence": evidence,
        "notice_version": notice_version.strip(),
        "recorded_by": None if getattr(by, "is_system", False) else by,
    }
    keys = [uuid, *(None for _channel in channels)]
    return [
        _write(Consent(channel=channel, **same, **with_uuid(key)))
        for channel, key in zip(channels, keys, strict=False)
    ]


def _write(row):
    row.full_clean()
    row.save()
    if not row.is_given and row.purpose == Consent.Purpose.CONTACT:
        for function in withdrawals:
            function(row.customer, row.channel)
    return row


def carry_answers(merged, survivor, *, by):
    """Answers of a merged record that hold for the survivor too, inside the deed of the merge: the stricter counts.

    A withdrawal there withdraws here, from today; an agreement there counts where nothing was ever said here.
    """
    hers = _counting(survivor)
    carried = []
    for pair, row in sorted(_counting(merged).items()):
        own = hers.get(pair)
        if own is None or (own.is_given and not row.is_given):
            carried.append(_write(_carried(row, survivor, by)))
    return carried


def _counting(customer):
    rows = Consent.objects.filter(customer=customer).counting()
    return {(row.purpose, row.channel): row for row in rows.select_related("customer", "evidence")}


def _carried(row, survivor, by):
    return Consent(
        customer=survivor,
        purpose=row.purpose,
        channel=row.channel,
        answer=row.answer,
        # What was done here until today was done in good faith.
        said_on=row.said_on if row.is_given else timezone.localdate(),
        how=row.how,
        words_sealed=_sealed(survivor, words_of([row])[row.pk]),
        # The paper stays with the record for which it was given: with her data it is destroyed there.
        notice_version=row.notice_version,
        recorded_by=None if getattr(by, "is_system", False) else by,
    )


def words_of(consents):
    """{id: how it was said}, for those who may read free text."""
    rows = list(consents)
    texts = sensitive.reveal_many(
        [(row.customer.uuid, row.words_sealed) for row in rows], retention_class=RETENTION_CLASS
    )
    return {row.pk: text for row, text in zip(rows, texts, strict=True)}


def evidence_of_consents(user):
    """What was signed or sent, to those who read free text of the person."""
    if not can(user, Permission.FREE_TEXT_READ):
        return Q(pk__in=[])
    seen = Consent.objects.visible_to(user).exclude(evidence=None)
    return Q(pk__in=seen.values("evidence"))


def _check(customer, answer, channels, how, words, evidence, notice_version):
    found = {}
    if not customer.is_person:
        raise ValidationError(_("Only people give consent; an organisation has none of its own."))
    if not channels:
        found["channels"] = _("Choose at least one channel.")
    if answer == Answer.GIVEN and not notice_version.strip():
        found["notice_version"] = _("Name the version of the notice that was agreed to.")
    if how != How.OWN_PAGE and not words.strip() and not evidence:
        found["words"] = _(
            "Say who said it where, or add the signed paper: it has to be shown one day."
        )
    if found:
        raise ValidationError(found)


def _check_day(customer, purpose, channels, day):
    if day > timezone.localdate():
        raise ValidationError({"said_on": _("This day is still to come.")})
    said = customer.consents.filter(purpose=purpose, channel__in=channels)
    newest = said.order_by("-said_on").values_list("said_on", flat=True).first()
    if newest and day < newest:
        raise ValidationError({"said_on": _("A later answer is there already: it counts.")})


def _sealed(customer, words):
    try:
        return sensitive.seal(words, subject=customer.uuid, retention_class=RETENTION_CLASS)
    except sensitive.Destroyed as gone:
        raise ValidationError(
            {"words": _("This person asked to be erased; nothing is kept of her.")}
        ) from gone
