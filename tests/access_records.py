"""One of each record, all Lin's, and one person of each role: what the access matrix asks about."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.history import deed, system
from accounts.models import Notification, Product, UserRole
from accounts.permissions import Role
from accounts.services.absence import ask_absence
from accounts.services.api_token import create_token
from accounts.services.attachment import store_attachment
from accounts.services.channel import add_robot
from accounts.services.delegation import delegate
from accounts.services.job import start_job
from accounts.services.parameter import parameters_on
from accounts.services.territory import create_territory, join_territory
from compliance.models import Suppression
from compliance.risk.rule import RULES, Fact, Verdict
from compliance.services.alert import Hit, raise_alerts
from compliance.services.erasure import request_erasure
from compliance.services.legal_hold import place_hold
from compliance.services.material import (
    approve_version,
    create_material,
    draft_version,
    submit_version,
)
from compliance.services.question import (
    add_question,
    approve_answer,
    draft_answer,
    submit_answer,
)
from compliance.services.subject_request import receive_request
from customers.models import Care, Customer, Department, Playbook, PlaybookItem, TierProposal
from customers.services.account_plan import add_objective, open_plan
from customers.services.bulk_change import start_bulk_change
from customers.services.care_cycle import renew_care
from customers.services.competitor import add_competitor, add_competitor_product
from customers.services.competitor_activity import note_activity
from customers.services.consent import give_consent
from customers.services.customer_import import upload_import
from customers.services.data_change import file_data_change
from customers.services.guest_link import make_link
from customers.services.influence import note_influence
from customers.services.need import open_need
from customers.services.persona_fact import note_fact
from customers.services.plan_action import add_action
from customers.services.reception_policy import introduce_reception
from customers.services.scoring_model import (
    draft_scoring_model,
    publish_scoring_model,
    try_scoring_model,
)
from customers.services.segment import save_segment
from customers.services.tag import create_tag
from customers.services.tier import set_tier
from customers.services.tier_score import score_customers
from tests import factories
from tests.customers_merge.pairs import duplicates
from visits.criteria import CRITERIA
from visits.models import Cycle, PlanTarget, ServiceLevel, Topic, VisitPolicy
from visits.record import Record, Talk
from visits.services.amendment import file_amendment
from visits.services.appointment import ask_for_appointment
from visits.services.customer_answer import dispute_visit
from visits.services.cycle_plan import add_target, generate_plan
from visits.services.submission import Question, log_visit
from visits.services.visit import plan_visit
from visits.services.waiver import ask_for_waiver

TESTS = system("tests")


@dataclass(frozen=True)
class World:
    people: dict  # role → User; Lin is the rep, Shen the manager above her
    chen: object
    uuids: dict  # part of an address before <uuid:uuid> → the uuid of Lin's record
    others: dict  # name of any other part of an address → its value
    exceptions: dict  # name of an address → {part: value}


def build_world():
    tree = _territories()
    holder = factories.LegalEntityFactory()
    people = {role: factories.UserFactory(username=role.value, roles=[role]) for role in Role}
    chen = factories.UserFactory(username="chen", roles=[Role.REP])
    lin = people[Role.REP]
    for user, code in [(lin, "E11"), (people[Role.MANAGER], "E1"), (chen, "W11")]:
        join_territory(user, tree[code], valid_from=factories.LONG_AGO, by=TESTS)
    evidence = store_attachment(SimpleUploadedFile("receipt.pdf", b"%PDF-1.7"), by=lin)
    filing = factories.RepFilingFactory(user=lin, holder=holder, evidence=evidence)
    factories.RepFilingFactory(user=chen, holder=holder)
    customers = _customers(tree["E11"])
    zhou = customers["zhou"].customer
    tiers = _tiers(people, zhou)  # before she asks to be erased: then she is left alone
    case = request_erasure(zhou, reason="a letter", by=people[Role.STEWARD])
    hold = place_hold(zhou, matter="inquiry", by=people[Role.COMPLIANCE])
    asked = receive_request(zhou, kind="access", how="letter", by=people[Role.STEWARD])
    visits = _visits(lin, customers, holder)
    ours = _our_side(lin, people[Role.STEWARD])
    care = _care(zhou)
    content = _content(people, visits)
    return World(
        people,
        chen,
        customers
        | visits
        | ours
        | care
        | {
            "erasures/": case.uuid,
            "erasures/for/": zhou.uuid,
            "holds/": hold.uuid,
            "data-requests/": asked.uuid,
            "data-requests/for/": zhou.uuid,
            "data-requests/files/": uuid4(),  # of nobody: only who made one takes it
            "territories/": tree["E11"].uuid,
            "filings/": filing.uuid,
            "attachments/": filing.evidence.uuid,
            "setup/": filing.evidence.uuid,
            **tiers,
            **_cycle(lin, zhou),
            **_many(lin, zhou),
            **_risks(lin, people[Role.COMPLIANCE]),
            "data-changes/": _data_change(lin, zhou).uuid,
            **duplicates(tree["E11"], people[Role.STEWARD]),
            **_competitors(people[Role.MARKETING], lin, visits, zhou),
            **_plan(lin, customers["organisations/"], zhou),
            **content,
            "needs/": _need(lin, zhou).uuid,
            "needs/for/": zhou.uuid,
            "companies/": holder.uuid,
        },
        {
            "day": timezone.localdate(),
            "tier": "basic",
            "customer_type": "doctor",
            "token": "nobody-s",
            "saying": "respond",
            "step": "triage",
            "decision": "approve",
            "change": "suspend",
            "ending": "done",
            "name": "users",
            "place_uuid": customers["organisations/"],
            "kind": "patients",
            "kpi": "attempts",
            "version_uuid": content["materials/versions/"],
            "what": "shown",
            "code": "attempts",
            "label": "visits.visit",
            "form": "json",
            "secret": "of-nobody",
            "key": str(visits["visits/v/"]),
            "uidb36": "1",
            "provider_id": "company",
            "app_label": "accounts",
            "object_id": "0",
            "content_type_id": "1",
            "url": "nothing",
        },
        _exceptions(customers, visits),
    )


def _territories():
    tree = {}
    for code, level, parent in [
        ("CN", "nation", None),
        ("E", "region", "CN"),
        ("W", "region", "CN"),
        ("E1", "district", "E"),
        ("W1", "district", "W"),
        ("E11", "territory", "E1"),
        ("W11", "territory", "W1"),
    ]:
        tree[code] = create_territory(
            code=code, name=code, level=level, parent=tree.get(parent), by=TESTS
        )
    return tree


def _customers(territory):
    hospital = factories.OrganisationFactory(territory=territory)
    with deed("test.arrange", by=TESTS):
        department = Department.objects.create(organisation=hospital, name="心内科")
    zhou = factories.PersonFactory(organisation=hospital, territory=territory)
    reception = introduce_reception(
        hospital, mode="open", valid_from=factories.LONG_AGO, banned_locations=[], by=TESTS
    )
    fact = note_fact(zhou.customer, kind="patients", value="高龄", source="visit", by=TESTS)
    influence = note_influence(
        hospital.customer, zhou.customer, kind="advises", source="visit", by=TESTS
    )
    return {
        "influences/": influence.uuid,
        "receptions/": reception.uuid,
        "customers/": zhou.customer.uuid,
        "suggestions/": zhou.customer.uuid,
        "people/": zhou.customer.uuid,
        "organisations/": hospital.customer.uuid,
        "visits/people/": hospital.customer.uuid,
        "consents/": _consent(zhou).uuid,
        "departments/": department.uuid,
        "persona/": fact.uuid,
        "persona-facts/": fact.uuid,
        "affiliations/": zhou.affiliations.get().uuid,
        "alignments/": zhou.customer.alignments.get().uuid,
        "zhou": zhou,
    }


def _data_change(lin, zhou):
    said = {"values": {"licence_number": "110330"}, "evidence": "her licence"}
    return file_data_change(zhou, **said, by=lin)


def _many(lin, zhou):
    tag = create_tag(name="教学医院", by=lin)
    said = {"tag": str(tag.uuid)}
    change = start_bulk_change("tag_add", said, [zhou.pk], because="Round", whom="All", by=lin)
    return {"tags/": tag.uuid, "bulk-changes/": change.uuid}


def _need(lin, zhou):
    return open_need(zhou, category="clinical", pain_point="No tool", by=lin)


def _plan(lin, hospital, zhou):
    house = Customer.objects.get(uuid=hospital)
    factories.set_tier(house, "strategic")
    house.refresh_from_db()
    plan = open_plan(house, title="Follow-up", by=lin)
    objective = add_objective(
        plan, what="Cards", measure="wards", target=4, due_on=plan.ends_on, by=lin
    )
    action = add_action(objective, what="Print", owner=lin, due_on=plan.ends_on, by=lin)
    return {
        "plans/": plan.uuid,
        "plans/for/": zhou.uuid,
        "objectives/": objective.uuid,
        "plan-objectives/": objective.uuid,
        "actions/": action.uuid,
        "plan-actions/": action.uuid,
    }


def _competitors(marketing, lin, visits, zhou):
    product = Product.objects.get(uuid=visits["products/"])
    rival = add_competitor(name="Huanyu", by=marketing)
    card = add_competitor_product(rival, name="Oldapin", product=product, by=marketing)
    seen = note_activity(
        zhou, competitor_product=card, kind="visit", what="Their rep", source="seen", by=lin
    )
    return {
        "competitors/": rival.uuid,
        "competitor-products/": card.uuid,
        "competitor-activity/": seen.uuid,
        "competitor-activity/for/": zhou.uuid,
        "competitor-activities/": seen.uuid,
    }


def _content(people, visits):
    """An approved version and an approved answer: what everybody who may read content sees."""
    marketing, medical = people[Role.MARKETING], people[Role.MEDICAL]
    product = Product.objects.get(uuid=visits["products/"])
    day = timezone.localdate()
    material = create_material(title="Leaflet", kind="leaflet", products=[product], by=marketing)
    upload = SimpleUploadedFile("leaflet.pdf", b"%PDF-1.7 leaflet")
    dates = {"valid_from": day, "valid_to": day + timedelta(days=90)}
    version = draft_version(material, upload=upload, **dates, by=marketing)
    version = submit_version(version, by=marketing)
    version = approve_version(version, approval_number="YQ-1", by=medical)
    question = add_question(product=product, text="Dose?", by=marketing)
    said = {"text": "The same", "source": "Insert", "valid_from": day}
    answer = submit_answer(draft_answer(question, **said, by=marketing), by=marketing)
    answer = approve_answer(answer, by=medical)
    return {
        "materials/": material.uuid,
        "materials/versions/": version.uuid,
        "material-versions/": version.uuid,
        "questions/": question.uuid,
        "questions/answers/": answer.uuid,
        "answers/": answer.uuid,
        "key-messages/": visits["messages/"],
    }


def _consent(person):
    (consent,) = give_consent(
        person.customer,
        purpose="contact",
        channels=["phone"],
        how="spoken",
        words="On the ward",
        notice_version="2026-1",
        by=TESTS,
    )
    return consent


def _visits(lin, customers, holder):
    zhou = customers.pop("zhou")
    product = factories.ProductFactory(holder=holder)
    message = factories.KeyMessageFactory(product=product)
    topic = _rules()
    start = timezone.now() - timedelta(minutes=20)
    record = Record(
        outcome="seen",
        started_at=start,
        ended_at=start + timedelta(minutes=15),
        topic=topic,
        next_step="send_material",
        products=(Talk(product, (message,), reaction="interested"),),
    ).in_usual_form
    visit = log_visit(
        zhou.customer,
        record=record,
        adverse_event=True,
        questions=[Question("medical_inquiry", "Is there data?", product)],
        by=lin,
    )
    plan = plan_visit(zhou.customer, day=visit.day + timedelta(days=1), by=lin)
    waiver = ask_for_waiver(plan, against=["wish"], reason="A safety letter", by=lin)
    starts_at = timezone.now() + timedelta(days=3)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
    appointment = ask_for_appointment(visit.organisation, **times, visit=plan, by=lin)
    amended = replace(record, participants=(zhou,), next_step="none")
    amendment = file_amendment(visit, record=amended, reason="Mistyped", by=lin)
    return {
        "visits/v/": visit.uuid,
        "visits/": visit.uuid,
        "plan": plan.uuid,
        "amendments/": amendment.uuid,
        "waivers/": waiver.uuid,
        "appointments/": appointment.uuid,
        "appointments/at/": customers["organisations/"],
        "disputes/": (dispute := _dispute(visit, lin)).uuid,
        "guest-links/": dispute.link.uuid,
        "customer-boards/": customers["organisations/"],
        "requests/": visit.requests.get().uuid,
        "follow-ups/": visit.follow_ups.get().uuid,
        "follow-ups/for/": zhou.customer.uuid,
        "adverse-events/": visit.adverse_event.uuid,
        "products/": product.uuid,
        "topics/": topic.uuid,
        "messages/": message.uuid,
    }


def _dispute(visit, lin):
    said = {"kind": "own_page", "days": 7, "purpose": "She asked"}
    link, _secret = make_link(visit.customer, **said, by=lin)
    return dispute_visit(visit, words="It was not me", link=link, by=link.guest)


def _rules():
    with deed("test.arrange", by=TESTS):
        VisitPolicy.objects.create(
            version=90, criteria=list(CRITERIA), valid_from=factories.LONG_AGO
        )
        ServiceLevel.objects.create(
            kind="medical_inquiry",
            department="medical",
            response_hours=16,
            resolution_hours=45,
            valid_from=factories.LONG_AGO,
        )
        return Topic.objects.create(code="matrix", name="治疗方案")


def _our_side(lin, steward):
    token, _secret = create_token(lin, name="phone", by=lin)
    channel = add_robot(
        lin,
        kind="wecom",
        name="matrix",
        address="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=of-nobody",
        by=lin,
    )
    told = Notification.objects.create(
        user=lin,
        kind="visit_amendment.decided",
        key="matrix",
        params={"customer": "周岚", "state": "accepted"},
        url="/",
    )
    segment = save_segment(name="Strategic", query="tier=strategic", by=lin)
    upload = upload_import(name="list.csv", chunks=["单位名称\n第一医院\n".encode()], by=steward)
    return {
        "me/tokens/": token.uuid,
        "me/channels/": channel.uuid,
        "channels/": channel.uuid,
        "inbox/": told.uuid,
        "notifications/": told.uuid,
        "customers/segments/": segment.uuid,
        "segments/": segment.uuid,
        "imports/": upload.uuid,
        "jobs/": start_job(
            "customers.import_check", by=lin, arguments={"import": str(upload.uuid)}
        ).uuid,
        "history/files/": uuid4(),  # of nobody: only who asked for a file may take it
        "communication-ledger/files/": uuid4(),  # likewise
        "visit-policies/trials/": uuid4(),  # likewise
        "ledger/export/": uuid4(),  # likewise
        "users/": lin.uuid,
        "roles/": UserRole.objects.get(user=lin).uuid,
        "memberships/": lin.memberships.get().uuid,
    }


def _tiers(people, zhou):
    period = set_tier(zhou, tier="strategic", reason="matrix", by=people[Role.MANAGER])
    model = draft_scoring_model(by=people[Role.MANAGER])
    try_scoring_model(model, by=people[Role.MANAGER])
    model = publish_scoring_model(model, because="matrix", by=TESTS)
    score_customers(model, on=timezone.localdate(), by=TESTS)
    proposal = TierProposal.objects.get(customer=zhou)
    return {
        "tiers/proposals/": proposal.uuid,
        "tier-proposals/": proposal.uuid,
        "tiers/models/": model.uuid,
        "scoring-models/": model.uuid,
        "tiers/": period.uuid,
    }


def _cycle(lin, zhou):
    """An agreed plan would be nobody's to write: this one is a draft, and one of its targets is challenged."""
    today = timezone.localdate()
    monday = today + timedelta(days=7 - today.weekday())
    leave = ask_absence(
        kind="leave", valid_from=monday, valid_to=monday + timedelta(days=4), by=lin
    )
    with deed("test.arrange", by=TESTS):
        cycle = Cycle.objects.create(
            valid_from=today.replace(day=1), valid_to=today + timedelta(days=40)
        )
    zhou.refresh_from_db()
    plan = generate_plan(cycle, by=lin)
    target = PlanTarget.objects.filter(plan=plan).first() or add_target(
        plan, zhou, planned=2, by=lin
    )
    return {
        "time-off/": leave.uuid,
        "delegations/": _cover(lin).uuid,
        "delegations/for/": lin.uuid,
        "cycles/": cycle.uuid,
        "cycle-plans/": plan.uuid,
        "plan-targets/": target.uuid,
    }


