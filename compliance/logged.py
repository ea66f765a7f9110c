"""What the access log holds, in words: kinds of records, and by what a list was narrowed."""

from urllib.parse import parse_qsl

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Access
from compliance.actions import channel_words, words_of
from compliance.history import kind_of, models_by_label

# What is read, searched or taken away beside the recorded models.
OTHERS = {
    "ledger": gettext_lazy("Sealed ledger"),
    "accounts.access": gettext_lazy("Access log"),
    "analytics.dailyfact": gettext_lazy("Figures of a team"),
    "customers.tierscore": gettext_lazy("Scores of customers"),
    "customers.importline": gettext_lazy("Lines of an import"),
    "fields": gettext_lazy("Data fields"),
    "history": gettext_lazy("History"),
}

# Names of filters in addresses, and what in an address narrows nothing.
LABELS = {
    "action": gettext_lazy("Action"),
    "channel": gettext_lazy("Channel"),
    "first": gettext_lazy("First day"),
    "last": gettext_lazy("Last day"),
    "q": gettext_lazy("Search"),
    "request": gettext_lazy("Request code"),
    "rule": gettext_lazy("Rule"),
    "severity": gettext_lazy("Severity"),
    "state": gettext_lazy("State"),
    "status": gettext_lazy("Status"),
    "territory": gettext_lazy("Territory"),
    "text": gettext_lazy("Words in the record"),
    "tier": gettext_lazy("Tier"),
    "type": gettext_lazy("Record"),
    "what": gettext_lazy("What"),
    "who": gettext_lazy("Person"),
}
PLACES = {"format", "after", "before"}


def kinds():
    """{code: words} of everything that the log may name."""
    recorded = {label: kind_of(model) for label, model in models_by_label().items()}
    return recorded | {code: str(words) for code, words in OTHERS.items()}


def kind_in_words(what):
    if what in OTHERS:
        return str(OTHERS[what])
    model = models_by_label().get(what)
    return kind_of(model) if model else what


def filters_in_words(row):
    """The words of a search as they were typed; an address's query with its names and codes in words."""
    if row.filters == "history":
        return _("Its history")
    if "=" not in row.filters:
        return row.filters
    asked = [(name, value) for name, value in parse_qsl(row.filters) if name not in PLACES]
    return " · ".join(f"{LABELS.get(name, name)}: {_value(name, value)}" for name, value in asked)


def _value(name, value):
    if name in {"type", "what"}:
        return kind_in_words(value)
    if name == "action":
        return dict(Access.Action.choices).get(value) or words_of(value)
    return channel_words(value) if name == "channel" else value
