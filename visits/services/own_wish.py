"""How a customer wishes to be reached, said on her own page: it holds from the next request (CMP-13)."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.services.notification import declare_notification, notify
from customers.models import Consent, PersonaFact
from customers.services.consent import write_answers
from customers.services.persona_fact import note_fact
from visits.models import Visit
from visits.own_page import is_with, wishes_of

WISHED = "wishes.changed"


def withdraw_on_own_page(*, purpose, channel, link, by):
    """Her consent ends with this request: nobody plans or logs a contact that way any more. `by` is the link's guest."""
    with deed("consent.withdraw", by=by):
        said = Consent.objects.filter(customer=link.customer, purpose=purpose, channel=channel)
        standing = said.counting().first()
        if standing and not standing.is_given:  # a second tap
            return [standing]
        return write_answers(
            *(link.customer, Consent.Answer.WITHDRAWN),
            purpose=purpose,
            channels=[channel],
            how=Consent.How.OWN_PAGE,
            by=by,
        )


def wish_on_own_page(wishes, *, link, by):
    """{kind: value} of PersonaFact.Kind. What is said already, or left empty, stays as it is. Returns the new facts."""
    with deed("persona_fact.note", by=by):
        known = wishes_of(link.customer)
        facts = [
            _note(link.customer, kind, value, by)
            for kind, value in wishes.items()
            if value.strip() and value.strip() != known.get(kind)
        ]
        if facts:
            _tell_who_planned(link.customer, facts[-1])
    return facts


def _note(customer, kind, value, by):
    try:
        return note_fact(
            customer, kind=kind, value=value, source=PersonaFact.Source.CUSTOMER, by=by
        )
    except ValidationError as refusal:
        said = getattr(refusal, "error_dict", {}).get("value")
        raise ValidationError({kind: said}) if said else refusal from None


def _tell_who_planned(customer, fact):
    for visit in Visit.objects.open().filter(is_with(customer)).select_related("rep"):
        notify(
            visit.rep,
            WISHED,
            key=f"{WISHED}:{fact.uuid}:{visit.uuid}",
            params={"customer": customer.name, "day": visit.day},
            url=reverse("visits:visit_detail", args=[visit.uuid]),
        )


def _told(params):
    said = _("%(customer)s said how to be contacted. See whether the visit of %(day)s still fits.")
    return said % params


def declare():
    declare_notification(WISHED, _told, icon="message-2")
