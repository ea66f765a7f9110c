"""Rules about visits that went against how their house receives representatives (RSK-26, RSK-27).

What is refused is refused by the verbs (CN-009), also where a rule is off; what took place all the same is noticed here.
"""

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from compliance.models import Severity
from compliance.risk.rule import Effect, Evidence, Fact, Mode, Rule, Verdict
from compliance.services.evaluation import note_change
from customers.models import Location, ReceptionPolicy
from customers.reception import banned_locations
from visits import house_rules
from visits.forms_of_contact import FREE
from visits.models import Against, Appointment, Visit, VisitAmendment, Waiver

SOURCE, LATE, USUAL = "visits.house", "late", "default"
KNOWN_TO = {*FREE, Location.OFFICE}  # a house may close these too: then its own rule says so


def note_house(visit, notices):
    """For the verb that submits: only what may be against a rule is worth a look at once, the night sees all."""
    if (
        visit.appointment_id
        or visit.location not in KNOWN_TO
        or any(one.is_of_the_house for one in notices)
    ):
        note_change(SOURCE, [visit.uuid])


def entered(since, keys=None):
    """Each visit at which somebody was met in a house, and what of its rules stood against it."""
    visits = list(_asked(since, keys).select_related("organisation__customer").order_by("pk"))
    if not visits:
        return
    days = [visit.day for visit in visits]
    houses = {visit.organisation_id for visit in visits} - {None}
    reps = {visit.rep_id for visit in visits}
    policies = house_rules.policies_between(min(days), max(days), houses)
    given = house_rules.appointments_between(min(days), max(days), policies.keys(), reps)
    waived = set(
        Waiver.objects.filter(visit__in=visits, status=Waiver.Status.USED).values_list(
            "visit", flat=True
        )
    )
    for visit in visits:
        policy = house_rules.policy_of(policies, visit.organisation_id, visit.day)
        yield _fact(visit, policy, given, visit.pk in waived)


def _asked(since, keys):
    face = Visit.objects.done().filter(channel=Visit.Channel.FACE, started_at__isnull=False)
    if keys is not None:
        return face.filter(uuid__in=keys)
    ruled = ReceptionPolicy.objects.values("organisation")
    # An amendment may say that it took place elsewhere, or at another time.
    accepted = VisitAmendment.objects.filter(status=VisitAmendment.Status.ACCEPTED)
    put_right = accepted.filter(decided_at__gte=since).values("visit_id")
    return face.filter(
        Q(organisation__in=ruled) | ~Q(location__in=KNOWN_TO),
        Q(submitted_at__gte=since) | Q(pk__in=put_right),
    )


def _fact(visit, policy, appointments, is_waived):
    moment = house_rules.Moment.of(visit.started_at)
    asked = house_rules.appointment_at(appointments, visit.rep_id, visit.organisation_id, moment)
    given = None if asked is None or asked.is_waiting else asked
    against = _against(policy, moment, given)
    is_closed = visit.location not in FREE and visit.location in banned_locations(policy)
    proofs = [Evidence(Visit._meta.label_lower, str(visit.uuid), "")]
    if policy:
        proofs.append(Evidence(ReceptionPolicy._meta.label_lower, str(policy.uuid), ""))
    if given:
        proofs.append(Evidence(Appointment._meta.label_lower, str(given.uuid), ""))
    return Fact(
        label=Visit._meta.label_lower,
        subject=str(visit.uuid),
        name=str(localdate(visit.started_at)),
        inputs={
            "against": against,
            "closed": visit.location if is_closed else "",
            "policy": f"v{policy.version}" if policy else USUAL,
            "waived": is_waived,
        },
        person=visit.rep_id,
        evidence=tuple(proofs),
    )


def _against(policy, moment, given):
    if policy and policy.needs_appointment and house_rules.is_late(given, moment):
        return LATE
    return str(house_rules.against_house(policy, moment, given) or "")


def judge_house(inputs, values):
    if not inputs["against"]:
        return None
    severity = Severity.MEDIUM if inputs["waived"] else Severity.HIGH
    return Verdict(severity, inputs["against"], {"policy": inputs["policy"]})


def judge_place(inputs, values):
    if not inputs["closed"]:
        return None
    place = str(Location(inputs["closed"]).label)
    return Verdict(Severity.HIGH, "closed", {"place": place, "policy": inputs["policy"]})


LABELS = {
    "against": _("Against the house's rule"),
    "closed": _("Closed place"),
    "policy": _("Reception rule"),
    "waived": _("Waived"),
}
RULES = [
    Rule(
        "RSK-26",
        1,
        _("Visit without an appointment or outside reception times"),
        why=_(
            "Hospitals receive representatives at fixed times and places, by appointment and on record; the industry's"
            " guidelines ask to follow each hospital's rules (CN-009)."
        ),
        source=SOURCE,
        judge=judge_house,
        sentences={
            Against.BANNED.value: _("The house receives no representatives (rule %(policy)s)."),
            Against.NO_APPOINTMENT.value: _("There was no appointment (rule %(policy)s)."),
            Against.OUTSIDE.value: _("Outside the reception times (rule %(policy)s)."),
            LATE: _("The appointment was given after the visit had begun (rule %(policy)s)."),
        },
        modes=frozenset(Mode),
        effect=Effect.BLOCK,
        labels=LABELS,
    ),
    Rule(
        "RSK-27",
        1,
        _("Visit in a closed place"),
        why=_(
            "Representatives stay out of clinics, wards, laboratories and the departments of equipment, pharmacy and IT,"
            " unless the house says otherwise (CN-010)."
        ),
        source=SOURCE,
        judge=judge_place,
        sentences={"closed": _("Met in a closed place: %(place)s (rule %(policy)s).")},
        labels=LABELS,
    ),
]