def _cover(lin):
    deputy = factories.UserFactory(username="deputy", roles=[Role.REP])
    today = timezone.localdate()
    return delegate(lin, deputy, valid_from=today, valid_to=today, by=lin)


def _care(zhou):
    with deed("test.arrange", by=TESTS):
        versions = [
            Playbook.objects.create(
                tier="strategic", customer_type="doctor", version=number, **more
            )
            for number, more in [
                (1, {"status": "live", "valid_from": factories.LONG_AGO}),
                (2, {"status": "draft"}),
            ]
        ]
        items = [PlaybookItem.objects.create(playbook=one, kind="peer") for one in versions]
    renew_care([zhou.pk], timezone.localdate(), TESTS)
    return {
        "care/": Care.objects.get(customer=zhou).uuid,
        "playbooks/": versions[0].uuid,
        "playbook-items/": items[1].uuid,
    }


def _risks(lin, officer):
    fact = Fact("visits.visit", "1", "", {"actors": [""], "changes": 1}, person=lin.pk)
    (alert,) = raise_alerts(
        RULES["RSK-53"],
        [Hit(fact, Verdict("medium", "nobody", {"changes": 1}))],
        parameters=parameters_on(timezone.localdate(), "RSK-53")["RSK-53"],
        now=timezone.now(),
        by=TESTS,
    )
    # The rules of today watch the record and take no silence; one of an earlier release still has its address.
    with deed("suppression.suppress", by=officer):
        held = Suppression.objects.create(
            **{name: getattr(alert, name) for name in ("rule", "label", "subject", "name")},
            reason="Known",
            by=officer,
            valid_from=timezone.localdate(),
            valid_to=timezone.localdate(),
        )
    return {
        "alerts/": alert.uuid,
        "suppressions/": held.uuid,
        "parameters/": alert.parameters.uuid,
    }


