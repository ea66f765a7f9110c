"""Input that no form would send gets an answer, never a fault of ours."""

import pytest


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_day_beyond_the_calendar_does_not_exist(as_user, lin, day):
    assert as_user(lin).get(f"/visits/{day}/").status_code == 404


@pytest.mark.parametrize("words", ["\x00", "😀", "—", "%"])
@pytest.mark.parametrize(
    "address", ["/customers/search/", "/visits/new/", "/customers/", "/visits/", "/requests/"]
)
def test_a_search_for_what_cannot_be_written_finds_nothing(as_user, lin, zhou, address, words):
    response = as_user(lin).get(address, {"q": words})

    assert response.status_code == 200


def test_figures_of_a_mistyped_year_do_not_exist(as_user, lin):
    response = as_user(lin).get("/my-figures/", {"period": "week", "on": "9999-12-31"})

    assert response.status_code == 404
