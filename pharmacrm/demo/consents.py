"""What the demo's people agreed to: whoever was phoned or written to had said yes, many others too, and a few withdrew."""

from datetime import timedelta

from django.db.models import Min
from django.utils import timezone

from customers.models import Alignment, Consent, Customer
from pharmacrm.demo.copying import History, copy_in
from visits.models import Visit

NOTICES = ["2025-1", "2026-1"]


def ask_for_consent(company, chance):
    people = Customer.objects.filter(kind=Customer.Kind.PERSON).order_by("pk")
    channels = _used()
    reps = _reps(company)
    rows = []
    for pk in people.values_list("pk", flat=True):
        agreed = channels.get(pk, set())
        if chance.happens(0.6):
            agreed = agreed | {"face", "message"}
        for channel in sorted(agreed):
            rows.append(_answer(company, chance, pk, channel, reps.get(pk)))
        if "phone" not in agreed and chance.happens(0.03):
            rows.append(_withdrawal(company, chance, pk, reps.get(pk)))
    given = History({}, by="recorded_by", at="noted_at")
    given.action = "CASE b.answer WHEN 'given' THEN 'consent.give' ELSE 'consent.withdraw' END"
    copy_in(Consent, rows, history=given)


def _used():
    """{customer: the channels by which she was or is to be reached}"""
    found = {}
    reached = Visit.objects.exclude(channel=Visit.Channel.FACE).values_list(
        "customer_id", "channel"
    )
    for pk, channel in reached.distinct().order_by():
        found.setdefault(pk, set()).add(channel)
    return found


def _reps(company):
    """{customer: her rep's key}"""
    reps = {territory.pk: rep.pk for territory, rep in company.leaves}
    pairs = Alignment.objects.values_list("customer_id").annotate(leaf=Min("territory_id"))
    return {pk: reps.get(leaf) for pk, leaf in pairs}


def _answer(company, chance, pk, channel, rep):
    day = company.start - timedelta(days=chance.randrange(3, 300))
    return _row(chance, pk, channel, rep, day) | {
        "answer": "given",
        "how": chance.choice(["signed", "signed", "written", "spoken"]),
        "notice_version": NOTICES[day.year >= company.start.year],
    }


def _withdrawal(company, chance, pk, rep):
    day = company.today - timedelta(days=chance.randrange(3, 200))
    return _row(chance, pk, "phone", rep, day) | {
        "answer": "withdrawn",
        "how": chance.choice(["written", "spoken"]),
        "notice_version": "",
    }


def _row(chance, pk, channel, rep, day):
    noon = timezone.datetime(
        day.year, day.month, day.day, 4, tzinfo=timezone.get_current_timezone()
    )
    return {
        "uuid": chance.key(),
        "customer_id": pk,
        "purpose": "contact",
        "channel": channel,
        "said_on": day,
        "recorded_by_id": rep,
        "noted_at": noon,
    }
