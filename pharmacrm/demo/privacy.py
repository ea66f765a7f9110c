"""Who of the demo's people asked for their data, and one who remembers a visit otherwise."""

from datetime import timedelta

from compliance.services.subject_request import (
    answer_request,
    identify_subject,
    receive_request,
)
from customers.models import Customer, GuestLink
from customers.services.guest_link import make_link
from visits.models import Visit
from visits.services.customer_answer import confirm_visit, dispute_visit

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


def answer_on_own_page(company):
    _leaf, rep = company.leaves[0]
    seen = Visit.objects.submitted().filter(rep=rep, customer__kind=Customer.Kind.PERSON)
    visits = list(seen.select_related("customer__person", "territory", "rep").newest_first()[:2])
    for visit in visits:
        link, _secret = make_link(visit.customer, kind=GuestLink.Kind.OWN_PAGE, by=rep)
        if visit is visits[0]:
            dispute_visit(visit, words="当天我在外地开会", link=link, by=link.guest)
        else:
            confirm_visit(visit, link=link, by=link.guest)
