"""Every component shows with sample data, in both languages, to us and on a laptop only."""

import pytest
from django.conf import settings

COMPONENTS = {path.name for path in (settings.BASE_DIR / "templates/components").glob("*.html")}


@pytest.mark.parametrize(("language", "lang"), [("en", "en"), ("zh-hans", "zh-Hans")])
def test_the_page_shows_the_components_in_the_language(client, language, lang):
    client.cookies["django_language"] = language

    page = client.get("/styleguide/?bar=1").text

    assert f'<html lang="{lang}"' in page
    assert "submit-bar" in page


def test_no_component_is_left_out(client):
    """A component nobody looks at is one nobody tests; the job's own answer brings the ended state."""
    page = client.get("/styleguide/?bar=1")
    shown = {template.name.removeprefix("components/") for template in page.templates}

    elsewhere = {"_back.html", "_crumbs.html", "_error_row.html", "_history_link.html"}
    for_the_signed_in = {"_side_bar.html", "_top_bar.html", "_bottom_bar.html", "_search.html"}
    drawn_before = {"_head.html", "_scripts.html", "_site_search.html", "_shortcuts.html"}
    for_lists = {"_search_option.html", "_language.html", "_brand.html", "_fields.html"}
    excused = elsewhere | for_the_signed_in | drawn_before | for_lists
    assert COMPONENTS - shown - excused == set()


def test_a_running_job_ends_when_it_asks_again(client):
    page = client.get("/styleguide/", headers={"HX-Request": "true"}).text

    assert "hx-get" not in page
