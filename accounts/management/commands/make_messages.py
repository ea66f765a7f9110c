"""Brings the translations up to date with the texts in code and templates; needs no GNU gettext, unlike makemessages.

Reads locale/parts/*.po too (msgid and msgstr pairs of one piece of work) and takes over what is in use.
"""

from io import BytesIO

from babel.messages import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

LOCALE = "zh_Hans"
APPS = ["accounts", "customers", "compliance", "visits", "analytics", "pharmacrm"]
# Position of singular, plural and context ("c") among the arguments.
KEYWORDS = {
    "_": None,
    "now": None,  # gettext in a module whose _ is the lazy one
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """\
# Simplified Chinese. Run `make messages` after a change of texts, then fill what is empty.
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


class Command(BaseCommand):
    help = "Updates locale/zh_Hans from the texts in use; with --check only says what is missing."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *args, check, **options):
        target = settings.BASE_DIR / "locale" / LOCALE / "LC_MESSAGES" / "django.po"
        known = read_catalogue(target)
        catalogue = texts_in_use()
        parts = sorted((settings.BASE_DIR / "locale" / "parts").glob("*.po"))
        for source in [known, *([] if check else map(read_catalogue, parts))]:
            take_over(catalogue, source)
        if not check:
            write(catalogue, target)
        report(catalogue, self.stdout, check)


def texts_in_use():
    catalogue = Catalog(locale=LOCALE)
    for folder in APPS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.py")):
            add(catalogue, path.read_bytes())
    for folder in ["templates", *APPS]:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.html")):
            for line in templatize(path.read_text(encoding="utf-8")).splitlines():
                add(catalogue, line.strip().encode())
    return catalogue


def add(catalogue, source):
    for _, function, arguments, _ in extract_python(BytesIO(source), KEYWORDS, [], {}):
        spec = KEYWORDS[function] or (1,)
        arguments = arguments if isinstance(arguments, (list, tuple)) else [arguments]
        context, words = None, []
        for place in spec:
            if isinstance(place, tuple):
                context = arguments[place[0] - 1]
            else:
                words.append(arguments[place - 1])
        # A variable instead of a text is somebody else's text, marked where it is written.
        if all(words):
            catalogue.add(tuple(words) if len(words) > 1 else words[0], context=context)


def read_catalogue(path):
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def take_over(catalogue, source):
    """What is not yet translated, from a source in which it is."""
    for message in catalogue:
        found = message.id and source.get(message.id, message.context)
        if found and not is_translated(message) and is_translated(found) and not found.fuzzy:
            plural = isinstance(message.id, tuple)
            words = found.string if isinstance(found.string, tuple) else (found.string,)
            message.string = words[:1] if plural else words[0]


def is_translated(message):
    words = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return any(words)


def write(catalogue, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, catalogue, width=100, no_location=True, omit_header=True, sort_output=True)


def report(catalogue, stdout, check):
    missing = [message for message in catalogue if message.id and not is_translated(message)]
    wrong = [
        f"{message.id}: {errors[0]}"
        for message, errors in catalogue.check()
        if is_translated(message)
    ]
    stdout.write(f"{len(catalogue)} texts, {len(missing)} without a translation")
    if wrong or (check and missing):
        sentences = [*wrong, *(f"missing: {message.id}" for message in missing)]
        raise CommandError("\n".join(map(str, sentences)))
