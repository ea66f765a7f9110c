"""Alerts and rules in the reader's words."""

from collections import defaultdict

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.parameters import DECLARED
from compliance.history import kind_of, models_by_label, records_by_uuid
from compliance.risk.evidence import is_uuid
from compliance.risk.rule import RULES

USER = "user:"  # before the uuid of a person, in the ledger's entries
# severity → icon and tone of its badge; a badge's colour never speaks alone
ICONS = {"low": "info-circle", "medium": "alert-triangle", "high": "alert-triangle"}
TONES = {"low": "", "medium": "warn", "high": "bad"}


def title_of(alert):
    """A rule that is no longer among the code keeps its number."""
    return str(RULES[alert.rule].title) if alert.rule in RULES else alert.rule


def sentence_of(alert):
    rule = RULES.get(alert.rule)
    if rule is None or alert.sentence not in rule.sentences:
        return ", ".join(f"{name}: {value}" for name, value in alert.words.items())
    return rule.words_for(alert.sentence, alert.words)


def subject_of(alert):
    """What it is about: kind and name of a record, or the rule's own word for what is none."""
    model = models_by_label().get(alert.label)
    kind = kind_of(model) if model else label_of(alert.rule, alert.label)
    return f"{kind} {label_of(alert.rule, alert.name)}"


def evidence_of(alert):
    """[(kind, the record as it was kept)]; what was kept without a name has the one that it has now."""
    models = models_by_label()
    names = _names_now(alert, models)
    return [
        (
            kind_of(models[one["label"]]) if one["label"] in models else one["label"],
            one | {"name": one["name"] or names.get(one["key"], one["key"])},
        )
        for one in alert.evidence
    ]


def _names_now(alert, models):
    """{key: name} of the records that were kept without one, a query for each kind."""
    keys = defaultdict(list)
    for one in alert.evidence:
        if not one["name"] and one["label"] in models:
            keys[one["label"]].append(one["key"])
    return {
        record.key: record.name
        for label, known in keys.items()
        for record in records_by_uuid(models[label], known).values()
    }


def inputs_of(alert):
    """[(label, value)] of what was judged, in the order of the rule's labels, people by their names."""
    rule = RULES.get(alert.rule)
    order = {name: place for place, name in enumerate(rule.labels if rule else ())}
    names = sorted(alert.inputs, key=lambda name: order.get(name, len(order)))
    people = _people(alert)
    return [
        (label_of(alert.rule, name), in_words(_with_names(alert.inputs[name], alert.rule, people)))
        for name in names
    ]


def _people(alert):
    """{"user:<uuid>": name} of the authors among what was judged."""
    lists = [value for value in alert.inputs.values() if isinstance(value, list)]
    actors = {one for value in lists for one in value if str(one).startswith(USER)}
    keys = [actor.removeprefix(USER) for actor in actors]
    known = records_by_uuid(User, [key for key in keys if is_uuid(key)])
    return {f"{USER}{key}": record.name for key, record in known.items()}


def _with_names(value, code, people):
    if isinstance(value, list):
        return [people.get(str(one), one) for one in value]
    return label_of(code, value)


def icon_of(severity):
    return ICONS[severity]


def tone_of(severity):
    return TONES[severity]


def values_of(code, values):
    """[(label, value with its unit)] of parameters."""
    return [
        (str(parameter.label), f"{in_words(values[name])} {parameter.unit}".strip())
        for name, parameter in DECLARED.get(code, {}).items()
        if name in values
    ]


def label_of(code, name):
    """What the rule calls it; what it has no word for stays as it is."""
    rule = RULES.get(code)
    return (
        str(rule.labels[name]) if rule and isinstance(name, str) and name in rule.labels else name
    )


def in_words(value):
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(in_words(one) for one in value) or "–"
    moment = isinstance(value, str) and _moment(value)
    if moment:
        return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
    return "–" if value in (None, "") else str(value)


def _moment(text):
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
