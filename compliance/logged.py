"""What the access log holds, in words: kinds of records, and by what a list was narrowed."""

from urllib.parse import unquote_plus

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance.history import kind_of, models_by_label

# What is read, searched or taken away beside the recorded models.
OTHERS = {
    "accounts.access": gettext_lazy("Access log"),
    "analytics.dailyfact": gettext_lazy("Figures of a team"),
    "customers.importline": gettext_lazy("Lines of an import"),
    "history": gettext_lazy("History"),
}


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
    """The words of a search as they were typed, an address's query without its escapes."""
    if row.filters == "history":
        return _("Its history")
    return unquote_plus(row.filters).replace("&", " · ")
