"""The demo's customers: organisations with departments, people with their places of work, tiers and alignments."""

from datetime import timedelta

from customers import models as customers
from customers.identity import organisation_identity, person_identity
from customers.pinyin import sort_key
from customers.services.search_key import rebuild_search_keys
from pharmacrm.demo import words
from pharmacrm.demo.copying import History, copy_in
from pharmacrm.demo.tiers import organisation_tier, standing

PEOPLE_PER_ORGANISATION = 5
TYPES = [
    # type, share, forms of the name
    ("hospital", 45, words.HOSPITALS),
    ("health_centre", 15, [(form, "1") for form in words.HEALTH_CENTRES]),
    ("clinic", 10, [(form, "") for form in words.CLINICS]),
    ("pharmacy", 25, [(form, "") for form in words.PHARMACIES]),
    ("chain", 2, [(form, "") for form in words.CHAINS]),
    ("distributor", 3, [(form, "") for form in words.DISTRIBUTORS]),
]
TIERS = ["strategic", "growth", "basic"]


def gather_customers(company, chance, *, number):
    """Loads about `number` customers. Returns [(territory, rep, [person dictionaries])] for the visits."""
    organisations = _organisations(company, chance, -(-number // (PEOPLE_PER_ORGANISATION + 1)))
    departments = _departments(chance, organisations)
    people = _people(chance, organisations, departments, number - len(organisations))
    _align(company, organisations + people)
    _tiers(company, chance, organisations + people)
    rebuild_search_keys([row["customer_id"] for row in organisations + people])
    return _by_leaf(company, people)


def _organisations(company, chance, number):
    kinds = chance.choices(TYPES, [share for _, share, _ in TYPES], k=number)
    rows = []
    for place, (kind, _share, forms) in enumerate(kinds):
        leaf = place % len(company.leaves)
        form, level = chance.choice(forms)
        city = words.CITIES[leaf % len(words.CITIES)]
        rows.append(
            {
                "uuid": chance.key(),
                "name": _name(chance, form, city, place),
                "kind": "organisation",
                "source": "demo",
                "external_id": f"O{place + 1:06}",
                "status_on": company.start,
                "leaf": leaf,
                "city": f"{city}市",
                "type": kind,
                "level": level,
                "tier": organisation_tier(level),
            }
        )
        rows[-1]["address"] = f"{chance.choice(words.STREETS)}{chance.randrange(1, 400)}号"
        rows[-1]["identity"] = organisation_identity(rows[-1]["name"], rows[-1]["address"])
    _copy_customers(rows)
    copy_in(customers.Organisation, _organisation_rows(chance, rows), history=_loaded())
    return rows


def _name(chance, form, city, place):
    return form.format(
        city=city,
        other=chance.choice([name for name in words.CITIES if name != city]),
        street=chance.choice(words.STREETS),
        name=chance.choice(words.SURNAMES) + "氏",
        n=words.NUMERALS[place // 7 % len(words.NUMERALS)],
    )


def _organisation_rows(chance, rows):
    for row in rows:
        yield {
            "customer_id": row["customer_id"],
            "type": row["type"],
            "level": row["level"],
            "province": "云东省",
            "city": row["city"],
            "district": f"{chance.choice(words.CITIES)}区",
            "address": row["address"],
            "phone": f"0{chance.randrange(300, 999)}-{chance.randrange(2000000, 8999999)}",
            # A made-up square of sea: nobody's door.
            "longitude": f"{128 + row['leaf'] * 0.1 + chance.random() * 0.08:.6f}",
            "latitude": f"{28 + chance.random() * 0.08:.6f}",
        }


def _departments(chance, organisations):
    """{customer id: [department keys]} of the hospitals."""
    rows = [
        {"uuid": chance.key(), "organisation_id": row["customer_id"], "name": name}
        for row in organisations
        if row["type"] == "hospital"
        for name in chance.sample(words.DEPARTMENTS, 5)
    ]
    keys = copy_in(customers.Department, rows, history=_loaded())
    found = {}
    for row, key in zip(rows, keys, strict=True):
        found.setdefault(row["organisation_id"], []).append((key, row["name"]))
    return found


def _people(chance, organisations, departments, number):
    rows = []
    for place in range(number):
        at = organisations[place % len(organisations)]
        department, specialty = chance.choice(departments.get(at["customer_id"], [(None, "")]))
        rows.append(
            {
                "uuid": chance.key(),
                "name": chance.full_name(words),
                "kind": "person",
                "source": "demo",
                "external_id": f"P{place + 1:06}",
                "status_on": at["status_on"],
                "leaf": at["leaf"],
                "organisation_id": at["customer_id"],
                "department_id": department,
                **_profession(at["type"], specialty),
            }
        )
        rows[-1] |= standing(chance, rows[-1])
        rows[-1]["identity"] = person_identity(rows[-1]["name"], at["name"])
    _copy_customers(rows)
    copy_in(
        customers.Person,
        (
            {
                name: row[name]
                for name in ("customer_id", "type", "title", "specialty", "decision_role")
            }
            | {
                "office_phone": f"0{chance.randrange(300, 999)}-{chance.randrange(2000000, 8999999)}",
            }
            for row in rows
        ),
        history=_loaded(),
    )
    _affiliate(chance, rows)
    return rows


def _profession(organisation_type, specialty):
    if organisation_type == "hospital" and specialty != "药剂科":
        return {"type": "doctor", "specialty": specialty}
    if organisation_type in {"hospital", "pharmacy"}:
        return {"type": "pharmacist", "specialty": "药学"}
    if organisation_type in {"chain", "distributor"}:
        return {"type": "buyer", "specialty": ""}
    return {"type": "doctor", "specialty": "全科医学科"}


def _affiliate(chance, people):
    copy_in(
        customers.Affiliation,
        (
            {
                "uuid": chance.key(),
                "person_id": row["customer_id"],
                "organisation_id": row["organisation_id"],
                "department_id": row["department_id"],
                "is_primary": True,
                "valid_from": row["status_on"],
            }
            for row in people
        ),
        history=_loaded(),
    )


def _copy_customers(rows):
    own = ("uuid", "name", "kind", "source", "external_id", "status_on", "identity")
    keys = copy_in(
        customers.Customer,
        ({name: row[name] for name in own} | {"sort_key": sort_key(row["name"])} for row in rows),
        history=_loaded(),
    )
    for row, key in zip(rows, keys, strict=True):
        row["customer_id"] = key


def _align(company, rows):
    leaves = [territory.pk for territory, _rep in company.leaves]
    copy_in(
        customers.Alignment,
        (
            {
                "customer_id": row["customer_id"],
                "territory_id": leaves[row["leaf"]],
                "valid_from": company.start,
            }
            for row in rows
        ),
        history=_loaded(),
    )
    copy_in(
        customers.CustomerTerritory,
        ({"customer_id": row["customer_id"], "territory_id": leaves[row["leaf"]]} for row in rows),
    )


def _tiers(company, chance, people):
    """What the scoring model would say; one in five had another one until some months ago."""
    rows = []
    for person in people:
        since = company.start
        if chance.happens(0.2):
            since = company.today - timedelta(days=chance.randrange(20, 200))
            before = chance.choice([tier for tier in TIERS if tier != person["tier"]])
            rows.append(_period(person, before, company.start, since - timedelta(days=1)))
        rows.append(_period(person, person["tier"], since, None))
    copy_in(customers.TierPeriod, rows, history=_loaded())
    for tier in TIERS:
        held = [person["customer_id"] for person in people if person["tier"] == tier]
        customers.Customer.objects.filter(pk__in=held).update(tier=tier)


def _period(person, tier, first, last):
    return {
        "customer_id": person["customer_id"],
        "tier": tier,
        "reason": "年度分层评估",
        "valid_from": first,
        "valid_to": last,
    }


def _by_leaf(company, people):
    found = [(territory, rep, []) for territory, rep in company.leaves]
    for person in people:
        found[person["leaf"]][2].append(person)
    return found


def _loaded():
    return History("demo.load")
