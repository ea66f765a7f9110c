"""The demo's playbooks, and the care of the last months: mostly given in time, some overdue, some missed."""

from collections import defaultdict
from datetime import timedelta

from customers import models as customers
from customers.cadence import Period, period_of, slots_ahead
from pharmacrm.demo.copying import History, copy_in
from visits import models as visits

SINCE = timedelta(days=75)
MONTH, QUARTER, HALF_YEAR = Period.MONTH, Period.QUARTER, Period.HALF_YEAR
DOCTORS = {
    "strategic": [
        # kind, how many times in each period, whether only with a note, how it is done
        ("visit", 3, MONTH, False, ""),
        ("literature", 1, MONTH, True, "选一篇与其研究方向相关的新文献，附阅读笔记与适用人群。"),
        ("policy", 1, QUARTER, False, "说明医保支付范围变化对科室处方流程的影响。"),
        ("study", 1, HALF_YEAR, False, "了解其课题进展，约定可提供的公开数据。"),
    ],
    "growth": [
        ("visit", 1, MONTH, False, ""),
        ("adherence", 1, QUARTER, False, "与科室一起看随访记录中的漏服与停药原因。"),
        ("peer", 1, QUARTER, False, "带一份同级科室的随访管理做法。"),
    ],
    "basic": [
        ("visit", 1, QUARTER, False, ""),
        ("education", 1, QUARTER, False, "送交患者教育手册并核对版本。"),
    ],
}
PHARMACISTS = {
    "strategic": [
        ("visit", 2, MONTH, False, ""),
        ("delivery", 1, MONTH, False, "核对到货周期、效期与缺货记录。"),
        ("policy", 1, QUARTER, False, "说明目录与支付范围的变化。"),
    ],
    "growth": [
        ("visit", 1, MONTH, False, ""),
        ("delivery", 1, QUARTER, False, "核对到货周期与效期。"),
    ],
    "basic": [
        ("visit", 1, QUARTER, False, ""),
        ("ordering", 1, HALF_YEAR, False, "演示线上订货与退换流程。"),
        ("display", 1, HALF_YEAR, False, "更换过期陈列资料。"),
    ],
}
PLAYBOOKS = {"doctor": DOCTORS, "pharmacist": PHARMACISTS}
NOTES = {
    "literature": [
        "八周达标率的亚组分析；对门诊老年患者的剂量调整有参考，已划出第三节。",
        "真实世界依从性研究；样本偏年轻，与本科室患者不同，已当面说明。",
        "肾功能不全患者的用药综述；建议科会讨论第二张表。",
    ],
    "policy": ["支付范围本季无变化，处方流程照旧。", "新增备案要求，已书面说明。"],
}
HOWS = ["handed_over", "talked", "sent"]
SKIPPED = ["本期外出进修", "科室搬迁，下期再做"]
ACTIONS = {
    "open": "care.open",
    "done": "care.finish",
    "skipped": "care.skip",
    "missed": "care.miss",
}


def give_care(company, chance, leaves):
    """Loads the playbooks and what came of them with the people of each territory."""
    items = _playbooks(company, chance)
    made = _visits_made(company)
    rows = (
        row
        for territory, rep, people in leaves
        for person in people
        for item in items.get((person["tier"], person["type"]), [])
        for row in _care(company, chance, item, territory, rep, person, made)
    )
    copy_in(customers.Care, rows, history=History(ACTIONS, by="owner"))


def _playbooks(company, chance):
    """{(tier, type): items in force}; doctors' playbooks are in their second version, one draft is begun."""
    found = {}
    for kind, tiers in PLAYBOOKS.items():
        for tier, lines in tiers.items():
            first = _version(chance, tier, kind, 1, valid_from=company.start)
            if kind == "doctor":
                turn = period_of(company.today - SINCE, QUARTER)[0]
                first.valid_to = turn - timedelta(days=1)
                first.save()
                _items(chance, first, lines[:2])
                first = _version(chance, tier, kind, 2, valid_from=turn)
            found[tier, kind] = _items(chance, first, lines)
    draft = _version(chance, "growth", "pharmacist", 2, status="draft")
    _items(chance, draft, PHARMACISTS["growth"] + PHARMACISTS["strategic"][2:])
    return found


def _version(chance, tier, kind, version, **more):
    row = customers.Playbook(
        uuid=chance.key(),
        tier=tier,
        customer_type=kind,
        version=version,
        **{"status": "live", **more},
    )
    row.save()
    return row


def _items(chance, playbook, lines):
    rows = [
        customers.PlaybookItem(
            uuid=chance.key(),
            playbook=playbook,
            kind=kind,
            times=times,
            period=period,
            needs_note=needs_note,
            instructions=instructions,
        )
        for kind, times, period, needs_note, instructions in lines
    ]
    for row in rows:
        row.save()
    return rows


def _visits_made(company):
    """{customer: [(day, key)]} of the visits done, the oldest first."""
    done = visits.Visit.objects.done().filter(day__gte=period_of(company.today - SINCE, QUARTER)[0])
    made = defaultdict(list)
    for customer, day, key in done.order_by("day", "pk").values_list("customer_id", "day", "uuid"):
        made[customer].append((day, key))
    return made


def _care(company, chance, item, territory, rep, person, made):
    for slot in _slots(company, item, person):
        row = {
            "uuid": chance.key(),
            "customer_id": person["customer_id"],
            "item_id": item.pk,
            "territory_id": territory.pk,
            "owner_id": rep.pk,
            "opens_on": slot.first,
            "due_on": slot.due_on,
            "lapses_on": slot.lapses_on,
            "status": "open",
            "ended_on": None,
            "ended_by_id": None,
            "how": "",
            "note": "",
            "visit_uuid": None,
            "reason": "",
        }
        if item.is_visit:
            _by_visit(row, made[person["customer_id"]], item)
        else:
            _by_hand(company, chance, row, item)
        if row["status"] == "open" and slot.lapses_on < company.today:
            row |= {"status": "missed", "ended_on": slot.lapses_on + timedelta(days=1)}
        yield row


def _slots(company, item, person):
    """Those of each period since, but for what came before the person had the tier."""
    day = max(company.today - SINCE, person["tier_since"])
    while day <= company.today:
        yield from slots_ahead(item.times, item.period, day)
        day = period_of(day, item.period)[1] + timedelta(days=1)


def _by_visit(row, made, item):
    begins = period_of(row["opens_on"], item.period)[0]
    fitting = [one for one in made if begins <= one[0] <= row["lapses_on"]]
    if fitting:
        made.remove(fitting[0])
        day, key = fitting[0]
        row |= {
            "status": "done",
            "ended_on": day,
            "visit_uuid": key,
            "ended_by_id": row["owner_id"],
        }


def _by_hand(company, chance, row, item):
    """Nearly all of what was due is done, a little of it late; what is due ahead is begun."""
    length = (row["due_on"] - row["opens_on"]).days
    day = row["opens_on"] + timedelta(days=round(length * chance.triangular(0.1, 1.2, 0.8)))
    if day > company.today or not chance.happens(0.88):
        return
    row |= {"status": "done", "ended_on": day, "ended_by_id": row["owner_id"]}
    if chance.happens(0.03):
        row |= {"status": "skipped", "reason": chance.choice(SKIPPED)}
    else:
        row |= {"how": chance.choice(HOWS), "note": chance.choice(NOTES.get(item.kind, [""]))}
