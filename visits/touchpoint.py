"""The communication ledger (台账): one line for each contact that took place, with what proves it (CN-026)."""

from dataclasses import dataclass
from itertools import islice

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.template.defaultfilters import yesno
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from accounts.models import RepFiling
from accounts.templatetags.permissions import masked
from compliance.ledger.positions import positions_of
from compliance.models import ErasureCase
from visits.models import Visit, VisitAmendment, VisitParticipant, Waiver
from visits.record import READ_WITH

READ_AT_ONCE = 500
LISTED = ("participants", "products")
SHOWN_WITH = [
    *["rep", "territory", "customer", "organisation__customer", "department", "topic"],
    *["effectiveness__policy", "appointment"],
]


@dataclass(frozen=True)
class Touchpoint:
    visit: Visit
    filing_numbers: list
    position: int | None  # in the signed log; none while its newest change waits for the next seal

    @property
    def how(self):
        return self.visit.get_channel_display(), self.visit.get_outcome_display()

    @property
    def people(self):
        return ", ".join(str(row.person) for row in self.visit.participants.all())

    @property
    def products(self):
        return ", ".join(str(row.product) for row in self.visit.products.all())

    @property
    def messages(self):
        rows = [row for talk in self.visit.products.all() for row in talk.messages.all()]
        return "; ".join(str(row.key_message) for row in rows)

    @property
    def reactions(self):
        return "; ".join(
            f"{row.product}: {row.get_reaction_display()}"
            for row in self.visit.products.all()
            if row.reaction
        )

    @property
    def materials(self):
        """The versions that were shown, each with the number of its approval."""
        rows = [row.version for row in self.visit.materials.all() if row.is_shown]
        return "; ".join(f"{row} ({row.approval_number})" for row in rows)

    @property
    def appointment(self):
        """Who of the house gave it, and for when. It may have been somebody who is erased since: then only for when."""
        given = self.visit.appointment
        if given is None or not given.approved_by:
            return ""
        when = _moment(given.starts_at)
        return when if self.visit.met_the_erased else f"{given.approved_by}, {when}"

    @property
    def approvals(self):
        """Who let it take place or be put right, and when: the line says what was accepted last."""
        amended = _("Amendment accepted by %(name)s on %(day)s")
        waived = _("Waiver granted by %(name)s on %(day)s")
        decided = [(waived, row) for row in self.visit.granted]
        decided += [(amended, row) for row in self.visit.accepted]
        return "; ".join(
            words % {"name": row.decided_by, "day": date_format(row.decided_at, "Y-m-d")}
            for words, row in decided
        )

    @property
    def hours(self):
        """From when to when, on the reader's clock."""
        moments = [self.visit.started_at, self.visit.ended_at]
        return "–".join(time_format(timezone.localtime(at), "H:i") for at in moments if at)

    @property
    def place(self):
        """Where, unless the customer is that place herself."""
        visit = self.visit
        there = [visit.organisation if visit.organisation_id != visit.customer_id else None]
        return " · ".join(str(part) for part in [*there, visit.department] if part)

    @property
    def sealed_as(self):
        return _("unsealed") if self.position is None else self.position


def read_touchpoints(keys, read_with=READ_WITH):
    """[Touchpoint] of submitted visits, in the order of their keys; the same few queries for one and for hundreds.

    `read_with` are the visits' rows that the reader will be shown.
    """
    accepted = VisitAmendment.objects.filter(status=VisitAmendment.Status.ACCEPTED)
    used = Waiver.objects.filter(status=Waiver.Status.USED)
    decisions = [
        Prefetch("amendments", accepted.select_related("decided_by"), to_attr="accepted"),
        Prefetch("waivers", used.select_related("decided_by"), to_attr="granted"),
    ]
    whole = Visit.objects.select_related(*SHOWN_WITH).prefetch_related(*read_with, *decisions)
    whole = whole.annotate(met_the_erased=Exists(_erasures_of_the_met()))
    rows, positions = whole.in_bulk(keys), positions_of(Visit, keys)
    filings = _filings(rows.values())
    return [
        Touchpoint(rows[key], _numbers(filings, rows[key]), positions.get(key))
        for key in keys
        if key in rows
    ]


def listed_touchpoints(keys):
    """For a page of the list, which shows neither messages nor materials."""
    return read_touchpoints(keys, [row for row in READ_WITH if row.prefetch_to in LISTED])


def all_touchpoints(visits):
    """The same for a file: page after page, so that memory stays small."""
    rows = visits.newest_first().values_list("pk", flat=True).iterator(chunk_size=READ_AT_ONCE)
    while page := list(islice(rows, READ_AT_ONCE)):
        yield from read_touchpoints(page)


