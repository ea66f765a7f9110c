"""What a customer sees of herself on her own page, and of nobody else (CMP-13)."""

from dataclasses import dataclass

from django.db.models import Q

from accounts import sensitive
from accounts.keyset import keyset_page
from customers.consents import standing
from customers.merging import ids_of
from customers.models import Consent, PersonaFact
from customers.persona import RETENTION_CLASS
from customers.persona_terms import WISHES
from visits.models import CustomerAnswer, Visit, VisitParticipant

SHOWN = 10  # visits: a phone's page


@dataclass(frozen=True)
class Line:
    visit: Visit
    answer: CustomerAnswer | None

    @property
    def is_open(self):
        return self.answer is None or self.answer.status == CustomerAnswer.Status.CONFIRMED


def is_with(customer):
    """Visits that she had, or took part in, also by the records merged into hers."""
    ids = ids_of(customer)
    there = VisitParticipant.objects.filter(person__in=ids).values("visit")
    return Q(customer__in=ids) | Q(pk__in=there)


def visits_about(customer):
    return Visit.objects.submitted().filter(is_with(customer))


def wishes_of(customer):
    """{kind: value} as she wishes to be contacted, in words or the code of a choice."""
    facts = PersonaFact.objects.current().filter(customer=customer, kind__in=WISHES)
    sealed = [(fact.kind, fact.value_sealed) for fact in facts]
    told = sensitive.reveal_many(
        [(customer.uuid, value) for _kind, value in sealed], retention_class=RETENTION_CLASS
    )
    return {kind: value for (kind, _sealed), value in zip(sealed, told, strict=True)}


def page_of(customer, params):
    """Her visits with her answers, and how her consents stand; `params` say which page of visits."""
    seen = visits_about(customer).select_related("rep", "topic", "organisation__customer")
    page = keyset_page(seen, params, order="-day", size=SHOWN)
    answers = CustomerAnswer.objects.filter(customer__in=ids_of(customer), visit__in=page.rows)
    by_visit = {answer.visit_id: answer for answer in answers}
    return {
        "page": page,
        "lines": [Line(visit, by_visit.get(visit.pk)) for visit in page.rows],
        "standing": standing(Consent.objects.filter(customer=customer)),
    }
