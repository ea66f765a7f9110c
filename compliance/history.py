"""Reading history: the newest changes of all records that a person may see, in one query for all kinds of records."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import ExpressionWrapper, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.history import recorded_models
from accounts.models import User
from compliance.actions import channel_words, icon_of, verbs_by_words, words_of
from compliance.history_indexes import Verb

PAGE_SIZE = 50
LOOKED_THROUGH = 200_000  # changes in which words are looked for at once: about half a second
COMPARED = 50_000  # changes held against the version before them at once
TEXT = models.TextField()
COLUMNS = [
    "history_date",
    "of_kind",
    "history_id",
    "of_record",
    "history_type",
    "history_user_id",
    "actor",
    "action",
    "history_change_reason",
    "via",
    "trace_id",
    "ip",
]


@dataclass(frozen=True)
class Question:
    """What somebody wants to know. Days are local and included; `people` are keys of users."""

    label: str = ""
    people: list | None = None
    actor: str = ""
    action: str = ""
    first: object = None
    last: object = None
    text: str = ""
    field: str = ""  # of the kind `label`: changes that gave it another value
    channel: str = ""
    request: str = ""
    before: tuple | None = None  # (moment, label, history id) of the last change already seen

    @property
    def stretch(self):
        """How many changes are looked through at once for what no index finds; 0 where one does."""
        if self.field:
            return COMPARED
        return LOOKED_THROUGH if self.text else 0


@dataclass
class Change:
    """One history row of any model."""

    at: datetime
    label: str
    history_id: int
    pk: int
    type: str  # "+", "~" or "-"
    user_id: int | None
    actor: str
    action: str
    reason: str | None
    via: str | None
    trace_id: str | None
    ip: str | None
    who: str = ""
    record: object = field(default=None)

    @property
    def place(self):
        """Where a page ends with it."""
        return self.at, self.label, self.history_id

    @property
    def words(self):
        return words_of(self.action)

    @property
    def icon(self):
        return icon_of(self.action)

    @property
    def from_where(self):
        return channel_words(self.via)

    @cached_property
    def kind(self):
        return kind_of(apps.get_model(self.label))


@dataclass(frozen=True)
class Record:
    """A record as pages name it: `key` is its uuid, or its number where it has none."""

    key: str
    name: str


def models_by_label():
    return {model._meta.label_lower: model for model in recorded_models(apps)}


def kind_of(model):
    return capfirst(_(str(model._meta.verbose_name)))


@dataclass(frozen=True)
class Found:
    """A page of changes, newest first. `place` is where the next one begins, None at the end.

    `looked_to` is the moment to which was looked for words or a field, where that was not all; older changes are the next
    page's.
    """

    changes: list
    place: tuple | None = None
    looked_to: datetime | None = None


def find_changes(user, question, limit=PAGE_SIZE):
    """Found. Each kind of record, and each verb asked for, brings at most a page, by its index."""
    edge = _edge(question)
    rows = list(_newest(parts_of(user, question, limit + 1, edge), limit + 1))
    changes = [Change(*row) for row in rows[:limit]]
    _name(changes)
    if len(rows) > limit:
        return Found(changes, changes[-1].place)
    return Found(changes, edge, edge and edge[0])


def count_changes(user, question, at_most):
    """How many there are; any number above `at_most` stands for more."""
    first, *others = parts_of(user, question, at_most + 1)
    return (first.union(*others, all=True) if others else first).count()


def are_more_than(user, question, number):
    """For words or a field it may be too long a search to say: then there may be."""
    if _edge(question):
        return True
    return count_changes(user, question, number) > number


def _newest(parts, limit):
    first, *others = parts
    if not others:
        return first
    newest = first.union(*others, all=True)
    return newest.order_by("-history_date", "-of_kind", "-history_id")[:limit]


def parts_of(user, question, limit, edge=None):
    """A query for each kind of record and each verb asked for, newest first."""
    known = models_by_label()
    labels = [question.label] if question.label else sorted(known)
    # One verb a part: of several together no index has the newest first.
    verbs = verbs_by_words()[question.action] if question.action else [""]
    return [
        _part(known[label], label, user, question, verb, edge)[:limit]
        for label in labels
        for verb in verbs
    ]


def _part(model, label, user, question, verb, edge):
    rows = _rows(model, label, question, verb)
    if edge:
        moment, _label, number = edge
        after = Q(history_date__gt=moment) | Q(history_id__gte=number)
        rows = rows.filter(after, history_date__gte=moment)
    seen = seen_by(user, model)
    if seen is not None:
        rows = rows.filter(**{f"{model._meta.pk.attname}__in": seen.values("pk")})
    # No recorded model has fields of these names.
    named = rows.annotate(of_kind=Value(label), of_record=F(model._meta.pk.attname))
    return named.order_by(*_newest_first(question)).values_list(*COLUMNS)


def _rows(model, label, question, verb):
    history = model.history.model
    rows = history.objects.filter(_asked(question), _unseen(label, question.before))
    if verb:
        rows = rows.alias(verb=Verb("action")).filter(verb=verb)
    if question.text:
        # All texts at once: a look into each of them would cost three times as much.
        texts = Func(Value("\n"), *_own_texts(history), function="CONCAT_WS", output_field=TEXT)
        rows = rows.alias(texts=texts).filter(texts__icontains=question.text)
    return _giving_another(model, rows, question.field) if question.field else rows


def _giving_another(model, rows, name):
    """Those whose value of the field is not that of the version before; nothing is as good as empty."""
    pk, attname = model._meta.pk.attname, model._meta.get_field(name).attname
    earlier = model.history.model.objects.filter(
        **{pk: OuterRef(pk)}, history_id__lt=OuterRef("history_id")
    ).order_by("-history_id")
    before = Subquery(earlier.annotate(as_text=_as_text(attname)).values("as_text")[:1])
    said = rows.alias(now=_as_text(attname), before=Coalesce(before, Value("")))
    return said.exclude(now=F("before"))


def _as_text(name):
    return Coalesce(Cast(F(name), TEXT), Value(""), output_field=TEXT)


def _edge(question):
    """The place of the last change that is looked through at once; None where all of them are, or an index finds them."""
    if not question.stretch:
        return None
    model, label = models_by_label()[question.label], question.label
    rows = model.history.model.objects.filter(
        _asked(Question(first=question.first, last=question.last)), _unseen(label, question.before)
    )
    newest = rows.order_by("-history_date", "-history_id").values_list("history_date", "history_id")
    last = newest[question.stretch - 1 : question.stretch].first()
    return (last[0], label, last[1]) if last else None


def _newest_first(question):
    """Along an index, but for people and requests: what few rows they have are found and sorted. In the order of the
    moments the whole table would be walked for them, from disk row by row."""
    if question.people is None and not question.request:
        return "-history_date", "-history_id"
    moment = ExpressionWrapper(
        F("history_date") + Value(timedelta(0)), output_field=models.DateTimeField()
    )
    return moment.desc(), "-history_id"


def seen_by(user, model):
    """The records of the kind that the user may see, or None when that is every one (pitfalls 1.33)."""
    manager = model._default_manager
    seen = manager.visible_to(user) if hasattr(manager, "visible_to") else manager.all()
    return seen.order_by() if seen.query.where or seen.query.is_empty() else None


def _asked(question):
    exact = {"via": question.channel, "trace_id": question.request, "actor": question.actor}
    asked = Q(**{name: value for name, value in exact.items() if value})
    if question.actor:
        asked &= Q(history_user=None)  # as the index of tasks has it
    if question.people is not None:
        asked &= Q(history_user__in=question.people)
    if question.first:
        asked &= Q(history_date__gte=midnight(question.first))
    if question.last:
        asked &= Q(history_date__lt=midnight(question.last + timedelta(days=1)))
    return asked


def _own_texts(history):
    return [
        field.name
        for field in history.tracked_fields
        if isinstance(field, models.CharField | models.TextField) and not is_sealed(field)
    ]


def is_sealed(field):
    """Ciphertext of a sensitive value, which no page shows (accounts/sensitive.py)."""
    return field.name.endswith("_sealed")


def _unseen(label, before):
    """Behind the last change seen, in the order (moment, label, history id), all descending (pitfalls 3.4)."""
    if before is None:
        return Q()
    moment, last_label, last_id = before
    at_once = Q(pk__in=[])
    if label < last_label:
        at_once = Q(history_date=moment)
    elif label == last_label:
        at_once = Q(history_id__lt=last_id)
    return Q(history_date__lte=moment) & (Q(history_date__lt=moment) | at_once)


def midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def _name(changes):
    people = User.objects.in_bulk({change.user_id for change in changes if change.user_id})
    records = {}
    for label in {change.label for change in changes}:
        keys = {change.pk for change in changes if change.label == label}
        records[label] = records_of(apps.get_model(label), keys)
    for change in changes:
        change.who = who(change.actor, people.get(change.user_id))
        change.record = records[change.label].get(change.pk) or Record(
            str(change.pk), _("no longer there (%(number)s)") % {"number": change.pk}
        )


def who(actor, person):
    """The person's name, or what acted in nobody's name."""
    if person:
        return str(person)
    form, _colon, name = (actor or "").partition(":")
    if form == "link":
        return _("Whoever holds the link")
    return _("System: %(task)s") % {"task": name} if form == "system" else actor


def records_of(model, keys):
    """{key: Record}, with one query: a name may need what the record points at."""
    rows = model._base_manager.filter(pk__in=keys).select_related()
    return {row.pk: Record(key_of(row), str(row)) for row in rows}


def key_of(row):
    """The uuid by which pages and the access log know a record; a table on another's key has that one's."""
    if hasattr(row, "uuid"):
        return str(row.uuid)
    pk = row._meta.pk
    return str(getattr(row, pk.name).uuid) if pk.is_relation else str(row.pk)


def records_by_uuid(model, uuids):
    """{uuid: Record} of the model's rows, with one query."""
    lookup = uuid_lookup(model)
    if lookup is None:
        return {}
    rows = model._base_manager.filter(**{f"{lookup}__in": uuids}).select_related()
    return {UUID(key_of(row)): Record(key_of(row), str(row)) for row in rows}


def uuid_lookup(model):
    """The path to the uuid by which pages know the model's rows; None where they have none (see key_of)."""
    if any(own.name == "uuid" for own in model._meta.fields):
        return "uuid"
    return f"{model._meta.pk.name}__uuid" if model._meta.pk.is_relation else None
