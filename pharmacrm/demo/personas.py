"""What the demo's reps know of two thirds of their people, some of it stale, and who influences whom."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts import sensitive
from accounts.models import Product
from customers.models import Influence, PersonaFact
from customers.persona import RETENTION_CLASS
from customers.persona_terms import REQUIRED
from pharmacrm.demo.copying import History, copy_in

KNOWN = 0.66  # of people, and of the facts that each should have
OLDEST = 420  # days
# Of the people known: of whom all is known and in date, long enough to be told by figures of the past weeks too.
WELL_KNOWN, RECENT = 0.3, 120
AT_MOST = 3000  # people: a big company is loaded for its lists, not for its personas
Kind, Relation = PersonaFact.Kind, Influence.Kind
SAID = {
    Kind.CLINICAL_NEEDS: [
        "缺少随访工具",
        "希望有老年患者用药数据",
        "门诊宣教时间不足",
        "需要肾功能不全亚组资料",
    ],
    Kind.TREATMENT_CONCEPT: [
        "重视长期依从性，单药起始",
        "早期联合，快速达标",
        "以指南为准，谨慎换药",
    ],
    Kind.PATIENTS: ["高龄、合并慢性肾病", "初诊为主，依从性差", "社区转诊，多病共存"],
    Kind.ACADEMIC_INTERESTS: ["心肾共病真实世界研究", "基层慢病管理", "药物经济学"],
    Kind.TIMES: ["周二、周四下午", "查房后 11 点", "门诊结束后半小时"],
    Kind.CHANNEL: list(PersonaFact.Channel.values),
    Kind.VISITS_WANTED: ["welcome", "welcome", "welcome", "by_appointment"],
    Kind.PRESCRIBING: list(PersonaFact.Step.values),
}
SOURCES = ["visit", "visit", "visit", "customer", "colleague", "event", "public"]


def learn_of_people(company, chance, leaves):
    """`leaves` are (territory, rep, [person dictionaries]) as gather_customers returns them."""
    people = [(rep, person) for _territory, rep, known in leaves for person in known][:AT_MOST]
    products = list(Product.objects.order_by("code")[:2])
    rows = [
        row
        for rep, person in people
        if chance.happens(KNOWN)
        for row in _facts(company, chance, rep, person, products)
    ]
    texts = [(row.pop("subject"), row.pop("value")) for row in rows]
    sealed = sensitive.seal_many(texts, retention_class=RETENTION_CLASS)
    for row, text in zip(rows, sealed, strict=True):
        row["value_sealed"] = text
    copy_in(PersonaFact, rows, history=History("persona_fact.note", by="noted_by", at="noted_at"))
    _relate(company, chance, leaves)


def _facts(company, chance, rep, person, products):
    is_well_known = chance.happens(WELL_KNOWN)
    for kind in REQUIRED[person["type"]]:
        if not is_well_known and not chance.happens(KNOWN):
            continue
        for product in products if kind == Kind.PRESCRIBING else [None]:
            oldest = RECENT if is_well_known else OLDEST
            day = company.today - timedelta(days=chance.randrange(1, oldest))
            yield {
                "uuid": chance.key(),
                "customer_id": person["customer_id"],
                "kind": kind.value,
                "product_id": product and product.pk,
                "subject": person["uuid"],
                "value": chance.choice(SAID[kind]),
                "source": chance.choice(SOURCES),
                "told_by_sealed": "",
                "known_on": day,
                "noted_by_id": rep.pk,
                "noted_at": timezone.make_aware(datetime.combine(day, time(18))),
            }


def _relate(company, chance, leaves):
    """In each house the first leads or teaches the next ones; neighbours work together or refer patients."""
    rows = []
    for _territory, rep, people in leaves:
        houses = {}
        for person in people:
            houses.setdefault(person["organisation_id"], []).append(person["customer_id"])
        for one, *others in houses.values():
            kinds = [Relation.LEADS, Relation.TEACHES, Relation.ADVISES]
            rows += [
                _influence(company, chance, rep, one, chance.choice(kinds), other)
                for other in others[:3]
            ]
            if len(others) > 1:
                rows.append(
                    _influence(company, chance, rep, others[1], Relation.WORKS_WITH, others[0])
                )
    copy_in(Influence, rows[:AT_MOST], history=History("influence.note", by="noted_by"))


def _influence(company, chance, rep, who, kind, whom):
    return {
        "uuid": chance.key(),
        "who_id": who,
        "kind": kind.value,
        "whom_id": whom,
        "source": chance.choice(SOURCES),
        "noted_by_id": rep.pk,
        "valid_from": company.start + timedelta(days=chance.randrange(300)),
    }
