"""The icon font holds the icons in use and no others."""

import pytest
from django.core.management import CommandError, call_command
from fontTools.ttLib import TTFont

from accounts.management.commands import build_static


@pytest.fixture
def build(tmp_path, monkeypatch):
    monkeypatch.setattr(build_static, "BUILD", tmp_path)
    return tmp_path


def test_the_font_holds_exactly_the_icons_in_use(build):
    icons = build_static.icons_in_use(build_static.glyphs())

    call_command("build_static", verbosity=0)

    font = TTFont(build / "icons.woff2")
    assert set(font.getBestCmap()) == set(icons.values())
    assert (build / "icons.css").read_text().count("::before") == len(icons)


def test_icons_of_templates_of_python_and_of_sheets_are_in_use():
    icons = build_static.icons_in_use(build_static.glyphs())

    in_a_template, in_the_navigation, drawn_by_a_chip = "search", "layout-dashboard", "check"
    assert {in_a_template, in_the_navigation, drawn_by_a_chip} <= set(icons)
    assert "brand-tabler" not in icons


def test_the_font_stays_within_the_budget(build):
    call_command("build_static", verbosity=0)

    assert (build / "icons.woff2").stat().st_size < 40_000


def test_without_the_packages_one_sentence_says_what_to_run(monkeypatch, tmp_path):
    monkeypatch.setattr(build_static, "PACKAGE", tmp_path)

    with pytest.raises(CommandError) as refusal:
        call_command("build_static")

    assert str(refusal.value) == (
        "The front-end packages are missing: run “npm ci --ignore-scripts” first."
    )
