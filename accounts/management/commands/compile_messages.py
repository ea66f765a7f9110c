"""Compiles locale/**/*.po to .mo; Django's compilemessages needs GNU gettext, which a bare machine lacks."""

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compiles the translations that changed."
    requires_system_checks = ()

    def handle(self, *args, **options):
        for folder in settings.LOCALE_PATHS:
            for source in compile_changed(folder):
                self.stdout.write(f"Compiled {source.relative_to(settings.BASE_DIR)}")


def compile_changed(folder):
    """Compile the catalogues in `folder` that are younger than their .mo and return them: [path of a .po].

    Needs no Django: whoever sets Django up reads the default language's catalogue and keeps it, so a fresh
    clone compiles before that.
    """
    changed = [
        source
        for source in sorted(folder.glob("*/LC_MESSAGES/*.po"))
        if is_older(source.with_suffix(".mo"), source)
    ]
    for source in changed:
        compile_catalogue(source)
    return changed


def is_older(built, source):
    return not built.exists() or built.stat().st_mtime < source.stat().st_mtime


def compile_catalogue(source):
    with source.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    # Beside it and renamed: a server that starts meanwhile reads a whole file.
    draft = source.with_suffix(".mo.new")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(source.with_suffix(".mo"))
