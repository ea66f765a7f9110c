"""The report of a visit, made of what was logged: the page and the paper say the same (VIS-11)."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.template.defaultfilters import yesno
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.permissions import Permission, can
from accounts.printed import compiled, taken_by
from accounts.templatetags.permissions import MASK, masked
from visits.checklist import stored_checklist
from visits.late import late_words
from visits.models import FollowUp, Request, Visit
from visits.touchpoint import read_touchpoints

TEMPLATE = Path(__file__).with_name("visit_report.typ")
NOTES = [
    *["objective", "objective_measure", "key_points", "feedback"],
    *["consensus", "open_questions", "next_objective"],
]


@dataclass(frozen=True)
class Section:
    title: str
    rows: list  # (label, text)


@dataclass(frozen=True)
class Report:
    visit: Visit
    sections: list
    talks: list  # (product, messages, reaction, adoption step)
    position: int | None

    @property
    def title(self):
        return _("Visit report: %(customer)s") % {"customer": self.visit.customer}

    @property
    def sub(self):
        day = date_format(self.visit.day, "DATE_FORMAT")
        return " · ".join([day, str(self.visit.rep), str(self.visit.territory)])


def talk_headings():
    return [_("Product"), _("Messages covered"), _("Reaction"), _("Adoption step")]


def report_of(visit, *, by):
    """For a submitted visit that the reader may see; notes as far as she may read them."""
    (touchpoint,) = read_touchpoints([visit.pk])
    sections = [
        Section(_("Contact"), _contact(touchpoint)),
        Section(_("Record"), _notes(touchpoint, by)),
        Section(_("What comes of it"), _follows(visit, by)),
        Section(_("Effective visit"), _verdict(touchpoint.visit)),
        Section(_("Proof"), _proof(touchpoint)),
    ]
    return Report(
        visit=touchpoint.visit,
        sections=[section for section in sections if section.rows],
        talks=_talks(touchpoint.visit),
        position=touchpoint.position,
    )


def report_pdf(report, *, by):
    told = {
        "lang": get_language().partition("-")[0],
        "title": report.title,
        "sub": report.sub,
        "footer": f"{taken_by(by)} · {settings.SITE_URL}",
        "sections": [[section.title, section.rows] for section in report.sections],
        "products": _("Products"),
        "headings": talk_headings(),
        "talks": report.talks,
    }
    return compiled(TEMPLATE, told)


def _contact(one):
    visit = one.visit
    length = _("%(n)s min") % {"n": visit.minutes} if visit.minutes is not None else ""
    rows = [
        (_("Representative"), str(visit.rep)),
        (_("Filing number"), ", ".join(one.filing_numbers)),
        (_("Took place"), " · ".join(filter(None, [f"{visit.day:%Y-%m-%d} {one.hours}", length]))),
        (_("Place"), one.place),
        (_("Channel"), visit.get_channel_display()),
        (_("Outcome"), visit.get_outcome_display()),
        (_("Met in"), visit.get_location_display()),
        (_("Form of contact"), visit.get_interaction_display()),
        (_("Appointment"), one.appointment),
        (_("People present"), one.people),
        (_("Adverse event mentioned"), yesno(visit.adverse_event_mentioned)),
    ]
    return [row for row in rows if row[1]]


def _notes(one, by):
    visit = one.visit
    topic = [(_("Topic"), str(visit.topic))] if visit.topic else []
    notes = [(name, getattr(visit, name)) for name in NOTES if getattr(visit, name)]
    said = [(_label(name), masked(text, by)) for name, text in notes]
    step = [(_("Next step"), visit.get_next_step_display())] if visit.next_step else []
    shown = [(_("Materials shown"), one.materials)] if one.materials else []
    return topic + shown + said + step


def _label(name):
    return capfirst(str(Visit._meta.get_field(name).verbose_name))


def _talks(visit):
    return [
        (
            str(row.product),
            "; ".join(str(message.key_message) for message in row.messages.all()),
            row.get_reaction_display(),
            row.get_adoption_step_display(),
        )
        for row in visit.products.all()
    ]


def _follows(visit, by):
    requests = Request.objects.visible_to(by).filter(visit=visit)
    actions = FollowUp.objects.visible_to(by).filter(visit=visit).select_related("owner")
    asked = [
        (_("Request: %(kind)s") % {"kind": one.get_kind_display()}, _state_of(one, by))
        for one in requests
    ]
    due = _("Follow-up, due %(day)s")
    return asked + [
        (due % {"day": f"{one.due_on:%Y-%m-%d}"}, f"{masked(one.what, by)} ({one.owner})")
        for one in actions
    ]


def _state_of(request, by):
    words = request.words if can(by, Permission.FREE_TEXT_READ) else MASK
    return f"{words} ({request.get_department_display()}, {request.get_status_display()})"


def _verdict(visit):
    verdict = getattr(visit, "effectiveness", None)
    if verdict is None or not visit.is_done:
        return []
    checklist = stored_checklist(verdict)
    missed = [item.title for item in checklist.items if not item.is_met]
    words = _("Effective") if verdict.is_effective else _("Not effective")
    rows = [(words, f"{checklist.met}/{checklist.total}")]
    return [*rows, (_("Missed"), "; ".join(missed))] if missed else rows


def _proof(one):
    visit = one.visit
    submitted = timezone.localtime(visit.submitted_at)
    late = late_words(visit) if visit.is_late else ""
    rows = [
        (_("Submitted"), " · ".join(filter(None, [f"{submitted:%Y-%m-%d %H:%M:%S}", late]))),
        (_("Approvals"), one.approvals),
        (_("Key"), str(visit.uuid)),
        (_("Place in the ledger"), str(one.sealed_as)),
    ]
    return [row for row in rows if row[1]]
