"""Input that no form would send gets an answer, never a fault of ours."""

from datetime import date

import pytest

from visits.contact_guard import notices
from visits.rolling_year import first_day


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


FAR = ["9999-12-31", "0001-01-01"]


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize(
    "address",
    [
        "visits/plan/?customer={0}",
        "visits/plan/repeated/?customer={0}",
        "end-of-day/?",
        "suggestions/?",
    ],
)
def test_a_page_for_a_day_beyond_the_calendar_is_that_of_today(
    as_user, lin, zhou, policy, address, day
):
    url = f"/{address.format(zhou.customer.uuid)}&day={day}"

    assert as_user(lin).get(url, follow=True).status_code == 200


@pytest.mark.parametrize("day", FAR)
def test_programs_are_told_that_a_day_is_too_far_away(as_user, lin, zhou, planned, day):
    customer, visit = str(zhou.customer.uuid), f"/api/v1/visits/{planned.uuid}"
    program = as_user(lin)

    def post(url, body):
        return program.post(url, body, content_type="application/json").status_code

    rule = {"customer": customer, "first": day, "rhythm": "week", "count": 2}
    assert post("/api/v1/visits/repeat/", rule) == 400
    assert post(f"{visit}/move/", {"day": day, "and_later": True}) == 400
    assert post(f"{visit}/submit/", {"started_at": f"{day}T10:00:00Z"}) == 400
    assert program.get("/api/v1/suggestions/", {"day": day}).status_code == 400


@pytest.mark.parametrize("day", [date.max, date.min])
def test_no_meeting_is_too_far_away_to_be_asked_about(by_appointment, lin, zhou, day):
    by_appointment()

    assert [one.code for one in notices(lin, zhou.customer, day=day)] in ([], ["no_appointment"])
    assert first_day(date.min) == date.min
