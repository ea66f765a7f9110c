"""How some houses of the demo company receive representatives, the appointments there, and a waiver that waits.

Only the last territory's houses refuse a visit; elsewhere the rule is told and compliance hears of what goes against it.
"""

from datetime import datetime, time, timedelta

from customers.models import Organisation, PersonaFact
from customers.reception import next_slots
from customers.services.persona_fact import note_fact
from customers.services.reception_policy import introduce_reception
from visits.house_rules import ZONE
from visits.models import Visit
from visits.services.appointment import approve_appointment, ask_for_appointment
from visits.services.waiver import ask_for_waiver

RULES = [
    # S14's two real rules, and a house that only names its place
    {
        "mode": "window",
        "weekdays": [1],
        "weeks": [2],
        "opens_at": time(14),
        "closes_at": time(17),
        "place": "行政楼三楼接待室",
        "host": "药学部",
        "lead_days": 7,
        "documents": "备案证明、身份证、产品说明书",
        "source": "医药代表院内接待管理规定（2025版）",
    },
    {
        "mode": "window",
        "weekdays": [4],
        "opens_at": time(15),
        "closes_at": time(17),
        "place": "门诊楼一楼会议室",
        "host": "医务处",
        "lead_days": 5,
        "group_size": 2,
        "source": "医药代表接待日通知",
    },
    {"mode": "open", "place": "医务处接待室", "source": "院内公示"},
]
STRICT = RULES[1] | {"mode": "appointment", "missing_appointment": "block"}
DAY = timedelta(days=1)


def say_how_houses_receive(company, leaves):
    steward = company.people["steward1"]
    for place, (_territory, rep, people) in enumerate(leaves):
        house = _hospital(people)
        if house is None:
            continue
        is_last = place == len(leaves) - 1
        rule = STRICT if is_last else RULES[place % len(RULES)] | {"missing_appointment": "flag"}
        policy = introduce_reception(house, valid_from=company.start, **rule, by=steward)
        if is_last:
            _appointments(policy, company.today, rep)
            _wishes(people, rep)


def _hospital(people):
    keys = {person["organisation_id"] for person in people}
    return Organisation.objects.filter(type="hospital", pk__in=keys).order_by("pk").first()


def _appointments(policy, today, rep):
    """One given, one that waits for its answer."""
    for slot in next_slots(policy, today, 2):
        times = {"starts_at": slot.opens_at, "ends_at": slot.closes_at}
        appointment = ask_for_appointment(
            policy.organisation,
            **{name: datetime.combine(slot.day, at, ZONE) for name, at in times.items()},
            place=policy.place,
            host=policy.host,
            topic="老年患者用药资料",
            by=rep,
        )
        if slot.day < today + 14 * DAY:
            approve_appointment(appointment, approved_by="医务处 吴老师", by=rep)


def _wishes(people, rep):
    """Somebody wishes no visits, and a plan with her waits for a waiver."""
    visit = Visit.objects.filter(rep=rep, status="planned").order_by("-day", "pk").first()
    if visit is None or not visit.customer.is_person:
        return
    kind = PersonaFact.Kind.VISITS_WANTED
    note_fact(visit.customer, kind=kind, value="do_not_visit", source="customer", by=rep)
    ask_for_waiver(visit, against=["wish"], reason="递交新的安全性信息函，主任已口头同意", by=rep)
