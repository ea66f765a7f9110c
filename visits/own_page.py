"""What a customer sees of herself on her own page, and of nobody else (CMP-13)."""

from dataclasses import dataclass

from django.db.models import Q

from customers.consents import standing
from customers.models import Consent
from visits.models import CustomerAnswer, Visit, VisitParticipant

SHOWN = 50


@dataclass(frozen=True)
class Line:
    visit: Visit
    answer: CustomerAnswer | None

    @property
    def is_open(self):
        return self.answer is None or self.answer.status == CustomerAnswer.Status.CONFIRMED


def visits_about(customer):
    """Submitted ones that she had, or took part in."""
    there = VisitParticipant.objects.filter(person=customer.pk).values("visit")
    return Visit.objects.submitted().filter(Q(customer=customer) | Q(pk__in=there))


def page_of(customer):
    """Her visits with her answers, and how her consents stand."""
    visits = list(visits_about(customer).select_related("rep", "topic").newest_first()[:SHOWN])
    answers = CustomerAnswer.objects.filter(customer=customer, visit__in=visits)
    by_visit = {answer.visit_id: answer for answer in answers}
    return {
        "lines": [Line(visit, by_visit.get(visit.pk)) for visit in visits],
        "standing": standing(Consent.objects.filter(customer=customer)),
    }
