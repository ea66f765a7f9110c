"""Our side of the demo company: people, map, products, filings and rules."""

import base64
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import models as accounts
from accounts.history import bulk_create_recorded
from accounts.models.legal_entity import check_credit_code
from accounts.permissions import Role
from accounts.services.attachment import store_attachment
from accounts.services.territory import create_territory
from pharmacrm.demo import words
from visits import models as visits
from visits.criteria import CRITERIA

DISTRICTS_PER_REGION, REPS_PER_DISTRICT = 2, 4
# One white dot: the demo has no real receipts.
RECEIPT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII="
)
HOLDER = ("云栖制药有限公司", "91330100MA27XYQ8T5")
OFFICE = [
    # user name, name, role
    ("director", "高远", Role.EXECUTIVE),
    ("compliance1", "温知礼", Role.COMPLIANCE),
    # What two people must carry (an erasure, a rule's parameters) needs a second one.
    ("compliance2", "甄慎行", Role.COMPLIANCE),
    ("medical1", "莫如医", Role.MEDICAL),
    ("marketing1", "向阳", Role.MARKETING),
    ("supply1", "连运", Role.SUPPLY),
    ("quality1", "乔安质", Role.QUALITY),
    ("rd1", "研之", Role.RD),
    ("steward1", "史料", Role.STEWARD),
    ("admin", "安管", Role.ADMIN),
]
SERVICE = [
    # kind, department, first answer and resolution in business hours, the same for strategic customers
    ("question", "marketing", 16, 40, 8, 24),
    ("medical_inquiry", "medical", 16, 45, 8, 27),
    ("complaint", "quality", 8, 45, 4, 27),
    ("suggestion", "marketing", 36, 90, 27, 63),
    ("product_feedback", "rd", 36, 90, 27, 63),
    ("supply", "supply", 9, 27, 4, 18),
    ("price_policy", "marketing", 18, 45, 9, 27),
]


@dataclass
class Company:
    """What the customers and visits of the demo need to know of our side."""

    start: date
    today: date
    holder: object = None
    products: list = field(default_factory=list)
    messages: dict = field(default_factory=dict)  # product pk → key messages
    materials: dict = field(default_factory=dict)  # product pk → the version that visits bring
    topics: list = field(default_factory=list)
    policy: object = None
    leaves: list = field(default_factory=list)  # (territory, rep)
    people: dict = field(default_factory=dict)  # user name → User


def found_company(chance, *, reps, start, today, password, by):
    company = Company(start, today)
    _people(company, chance, reps, make_password(password))
    _map(company, by)
    _products(company)
    _filings(company, chance)
    _rules(company)
    return company


