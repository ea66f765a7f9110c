"""Everything that others may write about a person: at least one row of each model that is declared as leading to her."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.history import deed, system
from accounts.models import Territory
from accounts.services.attachment import store_attachment
from compliance.models import AnticipatedQuestion, Material, MaterialVersion
from customers import models as of_customers
from customers.erasure import declared
from customers.models import Competitor, CompetitorProduct, Playbook, PlaybookItem
from customers.services.consent import give_consent
from customers.services.persona_fact import note_fact
from tests import factories
from tests.customers.tiering import live_model
from visits import models as of_visits

TESTS = system("tests")
SAID = "mirabelle"  # in no other text
TODAY = timezone.localdate()
NOW = timezone.now()
PDF = b"%PDF-1.7 mirabelle"


def paper(name, by, content=PDF):
    return store_attachment(SimpleUploadedFile(name, content), by=by)


def write_everything(person, *, by, product, messages):
    """Rows with words, each saved twice, so that history and payloads hold the words as well."""
    given = {"purpose": "contact", "channels": ["phone"], "how": "signed", "notice_version": "1"}
    give_consent(person.customer, **given, evidence=paper(f"{SAID}.pdf", by), by=by)
    fact = {"kind": "clinical_needs", "value": SAID, "source": "visit"}
    note_fact(person.customer, **fact, by=by)
    with deed("test.write", by=TESTS, because=f"{SAID} told us"):
        for row in (
            *_by_customers(person, by, product),
            *_by_visits(person, by, product, messages),
        ):
            row.save()
        for line in declared().values():
            for row in line.model.objects.filter(line.of(person.customer)):
                _say(row, line)


def _say(row, line):
    for name, nothing in line.values.items():
        if not name.endswith("_sealed"):
            setattr(row, name, {"note": SAID} if nothing == {} else SAID)
    row.save()


def _by_customers(person, by, product):
    """Each row is saved before the next is made."""
    of = {"customer": person.customer, "territory": Territory.objects.get(code="E11")}
    need = of_customers.Need(
        **of,
        owner=by,
        category="clinical",
        pain_point="-",
        next_review_on=TODAY,
        lesson="Use cards",
    )
    yield need
    yield of_customers.NeedEvidence(need=need, attachment=paper("photo.pdf", by, PDF + b"1"))
    yield from _care(of, by)
    yield from _competitor(of, by, product)
    yield from _plan(of, by)
    card = paper("card.pdf", by, PDF + b"2")
    yield of_customers.DataChange(
        customer=person.customer, kind="edit", values={"title": "-"}, filed_by=by, attachment=card
    )
    peer = factories.PersonFactory(name="贺敏").customer
    yield of_customers.Influence(
        who=peer,
        whom=person.customer,
        kind="advises",
        source="visit",
        valid_from=TODAY,
    )
    yield from _records_of_one(person.customer, peer, by)
    yield of_customers.TierProposal(
        customer=person.customer,
        scoring_model=live_model(),
        customer_type="doctor",
        tier_from="basic",
        tier_to="growth",
        value=50,
        need=50,
        cell="m-m",
        points={"title": 40},
    )


def _records_of_one(customer, other, by):
    pair = of_customers.Duplicate(left=customer, right=other, kind="person", score=80)
    pair.decision_reason = "-"
    yield pair
    yield of_customers.Merge(
        survivor=customer,
        merged=other,
        duplicate=pair,
        status_before="active",
        merged_by=by,
        merged_at=NOW,
        reason="-",
        undone_by=by,
        undone_at=NOW,
        undo_reason="-",
    )


def _care(of, by):
    with deed("test.arrange", by=TESTS):
        playbook = Playbook.objects.create(tier="strategic", customer_type="doctor", version=9)
        item = PlaybookItem.objects.create(playbook=playbook, kind="literature")
    days = {"opens_on": TODAY, "due_on": TODAY, "lapses_on": TODAY}
    yield of_customers.Care(**of, **days, item=item, owner=by)


def _competitor(of, by, product):
    with deed("test.arrange", by=TESTS):
        rival = Competitor.objects.create(name="Rival")
        theirs = CompetitorProduct.objects.create(competitor=rival, name="Other", product=product)
    yield of_customers.CompetitorActivity(
        **of, competitor_product=theirs, kind="visit", what="-", source="seen", observed_by=by
    )


def _plan(of, by):
    in_a_year = TODAY + timedelta(days=365)
    plan = of_customers.AccountPlan(
        **of, owner=by, title="-", starts_on=TODAY, ends_on=in_a_year, next_review_on=TODAY
    )
    yield plan
    objective = of_customers.PlanObjective(
        plan=plan, what="-", measure="-", target=10, reached=4, due_on=TODAY
    )
    yield objective
    yield of_customers.PlanAction(objective=objective, what="-", owner=by, due_on=TODAY)


def _by_visits(person, by, product, messages):
    of = {"customer": person.customer, "territory": Territory.objects.get(code="E11")}
    done = {"status": "submitted", "outcome": "seen", "adverse_event_mentioned": False}
    visit = of_visits.Visit(**of, **done, rep=by, day=TODAY, started_at=NOW, submitted_at=NOW)
    yield visit
    talk = of_visits.VisitProduct(visit=visit, product=product, reaction="interested")
    yield talk
    link = of_customers.GuestLink(
        customer=person.customer,
        kind="own_page",
        purpose="-",
        token_hash="0" * 64,
        made_by=by,
        expires_at=NOW,
        revoked_by=by,
        revoked_at=NOW,
        revoked_because="-",
    )
    yield link
    yield of_visits.CustomerAnswer(
        visit=visit,
        customer=person.customer,
        link=link,
        status="settled",
        answered_at=NOW,
        settled_by=by,
        settled_at=NOW,
        settlement="-",
    )
    yield of_visits.VisitMessage(visit_product=talk, key_message=messages[0])
    yield of_visits.VisitMaterial(visit=visit, version=_leaflet(by), is_shown=True)
    yield of_visits.AskedQuestion(visit=visit, question=_question(product))
    yield of_visits.VisitParticipant(visit=visit, person=person)
    yield of_visits.FollowUp(
        customer=person.customer, visit=visit, what="-", owner=by, due_on=TODAY
    )
    yield of_visits.SuggestionAnswer(
        customer=person.customer,
        rep=by,
        answered_on=TODAY,
        answer="dismissed",
        rules=["cadence"],
        reason="not_now",
        back_on=TODAY,
    )
    yield of_visits.Waiver(
        visit=visit, against=["wish"], day=TODAY, reason="-", requested_by=by, decision_reason="-"
    )
    yield from _planned(person.customer, by)
    asked = of_visits.Request(
        **{**of, "visit": visit, "kind": "question", "words": "-", "department": "medical"},
        raised_by=by,
        raised_at=NOW,
        respond_by=NOW,
        resolve_by=NOW,
        satisfaction=4,
    )
    yield asked
    yield of_visits.RequestEntry(request=asked, kind="note", text="-", by=by)


def _leaflet(by):
    with deed("test.arrange", by=TESTS):
        material = Material.objects.create(title="-", kind="leaflet", owner=by)
        return MaterialVersion.objects.create(
            material=material,
            version=1,
            file=paper("leaflet.pdf", by, b"%PDF-1.7"),
            valid_from=TODAY,
            drafted_by=by,
        )


def _question(product):
    with deed("test.arrange", by=TESTS):
        return AnticipatedQuestion.objects.create(product=product, text="-")


def _planned(customer, by):
    with deed("test.arrange", by=TESTS):
        cycle = of_visits.Cycle.objects.create(valid_from=TODAY, valid_to=TODAY)
        plan = of_visits.CyclePlan.objects.create(
            cycle=cycle,
            rep=by,
            territory=Territory.objects.get(code="E11"),
            working_days=1,
            visits_a_day=8,
        )
    yield of_visits.PlanTarget(
        plan=plan, customer=customer, rank=1, planned=1, tier="basic", wanted=2, reason="-"
    )
