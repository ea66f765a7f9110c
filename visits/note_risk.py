"""Notes that were copied rather than written (RSK-23): found at night, told as likeness alone, without their words."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from accounts.parameters import Parameter
from compliance.models import Severity
from compliance.risk.rule import Evidence, Fact, Mode, Rule, Verdict
from visits.models import Visit, VisitMessage, VisitParticipant
from visits.note_likeness import Index, groups, likeness, plain

NOTES = "visits.notes"
TEXTS = ["key_points", "feedback", "consensus", "open_questions"]
OWN, OTHERS = timedelta(days=90), timedelta(days=30)
# Nothing less alike becomes a fact, whatever a company sets.
LEAST_NEAR, LEAST_OWN, LEAST_OTHERS = 0.30, 0.60, 0.85
PROOFS = 5
READ_AT_ONCE = 2_000


@dataclass(frozen=True)
class Note:
    pk: int
    uuid: str
    rep: int
    day: object
    text: str  # as it is compared
    is_asked: bool


def notes_alike(since, keys=None):
    """A fact for each visit handed in since then whose note is much like earlier ones of its rep, or like another's."""
    if keys is not None:  # a night's work: one visit would be held against all of the month
        return
    index, asked = Index(LEAST_OTHERS), []
    for _rep, notes in groupby(_notes(since), key=lambda note: note.rep):
        before = []
        for note in notes:
            said = groups(note.text)
            if note.day > since.date() - OTHERS:
                index.add(note, note.text)
            if note.is_asked:
                asked.append((note, _own(note, said, before)))
            before.append((note, said))
    for note, own in asked:
        others = {one: like for one, like in index.alike(note.text).items() if one.rep != note.rep}
        earlier = {one: like for one, like in others.items() if one.pk < note.pk}
        if _is_worth_a_look(own, earlier):
            yield _fact(note, own, earlier)


def _own(note, said, before):
    """{Note: likeness} of those of the same rep, at least as near as counts for a cluster."""
    recent = [(one, other) for one, other in before if one.day > note.day - OWN]
    near = {one: likeness(said, other) for one, other in recent}
    return {one: like for one, like in near.items() if like >= LEAST_NEAR}


def _is_worth_a_look(own, others):
    return len(own) > 1 or others or max(own.values(), default=0) >= LEAST_OWN


def _notes(since):
    """Of the reps who handed in something since then, and of the others' last month, by rep and age."""
    handed_in = Visit.objects.submitted().filter(submitted_at__gte=since)
    reps = handed_in.order_by().values("rep_id").distinct()
    first = since.date() - OWN
    rows = Visit.objects.submitted().filter(day__gt=first, rep__in=reps).exclude(key_points="")
    said = rows.annotate(length=Length("key_points")).filter(length__gte=10)
    values = said.order_by("rep_id", "pk").values_list(
        "pk", "uuid", "rep_id", "day", "submitted_at", "customer__name", *TEXTS
    )
    without = _left_out(said)
    for pk, uuid, rep, day, submitted_at, name, *texts in values.iterator(READ_AT_ONCE):
        text = plain(" ".join(texts), [name, *without.get(pk, ())])
        yield Note(pk, str(uuid), rep, day, text, submitted_at >= since)


def _left_out(visits):
    """{visit: names of who was there and the approved messages}: both stand in honest notes again and again."""
    found = {}
    of = {"visit__in": visits.values("pk")}
    for visit, name in VisitParticipant.objects.filter(**of).values_list(
        "visit_id", "person__customer__name"
    ):
        found.setdefault(visit, set()).add(name)
    covered = VisitMessage.objects.filter(visit_product__visit__in=visits.values("pk"))
    names = ["key_message__text", "key_message__text_en"]
    for visit, *texts in covered.values_list("visit_product__visit_id", *names):
        found.setdefault(visit, set()).update(texts)
    return found


def _fact(note, own, others):
    alike = sorted([*own.items(), *others.items()], key=lambda pair: -pair[1])
    return Fact(
        label=Visit._meta.label_lower,
        subject=note.uuid,
        name=str(note.day),
        inputs={
            "own": sorted((round(like, 2) for like in own.values()), reverse=True),
            "others": round(max(others.values(), default=0), 2),
        },
        person=note.rep,
        evidence=tuple(_proof(one) for one in [note, *(one for one, _like in alike[:PROOFS])]),
    )


def _proof(note):
    return Evidence(Visit._meta.label_lower, note.uuid, "")


def judge_notes(inputs, values):
    own, others = inputs["own"], inputs["others"]
    best = own[0] if own else 0
    if others >= values["others_alike"] / 100:
        return Verdict(Severity.MEDIUM, "others", {"percent": round(100 * others)})
    if best >= values["own_alike"] / 100:
        return Verdict(Severity.MEDIUM, "own", {"percent": round(100 * best)})
    near = sum(like >= values["near"] / 100 for like in own)
    # The note itself is one of the cluster.
    if near + 1 >= values["cluster"]:
        return Verdict(Severity.LOW, "cluster", {"number": near + 1, "percent": values["near"]})
    return None


PERCENT = "%"
RULE = Rule(
    "RSK-23",
    1,
    _("Copied notes of visits"),
    why=_(
        "A note that was copied tells nothing of the talk: records are to be written by whoever was there, when they were"
        " (GL-014, ALCOA)."
    ),
    source=NOTES,
    judge=judge_notes,
    sentences={
        "own": _(
            "The note is %(percent)s %% the same as an earlier one of the same representative."
        ),
        "others": _("The note is %(percent)s %% the same as one of another representative."),
        "cluster": _("%(number)s notes of the quarter are at least %(percent)s %% the same."),
    },
    modes=frozenset({Mode.NIGHT}),
    parameters=(
        Parameter("own_alike", _("Copied from oneself, from"), 80, PERCENT, 60, 100),
        Parameter("others_alike", _("Copied from another, from"), 90, PERCENT, 85, 100),
        Parameter("near", _("Much alike, from"), 40, PERCENT, 30, 100),
        Parameter("cluster", _("Notes much alike, from"), 5, _("notes"), 3, 50),
    ),
    labels={"own": _("Own notes"), "others": _("Others' notes")},
)