def _people(company, chance, reps, password):
    managers = -(-reps // REPS_PER_DISTRICT)
    everyone = [
        *OFFICE,
        *((f"rep{n}", chance.full_name(words), Role.REP) for n in range(1, reps + 1)),
        *((f"manager{n}", chance.full_name(words), Role.MANAGER) for n in range(1, managers + 1)),
        *(
            (f"regional{n}", chance.full_name(words), Role.MANAGER)
            for n in range(1, -(-managers // DISTRICTS_PER_REGION) + 1)
        ),
    ]
    users = [
        accounts.User(
            uuid=chance.key(),
            username=username,
            name=name,
            email=f"{username}@yunqi.example",
            employee_number=f"YQ{number:05}",
            password=password,
        )
        for number, (username, name, _role) in enumerate(everyone, 1)
    ]
    # History's helper gives the rows back without their unrecorded password: keep it in the row itself.
    bulk_create_recorded(users)
    company.people = {user.username: user for user in accounts.User.objects.all()}
    bulk_create_recorded(
        [
            accounts.UserRole(
                uuid=chance.key(),
                user=company.people[username],
                role=role,
                valid_from=company.start,
            )
            for username, _name, role in everyone
        ]
    )


def _map(company, by):
    nation = create_territory(code="CN", name="全国", level="nation", by=by)
    reps = [user for user in company.people if user.startswith("rep")]
    reps.sort(key=lambda username: int(username[3:]))
    memberships = [(company.people["director"], nation)]
    region = district = None
    for place, username in enumerate(reps):
        city = words.CITIES[place % len(words.CITIES)]
        if place % (REPS_PER_DISTRICT * DISTRICTS_PER_REGION) == 0:
            number = place // (REPS_PER_DISTRICT * DISTRICTS_PER_REGION) + 1
            region = _region(nation, number, by)
            memberships.append((company.people[f"regional{number}"], region))
        if place % REPS_PER_DISTRICT == 0:
            number = place // REPS_PER_DISTRICT + 1
            district = create_territory(
                code=f"D{number:03}", name=f"{city}区", level="district", parent=region, by=by
            )
            memberships.append((company.people[f"manager{number}"], district))
        leaf = create_territory(
            code=f"T{place + 1:04}",
            name=f"{city}{place // len(words.CITIES) + 1}线",
            level="territory",
            parent=district,
            by=by,
        )
        memberships.append((company.people[username], leaf))
        company.leaves.append((leaf, company.people[username]))
    bulk_create_recorded(
        [
            accounts.Membership(user=user, territory=territory, valid_from=company.start)
            for user, territory in memberships
        ]
    )


def _region(nation, number, by):
    name = words.REGIONS[(number - 1) % len(words.REGIONS)]
    suffix = "" if number <= len(words.REGIONS) else f"{(number - 1) // len(words.REGIONS) + 1}"
    return create_territory(
        code=f"R{number:02}", name=f"{name}{suffix}", level="region", parent=nation, by=by
    )


def _products(company):
    check_credit_code(HOLDER[1])
    company.holder = accounts.LegalEntity.objects.create(name=HOLDER[0], credit_code=HOLDER[1])
    for code, name, name_en, category in words.PRODUCTS:
        product = accounts.Product.objects.create(
            code=code, name=name, name_en=name_en, category=category, holder=company.holder
        )
        company.products.append(product)
        company.messages[product.pk] = [
            accounts.KeyMessage.objects.create(
                product=product, kind=kind, text=text, text_en=text_en
            )
            for kind, text, text_en in words.MESSAGES
        ]
    company.topics = [
        visits.Topic.objects.create(code=code, name=name, name_en=name_en)
        for code, name, name_en in words.TOPICS
    ]


def _filings(company, chance):
    keeper = company.people["admin"]
    receipt = store_attachment(SimpleUploadedFile("备案回执.png", RECEIPT), by=keeper)
    categories = sorted({product.category for product in company.products})
    bulk_create_recorded(
        [
            accounts.RepFiling(
                user=rep,
                holder=company.holder,
                status=accounts.RepFiling.Status.FILED,
                status_on=company.start,
                number=f"YQ-2025-{number:05}",
                contract=accounts.RepFiling.Contract.LABOUR,
                categories=categories,
                therapeutic_areas="、".join(categories),
                major=chance.choice(["药学", "临床医学", "护理学", "生物工程"]),
                degree=chance.choice(["本科", "硕士"]),
                valid_from=company.start,
                valid_to=company.today + timedelta(days=chance.choice([9, 26, 200, 400, 600])),
                declared_on=company.start,
                checked_on=company.today - timedelta(days=chance.randrange(5, 60)),
                checked_by=keeper,
                evidence=receipt,
            )
            for number, (_leaf, rep) in enumerate(company.leaves, 1)
        ]
    )


def _rules(company):
    company.policy = visits.VisitPolicy.objects.create(
        version=1, valid_from=company.start, criteria=list(CRITERIA)
    )
    for kind, department, response, resolution, response_best, resolution_best in SERVICE:
        for tier, hours in [
            ("", (response, resolution)),
            ("strategic", (response_best, resolution_best)),
        ]:
            visits.ServiceLevel.objects.create(
                kind=kind,
                tier=tier,
                department=department,
                response_hours=hours[0],
                resolution_hours=hours[1],
                valid_from=company.start,
            )
