"""Makes static/build/: the icons in use cut out of the icon font, 10 kB instead of 545."""

import logging
import os
import re
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from fontTools import subset

PACKAGE = settings.BASE_DIR / "node_modules/@tabler/icons-webfont/dist"
BUILD = settings.BASE_DIR / "static/build"
APPS = ["accounts", "customers", "compliance", "visits", "analytics", "pharmacrm"]

GLYPH = re.compile(r'\.ti-([a-z0-9-]+):before\s*{\s*content:\s*"\\([0-9a-f]+)"')
CLASS = re.compile(r"\bti-([a-z0-9-]+)")
# An icon chosen in Python, or handed to a component: icon="route".
QUOTED = re.compile(r"""["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""")
CODE = re.compile(r'content:\s*"\\([0-9a-f]{4,5})"')

SHEET = """@font-face {{ font-family: tabler-icons; src: url("icons.woff2") format("woff2"); font-display: block; }}
.ti {{ font-family: tabler-icons !important; font-style: normal; font-weight: 400; line-height: 1; speak: never; -webkit-font-smoothing: antialiased; }}
{rules}
"""


def glyphs():
    """Every icon of the package: name → code point."""
    sheet = PACKAGE / "tabler-icons.css"
    if not sheet.exists():
        raise CommandError(
            "The front-end packages are missing: run “npm ci --ignore-scripts” first."
        )
    return {name: int(code, 16) for name, code in GLYPH.findall(sheet.read_text())}


def texts(folder, *suffixes):
    for path in sorted((settings.BASE_DIR / folder).rglob("*")):
        if path.suffix in suffixes and "build" not in path.parts:
            yield path.read_text(encoding="utf-8")


def classes_in_use():
    """Names written out as a class; each of them must exist."""
    return {
        name
        for text in [*texts("templates", ".html"), *texts("static", ".js")]
        for name in CLASS.findall(text)
    }


def icons_in_use(known):
    """Icon name → code point for all that a page may show."""
    names = classes_in_use()
    for folder in [*APPS, "templates"]:
        for text in texts(folder, ".py", ".html"):
            names.update(QUOTED.findall(text))
    drawn = {int(code, 16) for text in texts("static", ".css") for code in CODE.findall(text)}
    return {name: code for name, code in sorted(known.items()) if name in names or code in drawn}


def cut_font(codes, target: Path):
    options = subset.Options(flavor="woff2", layout_features=[], hinting=False, notdef_outline=True)
    font = subset.load_font(PACKAGE / "fonts/tabler-icons.ttf", options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    with replacing(target) as part:
        subset.save_font(font, part, options)


@contextmanager
def replacing(target):
    """Whole or not at all: another copy may be serving the file of the same checkout."""
    part = target.with_name(f"{target.name}.{os.getpid()}")
    yield part
    part.replace(target)


class Command(BaseCommand):
    help = "Builds the icon font and its sheet from the icons in use."
    requires_system_checks = ()

    def handle(self, *args, **options):
        logging.getLogger("fontTools").setLevel(logging.ERROR)
        icons = icons_in_use(glyphs())
        BUILD.mkdir(parents=True, exist_ok=True)
        cut_font(icons.values(), BUILD / "icons.woff2")
        rules = "\n".join(
            f'.ti-{name}::before {{ content: "\\{code:x}"; }}' for name, code in icons.items()
        )
        with replacing(BUILD / "icons.css") as part:
            part.write_text(SHEET.format(rules=rules), encoding="utf-8")
        size = (BUILD / "icons.woff2").stat().st_size
        if options["verbosity"]:
            self.stdout.write(f"{len(icons)} icons, {size / 1000:.1f} kB")
