"""A rule judges one fact at a time, by nothing but the fact and the parameters: the same again gives the same verdict.

An upper app brings facts through accounts/registry.py and rules through `declare_rule`, both from its register.py:

    risk_facts.register(Source("visits", visit_facts))
    declare_rule(Rule("RSK-18", 1, _("Duration of a visit"), why=_("…"), source="visits", judge=judge_duration, …))
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from accounts.parameters import Parameter, declare_parameters
from accounts.registry import risk_facts

IS_ON = Parameter("is_on", _("The rule is on"), True)
# Only these may hold something up before it is submitted (compliance.md 6.2); no other verdict stops anybody (RSK-E08).
MAY_BLOCK = {
    f"RSK-{number}" for number in ("01", "04", "06", "10", "12", "26", "28", "29", "31", "32", "50")
}


class Mode(StrEnum):
    BEFORE = "before"  # asked by a verb before something is submitted
    COMMIT = "commit"  # soon after something changed
    NIGHT = "night"  # over all of a period


class Effect(StrEnum):
    BLOCK = "block"
    APPROVE = "approve"
    WARN = "warn"


@dataclass(frozen=True)
class Evidence:
    """A record by its model's label and the key by which pages know it."""

    label: str
    key: str
    name: str


@dataclass(frozen=True)
class Fact:
    """What may be noticed. Together with the rule, `label`, `subject` and `window` say which alert it would be.

    `inputs` is all that is judged, in what JSON can hold. `person` is the key of the user whose conduct it is.
    """

    label: str
    subject: str
    name: str
    inputs: dict
    window: str = ""
    person: int | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def identity(self):
        return self.label, self.subject, self.window

    def is_about(self, user):
        return self.person == user.pk or user.actor in self.inputs.get("actors", ())


@dataclass(frozen=True)
class Verdict:
    severity: str
    sentence: str  # a key of the rule's sentences
    words: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """Where facts come from: `gather(since, keys)` of a moment on, or of the records with these keys only."""

    name: str
    gather: Callable
    # No verb tells of its changes: the clock asks each minute.
    is_watched: bool = False


@dataclass(frozen=True)
class Rule:
    """`why` names the law or code that it serves; `judge(inputs, values)` answers a Verdict or None."""

    id: str
    version: int
    title: object
    why: object
    source: str
    judge: Callable
    sentences: dict
    modes: frozenset = frozenset({Mode.COMMIT, Mode.NIGHT})
    effect: Effect = Effect.WARN
    parameters: tuple[Parameter, ...] = ()
    labels: dict = field(default_factory=dict)  # what inputs and subjects are called on pages
    nights: int = 2  # days that a night looks back
    # What watches the record itself nobody can silence: it would be the first thing that somebody does.
    may_be_silenced: bool = True

    def verdict(self, inputs, values):
        return self.judge(inputs, values) if values[IS_ON.name] else None

    def words_for(self, sentence, words):
        return str(self.sentences[sentence]) % words


RULES: dict[str, Rule] = {}


def declare_rule(rule):
    if rule.id in RULES:
        raise ImproperlyConfigured(f"{rule.id} is declared twice.")
    if rule.effect != Effect.WARN and (rule.id not in MAY_BLOCK or Mode.BEFORE not in rule.modes):
        raise ImproperlyConfigured(f"{rule.id} may not hold anything up.")
    RULES[rule.id] = rule
    declare_parameters(rule.id, IS_ON, *rule.parameters)


def source_of(rule):
    return next(source for source in risk_facts if source.name == rule.source)
