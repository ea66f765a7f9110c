"""Who of the demo's people asked for their data."""

from datetime import timedelta

from compliance.services.subject_request import (
    answer_request,
    identify_subject,
    receive_request,
)
from customers.models import Customer

ASKED = [("access", "letter", 30), ("portability", "message", 9), ("correction", "spoken", 2)]


def ask_for_data(company):
    officer, steward = company.people["compliance1"], company.people["steward1"]
    people = Customer.objects.filter(kind=Customer.Kind.PERSON).order_by("pk")[: len(ASKED)]
    for customer, (kind, how, days) in zip(people, ASKED, strict=False):
        day = company.today - timedelta(days=days)
        request = receive_request(customer, kind=kind, how=how, received_on=day, by=steward)
        if kind != "correction":
            identify_subject(request, identity_check="in_person", by=officer)
        if kind == "access":
            answer_request(request, answer="资料已当面交付", by=officer)
