"""Customers of the demo who open a page of theirs by a link: doctors who answer, hospitals whose boards are shared."""

from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from accounts.history import deed
from customers.models import Customer, GuestLink
from customers.services.guest_link import make_link, new_secret, open_link, revoke_link
from visits.models import AdverseEvent, Visit
from visits.services.adverse_event import HAND_OVER_WITHIN, seal_words
from visits.services.customer_answer import confirm_visit, dispute_visit
from visits.services.own_wish import wish_on_own_page

Kind = GuestLink.Kind
# Days ago, and which of the holder's products: what hospitals told of these quarters.
REPORTED = [(4, 0), (9, 0), (15, 0), (20, 1), (96, 0), (99, 0), (104, 0), (110, 0), (200, 1)]
WORDS = "用药后出现轻度头晕，停药后缓解"
SHARED = [
    ("季度用药安全与服务回顾", 30, 2, ""),
    ("药剂科例会材料", 60, 1, ""),
    ("发给信息科核对数据", 7, 0, "发错了收件人"),
]


def answer_on_own_page(company):
    _leaf, rep = company.leaves[0]
    seen = Visit.objects.submitted().filter(rep=rep, customer__kind=Customer.Kind.PERSON)
    visits = list(seen.select_related("customer__person", "territory", "rep").newest_first()[:3])
    for number, visit in enumerate(visits):
        link = _opened(visit.customer, Kind.OWN_PAGE, 7, "医生要求查看本人记录", rep)
        guest = {"link": link, "by": link.guest}
        if number == 0:
            dispute_visit(visit, words="当天我在外地开会", **guest)
        else:
            confirm_visit(visit, **guest)
    if visits:
        wish_on_own_page({"times": "周二下午"}, **guest)


def share_boards(company):
    _leaf, rep = company.leaves[0]
    done = Visit.objects.done().filter(rep=rep).exclude(organisation=None).order_by()
    most = done.values_list("organisation").annotate(n=Count("pk")).order_by("-n", "organisation")
    keys = [key for key, _number in most[: len(SHARED)]]
    for key, (purpose, days, openings, because) in zip(keys, SHARED, strict=False):
        organisation = Customer.objects.get(pk=key)
        link = _opened(organisation, Kind.BOARD, days, purpose, rep, openings)
        if because:
            revoke_link(link, because=because, by=rep)
    if keys:
        _report(company, Customer.objects.get(pk=keys[0]), rep)


def _opened(customer, kind, days, purpose, rep, openings=1):
    link, _secret = make_link(customer, kind=kind, days=days, purpose=purpose, by=rep)
    for _opening in range(openings):
        open_link(link, holder=new_secret(), by=link.guest)
    return link


def _report(company, organisation, rep):
    """Told by the hospital itself, outside any visit."""
    products = list(company.products)
    with deed("adverse_event.hand_over", by=rep):
        for days, which in REPORTED:
            at = timezone.now() - timedelta(days=days)
            event = AdverseEvent(
                customer=organisation,
                product=products[which % len(products)],
                status=AdverseEvent.Status.HANDED_OVER,
                reported_by=rep,
                aware_at=at,
                due_at=at + HAND_OVER_WITHIN,
            )
            event.what_happened_sealed = seal_words(event, WORDS)
            event.save()
