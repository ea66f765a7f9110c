"""Every text has its Chinese words, collected and compiled without GNU gettext."""

import gettext

import pytest
from django.core.management import CommandError, call_command


def test_no_text_is_without_its_translation():
    call_command("make_messages", check=True, verbosity=0)


def test_a_text_without_translation_is_named(settings, tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text('{% load i18n %}{% translate "Hello" %}')
    settings.BASE_DIR = tmp_path

    with pytest.raises(CommandError, match=r"^missing: Hello$"):
        call_command("make_messages", check=True, verbosity=0)


def test_a_part_fills_the_catalogue_which_compiles(settings, tmp_path):
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path / "locale"]
    (tmp_path / "accounts").mkdir()
    (tmp_path / "accounts" / "texts.py").write_text('ngettext("%(n)s visit", "%(n)s visits", 2)')
    (tmp_path / "locale" / "parts").mkdir(parents=True)
    (tmp_path / "locale" / "parts" / "visits.po").write_text(
        'msgid "%(n)s visit"\nmsgid_plural "%(n)s visits"\nmsgstr[0] "%(n)s 次拜访"\n'
    )

    call_command("make_messages", verbosity=0)
    call_command("compile_messages", verbosity=0)

    compiled = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
    with compiled.open("rb") as file:
        chinese = gettext.GNUTranslations(file)
    assert chinese.ngettext("%(n)s visit", "%(n)s visits", 3) == "%(n)s 次拜访"