def _exceptions(customers, visits):
    """Addresses that mean another record of the same noun than the rest."""
    plan, hospital = {"uuid": visits.pop("plan")}, {"uuid": customers["organisations/"]}
    of_a_plan = ["visit_edit", "visit_move", "visit_start", "visit_cancel", "visit_log"]
    of_a_plan += ["waiver_new", "appointment_ask", "consent_attach"]
    of_a_place = ["organisation_edit", "department_new", "person_new_here", "reception_new"]
    of_a_plan_by_program = [
        "submit",
        "cancel",
        "waiver",
        "slot",
        "consent",
        "prepare",
        "open-material",
    ]
    of_a_plan += ["visit_draft", "visit_checklist", "visit_prepare", "objective_check"]
    of_a_plan += ["visit_notices"]
    of_a_plan += ["material_open"]
    return (
        {f"visits:{name}": plan for name in of_a_plan}
        | {f"customers:{name}": hospital for name in of_a_place}
        | {"compliance:rule_detail": {"code": "RSK-53"}}
        | {f"compliance:{name}": {"step": "withdraw"} for name in ["version_step", "answer_step"]}
        | {"compliance:parameters_detail": {"code": "PERSONA"}}
        | {"customers:link_new": {"kind": "own_page"}, "analytics:customer_board": hospital}
        | {"visits:appointment_change": {"change": "cancel"}}
        | {f"api:visits-{name}": plan for name in of_a_plan_by_program}
    )
