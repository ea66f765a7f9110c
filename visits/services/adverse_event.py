"""What a rep does when a customer mentions an adverse event: hand it to Quality within a day (CN-012, CN-013)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sensitive
from accounts.history import deed
from accounts.models import Access, User
from accounts.permissions import Permission, Role, require
from accounts.services.access import log_access
from accounts.services.notification import notify
from visits.models import AdverseEvent
from visits.services.visit import lock_own

HAND_OVER_WITHIN = timedelta(hours=24)  # compliance.md §8, ae_internal_hours
RETENTION = "safety"


def open_from_visit(visit, *, by):
    """The draft that a visit with the answer "yes" opens, in the transaction of its submission."""
    if event := AdverseEvent.objects.select_for_update().filter(visit=visit).first():
        return _known_since(event, visit.started_at, by)
    talk = visit.products.first()
    return _open(visit, aware_at=visit.started_at, product=talk and talk.product, by=by)


def open_adverse_event(visit, *, by, record=None):
    """Before the visit is submitted, whatever it still lacks: telling Quality waits for nothing (CN-012, CN-013).

    `record` is what has been typed of the visit so far. Returns the event that there is, if there is one.
    """
    require(by, Permission.VISIT_LOG)
    with deed("adverse_event.open", by=by):
        visit = lock_own(visit, by)
        if event := AdverseEvent.objects.filter(visit=visit).first():
            return event
        product = next((talk.product for talk in record.products), None) if record else None
        typed = record and record.started_at
        # Nobody has judged what was typed yet; what the visit says when it is submitted dates the event back.
        is_likely = typed and timezone.now() - typed < HAND_OVER_WITHIN
        aware_at = typed if is_likely else visit.started_at
        return _open(visit, aware_at=aware_at, product=product, by=by)


def report_adverse_event(visit, *, what_happened, by):
    """Opened and handed over in one go."""
    require(by, Permission.VISIT_LOG)
    with deed("adverse_event.hand_over", by=by):
        event = open_adverse_event(visit, by=by)
        return hand_over_adverse_event(event, what_happened=what_happened, by=by)


def hand_over_adverse_event(event, *, what_happened, by):
    """From here on it is Quality's alone (CN-014)."""
    require(by, Permission.VISIT_LOG)
    if not what_happened.strip():
        raise ValidationError(
            {"what_happened": _("Say what the customer told you, in a sentence.")}
        )
    with deed("adverse_event.hand_over", by=by):
        event = _mine(event, by)
        event.what_happened_sealed = seal_words(event, what_happened)
        event.status = AdverseEvent.Status.HANDED_OVER
        event.save()
        tell_quality(event)
    return event


def seal_words(event, words):
    return sensitive.seal(words, subject=event.uuid, retention_class=RETENTION)


def reveal_words(event, *, by, because):
    """What was told of the patient, in plain, to Quality; reading it leaves an entry with its reason (PRV-002)."""
    require(by, Permission.SAFETY_READ)
    if not because.strip():
        raise ValidationError({"because": _("Say what you need it for.")})
    log_access(
        by, Access.Action.UNMASK, "visits.adverseevent", subject=event, reason=because.strip()
    )
    try:
        return sensitive.reveal(
            event.what_happened_sealed, subject=event.uuid, retention_class=RETENTION
        )
    except sensitive.Destroyed as gone:
        raise ValidationError(_("What was told was destroyed and cannot be shown.")) from gone


def _open(visit, *, aware_at, product, by):
    # The clock starts when the first of us could know: not later than the visit's beginning.
    aware_at = min(aware_at or timezone.now(), timezone.now())
    with deed("adverse_event.open", by=by):
        event = AdverseEvent.objects.create(
            visit=visit,
            customer=visit.customer,
            product=product,
            reported_by=by,
            aware_at=aware_at,
            due_at=aware_at + HAND_OVER_WITHIN,
        )
        tell_quality(event)
    return event


def _known_since(event, moment, by):
    """What was reported before the visit was submitted may have been known earlier, as the visit now says."""
    if moment < event.aware_at:
        with deed("adverse_event.date_back", by=by):
            event.aware_at, event.due_at = moment, moment + HAND_OVER_WITHIN
            event.save()
    return event


def _mine(event, by):
    event = AdverseEvent.objects.select_for_update().get(pk=event.pk, reported_by=by)
    if AdverseEvent.Status.HANDED_OVER not in AdverseEvent.NEXT[event.status]:
        raise ValidationError(_("Quality has it already; tell them what you want to add."))
    return event


def adverse_events_to_keep(customer):
    """Who told of an adverse event stays known to drug safety for the term of its records (PRV-010)."""
    if AdverseEvent.objects.filter(customer=customer).exists():
        yield _("An adverse event was reported by this person: drug safety must keep the record.")


def tell_quality(event):
    for person in User.objects.active().with_role(Role.QUALITY):
        notify(
            person,
            "adverse_event",
            key=f"adverse_event:{event.uuid}:{event.status}",
            params={"customer": event.customer.name},
            url=reverse("visits:adverse_event_detail", args=[event.uuid]),
        )
