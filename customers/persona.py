"""A person's facts as pages and the API show them: in words, with their age, and what is still missing (CUS-03)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import sensitive
from accounts.templatetags.permissions import masked
from customers.models import PersonaFact
from customers.persona_terms import LABELS, REQUIRED, Freshness, Terms, terms_of

RETENTION_CLASS = "contact"
TONES = {Freshness.IN_DATE: "good", Freshness.AGEING: "", Freshness.STALE: "warn"}
ICONS = {
    Freshness.IN_DATE: "circle-check",
    Freshness.AGEING: "hourglass-low",
    Freshness.STALE: "hourglass-low",
}
Kind = PersonaFact.Kind


@dataclass(frozen=True)
class Shown:
    """One fact in words."""

    row: PersonaFact
    code: str  # of what is chosen; else ""
    words: str
    told_by: str
    terms: Terms

    @property
    def freshness(self):
        return self.terms.of(self.row)

    @property
    def freshness_label(self):
        return LABELS[self.freshness]

    @property
    def tone(self):
        return TONES[self.freshness]

    @property
    def icon(self):
        return ICONS[self.freshness]

    @property
    def age(self):
        """ "12 days ago", or by how much it is too old."""
        late = (self.terms.today - self.terms.last_day(self.row)).days
        if late > 0:
            return ngettext("%(n)s day overdue", "%(n)s days overdue", late) % {"n": late}
        if not self.age_days:
            return _("today")
        return ngettext("%(n)s day ago", "%(n)s days ago", self.age_days) % {"n": self.age_days}

    @property
    def age_days(self):
        return (self.terms.today - self.row.known_on).days

    @property
    def rungs(self):
        """[(label, "past", "here" or "")] of a ladder."""
        steps = list(PersonaFact.Step)
        here = steps.index(self.code) if self.code in steps else -1
        return [
            (step.label, "here" if place == here else "past" if place < here else "")
            for place, step in enumerate(steps)
        ]


@dataclass(frozen=True)
class Line:
    """A kind of fact that a person should have or has: what is known of it now, or nothing yet."""

    kind: Kind
    facts: list
    is_required: bool

    @property
    def is_in_date(self):
        return bool(self.facts) and all(one.freshness != Freshness.STALE for one in self.facts)


@dataclass(frozen=True)
class Persona:
    lines: list

    @property
    def ladders(self):
        return [fact for line in self.lines for fact in line.facts if fact.row.is_ladder]

    @property
    def others(self):
        return [line for line in self.lines if line.kind != Kind.PRESCRIBING]

    @property
    def needed(self):
        return [line for line in self.lines if line.is_required]

    @property
    def missing(self):
        return [line.kind.label for line in self.needed if not line.facts]

    @property
    def stale(self):
        return [line.kind.label for line in self.needed if line.facts and not line.is_in_date]

    @property
    def missing_names(self):
        return _(", ").join(map(str, self.missing))

    @property
    def stale_names(self):
        return _(", ").join(map(str, self.stale))

    @property
    def number_needed(self):
        return len(self.needed)

    @property
    def number_known(self):
        return self.number_needed - len(self.missing)

    @property
    def number_in_date(self):
        return self.number_known - len(self.stale)

    @property
    def wants_a_ladder(self):
        return any(line.kind == Kind.PRESCRIBING and line.is_required for line in self.lines)


def persona_of(person, user):
    rows = PersonaFact.objects.visible_to(user).current().filter(customer=person.pk)
    facts = shown(rows.select_related("customer", "product", "noted_by"), user)
    required = REQUIRED[person.type]
    return Persona(
        [
            Line(kind, _in_order(kind, facts), kind in required)
            for kind in Kind
            if kind in required or any(fact.row.kind == kind for fact in facts)
        ]
    )


def shown(rows, user, terms=None):
    """Shown facts in the order of the rows, with one look-up of keys for all; erased ones say nothing."""
    rows, terms = list(rows), terms or terms_of()
    sealed = [
        (row.customer.uuid, text) for row in rows for text in (row.value_sealed, row.told_by_sealed)
    ]
    plain = sensitive.reveal_many(sealed, retention_class=RETENTION_CLASS)
    return [
        _shown(row, value, told_by, terms, user)
        for row, value, told_by in zip(rows, plain[::2], plain[1::2], strict=True)
    ]


def _shown(row, value, told_by, terms, user):
    value, told_by = masked(value, user), masked(told_by, user)
    choices = PersonaFact.CHOICES.get(row.kind)
    words = str(dict(choices.choices).get(value, value)) if choices else value
    return Shown(row, value if choices else "", words, told_by, terms)


def _in_order(kind, facts):
    return sorted(
        (fact for fact in facts if fact.row.kind == kind),
        key=lambda fact: fact.row.product.code if fact.row.product else "",
    )
