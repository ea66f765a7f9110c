"""Promises that every template keeps: the content policy is strict, files stay small, each icon is real."""

import re

import pytest
from django.conf import settings

from accounts.management.commands import build_static

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
SHEETS = sorted((settings.BASE_DIR / "static/css").glob("*.css"))
SCRIPTS = sorted((settings.BASE_DIR / "static/js").glob("*.js"))

INLINE_STYLE = re.compile(r"<style|\sstyle=", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE)
HANDLER = re.compile(r"\s(on[a-z]+|hx-on[a-z:-]*)=", re.IGNORECASE)
JS_TRIGGER = re.compile(r"hx-(vals|headers|vars)=['\"]js:|hx-trigger=['\"][^'\"]*\[")
COMMENT = re.compile(r"\{#(?:(?!#\}).)*$", re.MULTILINE)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b", re.IGNORECASE)


def places(pattern, paths):
    return [
        f"{path.name}:{text.count(chr(10), 0, found.start()) + 1}"
        for path in paths
        for text in [path.read_text()]
        for found in pattern.finditer(text)
    ]


@pytest.mark.parametrize("pattern", [INLINE_STYLE, INLINE_SCRIPT, HANDLER, JS_TRIGGER])
def test_no_template_needs_a_looser_content_policy(pattern):
    assert places(pattern, TEMPLATES) == []


def test_a_comment_ends_on_its_line_or_its_reader_sees_it():
    assert places(COMMENT, TEMPLATES) == []


def test_a_template_has_at_most_150_lines():
    assert [path.name for path in TEMPLATES if len(path.read_text().splitlines()) > 150] == []


def test_a_sheet_or_script_has_at_most_400_lines():
    long = [path.name for path in [*SHEETS, *SCRIPTS] if len(path.read_text().splitlines()) > 400]
    assert long == []


def test_every_icon_named_in_a_page_exists():
    assert build_static.classes_in_use() - set(build_static.glyphs()) == set()


def test_every_component_says_what_it_needs():
    components = settings.BASE_DIR / "templates/components"
    silent = [
        path.name for path in components.glob("*.html") if not path.read_text().startswith("{#")
    ]
    assert silent == []


def test_colours_outside_the_tokens_are_rare():
    """Only tokens carry colours; a QR code and the two tier tints are written out."""
    lines = [
        line
        for path in SHEETS
        if path.name != "tokens.css"
        for line in path.read_text().splitlines()
        if COLOUR.search(line)
        and "light-dark(" not in line
        and "#fff" not in line
        and "#000" not in line
    ]
    assert lines == []
