"""What each field is kept for, what it tells of whom, on which legal basis, for how long, and who may read it (PRV-001).

Each app describes its models in kept_fields.py. A field that nobody described fails a test, so that adding one needs a
decision; keys that only name a row are the same everywhere and described here once, like the columns of histories.
"""

from dataclasses import dataclass, field, replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.permissions import GRANTS, Permission, Role
from accounts.registry import kept_fields


class DataClass(models.TextChoices):
    PUBLIC = "public", _("Public, or about nobody")
    BUSINESS = "business", _("Business contact")
    PERSONAL = "personal", _("Personal")
    SENSITIVE = "sensitive", _("Sensitive")


class Basis(models.TextChoices):
    """Of the Personal Information Protection Law (PIPL), article 13."""

    NONE = "none", _("None needed: about nobody")
    CONSENT = "consent", _("Separate consent (PIPL 13.1, 29)")
    WORK = "work", _("Employment and its rules (PIPL 13.2)")
    DUTY = "duty", _("Legal duty (PIPL 13.3)")
    DISCLOSED = "disclosed", _("Public by profession (PIPL 13.6)")


class Retention(models.TextChoices):
    """Start values of compliance.md RET-002. Sensitive fields have a key for each subject and class."""

    INTERACTION = "interaction", _("10 years: work with customers, and the ledger")
    CONTACT = "contact", _("While we work together; without contact 2 years")
    FILING = "filing", _("5 years after the filing's end")
    SAFETY = "safety", _("10 years after the licence's end: drug safety")
    EMPLOYMENT = "employment", _("5 years after leaving")
    ACCESS = "access", _("1 year: who looked at what")
    CONFIGURATION = "configuration", _("While it is in use")
    SHORT = "short", _("Days: until it is done or replaced")


NOBODY = _("Nobody: the system itself")
OWNER = _("The person alone")
EVERYBODY = _("Everybody who signs in")


@dataclass(frozen=True)
class Kept:
    """One model's fields, by name, under the class that each has; "but" corrects what holds for the others.

    `readers` is a permission, a set of roles, or a sentence.
    """

    model: str
    purpose: str
    basis: Basis
    retention: Retention
    readers: object
    public: str = ""
    business: str = ""
    personal: str = ""
    sensitive: str = ""
    but: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    model: str
    name: str
    data_class: DataClass
    purpose: str
    basis: Basis
    retention: Retention
    readers: object

    @property
    def readers_in_words(self):
        if isinstance(self.readers, Permission):
            return ", ".join(str(role.label) for role in Role if self.readers in GRANTS[role])
        if isinstance(self.readers, (set, frozenset)):
            return ", ".join(str(role.label) for role in Role if role in self.readers)
        return str(self.readers)


# What names a row and tells nothing: numbers and uuids made by us (decision 3).
KEYS = {"id", "uuid", "pk"}
HISTORY = Kept(
    "history",
    _("Who changed what, when and why"),
    basis=Basis.DUTY,
    retention=Retention.INTERACTION,
    readers=Permission.HISTORY_READ,
    public="history_id history_date history_type action trace_id via xid recorded_at",
    business="history_user actor",
    personal="history_change_reason ip",
)


def lines_of(kept):
    """{field: Line} of one model."""
    lines = {}
    for data_class in DataClass:
        for name in getattr(kept, data_class.value).split():
            if name in lines:
                raise ValueError(f"{kept.model}.{name} has two classes")
            basis = Basis.NONE if data_class == DataClass.PUBLIC else kept.basis
            line = Line(
                *(kept.model, name, data_class, kept.purpose, basis, kept.retention, kept.readers)
            )
            lines[name] = replace(line, **kept.but.get(name, {}))
    return lines


def registered():
    """{model: {field: Line}} of what the apps and the libraries keep, and of histories under "history"."""
    return {kept.model: lines_of(kept) for kept in [*kept_fields, HISTORY]}


def fields_of(model):
    """The names of what a table holds beside the keys that only name its rows."""
    held = [*model._meta.concrete_fields, *model._meta.local_many_to_many]
    return {each.name for each in held} - KEYS


def is_history(model):
    return model._meta.model_name.startswith("historical")


def undecided(models_):
    """["app.model.field"] that nobody described, of models and of what their histories add."""
    known, missing = registered(), set()
    for model in models_:
        label = model._meta.label_lower
        if is_history(model):
            names = fields_of(model) - {each.name for each in model.tracked_fields}
            missing |= {f"{label}.{name}" for name in names - known["history"].keys()}
        else:
            missing |= {
                f"{label}.{name}" for name in fields_of(model) - known.get(label, {}).keys()
            }
    return sorted(missing)


def vanished(models_):
    """["app.model.field"] that are described and no longer there."""
    there = {m._meta.label_lower: fields_of(m) for m in models_ if not is_history(m)}
    known = registered()
    del known["history"]
    return sorted(
        f"{label}.{name}"
        for label, lines in known.items()
        for name in lines.keys() - there.get(label, set())
    )