def _erasures_of_the_met():
    """Of the customer, or of somebody else who was there: beside a visit."""
    there = VisitParticipant.objects.filter(visit=OuterRef(OuterRef("pk"))).values("person")
    met = Q(customer=OuterRef("customer")) | Q(customer__in=there)
    return ErasureCase.objects.filter(met, outcome=ErasureCase.Outcome.ERASED)


def _filings(visits):
    """{representative's key: [RepFiling]}, with one query."""
    days = [visit.day for visit in visits]
    if not days:
        return {}
    numbered = RepFiling.objects.exclude(number="").overlapping(min(days), max(days))
    found = {}
    for filing in numbered.filter(user__in={visit.rep_id for visit in visits}).order_by("pk"):
        found.setdefault(filing.user_id, []).append(filing)
    return found


def _numbers(filings, visit):
    """Of the filings of that day; of the holders whose products were spoken of, if any were."""
    holders = {talk.product.holder_id for talk in visit.products.all()}
    return [
        filing.number
        for filing in filings.get(visit.rep_id, [])
        if filing.holds_on(visit.day) and (not holders or filing.holder_id in holders)
    ]


def columns(user):
    """[(heading, function of a Touchpoint)] of a sheet for this reader; free text as far as she may read it."""
    return [*_contact(), *_talk(user), *_proof()]


def printed_columns(user):
    """The same on paper, where a page is 29 cm wide: several facts to a column."""
    return [
        (_("When"), lambda one: f"{one.visit.day:%Y-%m-%d}\n{one.hours}"),
        (_("Representative"), lambda one: _lines(one.visit.rep, *one.filing_numbers)),
        (
            _("Customer and place"),
            lambda one: _lines(one.visit.customer, one.place, one.appointment),
        ),
        (_("People present"), lambda one: one.people),
        (_("Contact"), lambda one: _lines(*one.how)),
        (
            _("Topic and products"),
            lambda one: _lines(one.visit.topic, one.products, one.messages, one.materials),
        ),
        (
            _("Customer's feedback"),
            lambda one: _lines(masked(one.visit.feedback, user), one.reactions),
        ),
        (_("Adverse event"), lambda one: yesno(one.visit.adverse_event_mentioned)),
        (_("Proof"), lambda one: _lines(one.sealed_as, one.approvals)),
    ]


def _moment(at):
    return date_format(timezone.localtime(at), "Y-m-d H:i")


def _lines(*parts):
    return "\n".join(str(part) for part in parts if part)


def _contact():
    return [
        (_("Day"), lambda one: one.visit.day),
        (_("Began"), lambda one: one.visit.started_at),
        (_("Ended"), lambda one: one.visit.ended_at),
        (_("Minutes"), lambda one: one.visit.minutes),
        (_("Representative"), lambda one: one.visit.rep.name),
        (_("Filing number"), lambda one: ", ".join(one.filing_numbers)),
        (_("Territory"), lambda one: one.visit.territory.name),
        (_("Customer"), lambda one: one.visit.customer.name),
        (_("Place"), lambda one: str(one.visit.organisation or "")),
        (_("Department"), lambda one: str(one.visit.department or "")),
        (_("Met in"), lambda one: one.visit.get_location_display()),
        (_("Form of contact"), lambda one: one.visit.get_interaction_display()),
        (_("Appointment"), lambda one: one.appointment),
        (_("People present"), lambda one: one.people),
        (_("Channel"), lambda one: one.visit.get_channel_display()),
        (_("Outcome"), lambda one: one.visit.get_outcome_display()),
    ]


def _talk(user):
    return [
        (_("Topic"), lambda one: str(one.visit.topic or "")),
        (_("Objective"), lambda one: masked(one.visit.objective, user)),
        (_("Products"), lambda one: one.products),
        (_("Messages covered"), lambda one: one.messages),
        (_("Materials shown"), lambda one: one.materials),
        (_("Reaction"), lambda one: one.reactions),
        (_("Key points"), lambda one: masked(one.visit.key_points, user)),
        (_("Customer's feedback"), lambda one: masked(one.visit.feedback, user)),
        (_("Next step"), lambda one: one.visit.get_next_step_display()),
        (_("Adverse event mentioned"), lambda one: one.visit.adverse_event_mentioned),
    ]


def _proof():
    return [
        (_("Submitted"), lambda one: one.visit.submitted_at),
        (_("Hours until logged"), lambda one: one.visit.logged_after_hours),
        (_("Approvals"), lambda one: one.approvals),
        (_("Key"), lambda one: str(one.visit.uuid)),
        (_("Place in the ledger"), lambda one: one.sealed_as),
    ]
