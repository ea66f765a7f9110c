"""The demo's scoring model, facts that fit the tiers it gives, and what changed lately so that proposals wait."""

from datetime import timedelta

from django.utils import timezone

from accounts.history import bulk_update_recorded, system
from customers.models import Person, ScoringModel, TierProposal
from customers.scoring import Band, cell_of, customer_types, default_cells, default_scales
from customers.services.scoring_model import (
    draft_scoring_model,
    edit_scoring_model,
    try_scoring_model,
)
from customers.services.tier_proposal import approve_proposals, reject_proposals
from customers.services.tier_score import score_customers
from pharmacrm.demo import words

NIGHT = system("tier-scoring")
NEED = {"contact_gap": 10, "open_requests": 30, "promises": 30}
ORGANISATION = {"grade": 70, "size": 30, "contact_gap": 40, "open_requests": 30, "promises": 30}
PERSON = {"title": 50, "decision_role": 35, "place": 15, "field": 30, **NEED}
BUYER = {"decision_role": 85, "place": 15, "field": 30, **NEED}
THRESHOLDS = {"value_mid": 40, "value_high": 65, "need_mid": 30, "need_high": 45}
# Facts that give a value of each band, wherever one works.
TITLES = {
    Band.HIGH: {"doctor": ["主任医师", "副主任医师"], "pharmacist": ["主任药师", "副主任药师"]},
    Band.MID: {"doctor": ["主治医师"], "pharmacist": ["主管药师"]},
    Band.LOW: {"doctor": ["住院医师"], "pharmacist": ["药师"]},
}
ROLES = {
    Band.HIGH: ["decides", "influences"],
    Band.MID: ["gatekeeper", "uses"],
    Band.LOW: [""],
}
BUYER_ROLES = {Band.HIGH: "decides", Band.MID: "buys", Band.LOW: ""}
SHARES = [(Band.HIGH, 35), (Band.MID, 35), (Band.LOW, 30)]
CHANGED_LATELY = 0.06
DECIDED = 3  # proposals of each district that its manager has decided on


def standing(chance, person):
    """Title, role in decisions, and the tier that follows from them and from the specialty."""
    band = chance.choices(*zip(*SHARES, strict=True))[0]
    is_ours = any(category in person["specialty"] for *_words, category in words.PRODUCTS)
    need = Band.MID if is_ours else Band.LOW
    return _facts(chance, person["type"], band) | {"tier": default_cells()[cell_of(band, need)]}


def organisation_tier(level):
    """Grade 3A and 3B stand high, 2A and 2B in the middle, whatever else lies below."""
    tiers = {"3A": "strategic", "3B": "strategic", "2A": "growth", "2B": "growth"}
    return tiers.get(level, "basic")


def score_everybody(company, chance):
    """A live version, last night's scores, some facts that changed since, and what their proposals came to."""
    model = _live(company)
    score_customers(model, on=company.today - timedelta(days=1), by=NIGHT)
    _change_facts(chance)
    score_customers(model, on=company.today, by=NIGHT)
    for username, user in sorted(company.people.items()):
        if username.startswith("manager"):
            _decide(user)
    _draft(company)


def _facts(chance, profession, band):
    if profession == "buyer":
        return {"title": "采购经理", "decision_role": BUYER_ROLES[band]}
    return {
        "title": chance.choice(TITLES[band][profession]),
        "decision_role": chance.choice(ROLES[band]),
    }


def _live(company):
    weights = {type_: _weights(type_) for type_ in customer_types()}
    return ScoringModel.objects.create(
        version=1,
        status=ScoringModel.Status.LIVE,
        valid_from=company.start,
        weights=weights,
        scales=default_scales(),
        cells=default_cells(),
        published_by=company.people["admin"],
        published_at=timezone.now(),
        reason="年度分层规则",
        **THRESHOLDS,
    )


def _weights(type_):
    if type_.startswith("organisation."):
        return ORGANISATION
    return PERSON if type_ in {"person.doctor", "person.pharmacist"} else BUYER


def _change_facts(chance):
    """Some took over a department, others gave one up."""
    people = Person.objects.filter(type__in=["doctor", "pharmacist"]).order_by("pk")
    changed = [person for person in people if chance.happens(CHANGED_LATELY)]
    for person in changed:
        is_high = person.title in {*TITLES[Band.HIGH]["doctor"], *TITLES[Band.HIGH]["pharmacist"]}
        band = Band.MID if is_high else Band.HIGH
        for name, fact in _facts(chance, person.type, band).items():
            setattr(person, name, fact)
    bulk_update_recorded(changed, ["title", "decision_role"])


def _decide(manager):
    """The manager has begun: approved some, rejected one."""
    waiting = TierProposal.objects.visible_to(manager).waiting().order_by("pk")
    first = list(waiting[:DECIDED])
    if len(first) == DECIDED:
        approve_proposals(first[:-1], because="与科室主任核实，情况属实", by=manager)
        reject_proposals(first[-1:], because="暂时性变化，下季度再看", by=manager)


def _draft(company):
    """A regional manager tries what a stricter threshold would do."""
    author = company.people["regional1"]
    draft = draft_scoring_model(by=author)
    draft = edit_scoring_model(draft, value_high=70, by=author)
    try_scoring_model(draft, by=author)
