"""How houses receive representatives: the two real examples of 2025 (S14), in words, and who writes them down."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.services.calendar import seed_calendar
from customers.models import ReceptionPolicy
from customers.reception import is_open_at, next_slots, slots
from customers.reception_words import in_a_sentence, reception_of
from customers.services.reception_policy import (
    edit_reception,
    end_reception,
    introduce_reception,
)
from tests import factories

# The second Tuesday afternoon of the month, asked 7 working days before; Fridays 15:00–17:00, a week (5) before.
TUESDAYS = {"weekdays": [1], "weeks": [2], "opens_at": time(14), "closes_at": time(17)}
FRIDAYS = {"weekdays": [4], "opens_at": time(15), "closes_at": time(17)}
FIRST, LAST = date(2025, 9, 1), date(2025, 11, 30)
EXAMPLES = {
    "second-tuesday": (
        TUESDAYS | {"lead_days": 7},
        # National Day and its two make-up days lie before the October one.
        {"09-09": "08-29", "10-14": "09-28", "11-11": "10-31"},
    ),
    "fridays": (
        FRIDAYS | {"lead_days": 5},
        # 3 October is a holiday, 28 September a working Sunday.
        {
            "09-05": "08-29",
            "09-12": "09-05",
            "09-19": "09-12",
            "09-26": "09-19",
            "10-10": "09-26",
            "10-17": "10-11",
            "10-24": "10-17",
            "10-31": "10-24",
            "11-07": "10-31",
            "11-14": "11-07",
            "11-21": "11-14",
            "11-28": "11-21",
        },
    ),
}


def policy(**values):
    return ReceptionPolicy(**{"mode": "appointment", "valid_from": factories.LONG_AGO} | values)


@pytest.fixture
def calendar_2025(db):
    seed_calendar(2025, by=factories.TESTS)


@pytest.mark.req("CN-008")
@pytest.mark.parametrize("example", EXAMPLES)
def test_the_two_real_examples_give_the_right_slots_for_three_months(calendar_2025, example):
    values, expected = EXAMPLES[example]

    found = {
        f"{slot.day:%m-%d}": f"{slot.ask_by:%m-%d}" for slot in slots(policy(**values), FIRST, LAST)
    }

    assert found == expected


@pytest.mark.req("CN-008")
def test_slots_keep_to_the_first_and_last_day_of_the_rule():
    short = policy(**FRIDAYS, valid_to=date(2025, 11, 14))
    short.valid_from = date(2025, 11, 7)

    assert [slot.day.day for slot in slots(short, FIRST, LAST, is_working=lambda day: True)] == [
        7,
        14,
    ]


@pytest.mark.req("CN-008")
def test_the_next_slot_can_still_be_asked_for(calendar_2025):
    found = next_slots(policy(**FRIDAYS, lead_days=5), date(2025, 11, 1), 2)

    assert [slot.day for slot in found] == [date(2025, 11, 14), date(2025, 11, 21)]


@pytest.mark.req("CN-008")
@pytest.mark.parametrize(
    ("hour", "minute", "is_open"), [(14, 59, False), (15, 0, True), (16, 59, True), (17, 0, False)]
)
def test_a_window_is_open_from_its_first_minute_to_its_last(hour, minute, is_open):
    moment = datetime(2025, 11, 7, hour, minute)

    assert is_open_at(policy(**FRIDAYS), moment, is_working=lambda day: True) == is_open


@pytest.mark.req("CN-008")
def test_the_rule_is_a_sentence_that_one_can_act_on():
    rule = policy(
        weekdays=[2],
        weeks=[2, 4],
        opens_at=time(14, 30),
        closes_at=time(16),
        place="Room 3",
        lead_days=3,
    )

    assert in_a_sentence(rule) == (
        "Representatives are received on the 2nd and 4th Wednesday of the month, 14:30–16:00,"
        " at Room 3, ask 3 working days before."
    )
    assert in_a_sentence(policy(mode="banned")) == "Representatives are not received."


@pytest.mark.req("CN-008")
def test_the_next_version_ends_the_one_before_and_a_person_shows_that_of_her_house(
    shen, zhou, first_hospital
):
    today = date.today()
    first = introduce_reception(
        first_hospital, mode="banned", valid_from=today - timedelta(days=9), by=shen
    )
    second = introduce_reception(first_hospital, mode="open", valid_from=today, by=shen)

    first.refresh_from_db()
    assert (first.valid_to, second.version) == (today - timedelta(days=1), 2)
    assert reception_of(zhou.customer).policy == second
    assert reception_of(first_hospital.customer).policy == second


@pytest.mark.req("CN-008")
def test_two_rules_never_hold_on_one_day(shen, first_hospital):
    days = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 6, 30)}
    introduce_reception(first_hospital, mode="open", **days, by=shen)

    with pytest.raises(ValidationError, match="holds in that period"):
        introduce_reception(first_hospital, mode="banned", valid_from=date(2026, 6, 30), by=shen)


def test_what_was_wrong_is_put_right_with_a_reason_and_what_is_over_ends(shen, first_hospital):
    rule = introduce_reception(first_hospital, mode="open", valid_from=date(2026, 1, 1), by=shen)
    with pytest.raises(ValidationError, match="Say what was wrong"):
        edit_reception(rule, because=" ", mode="banned", by=shen)

    rule = edit_reception(rule, because="Misread", mode="banned", by=shen)
    rule = end_reception(rule, on=date(2026, 2, 1), by=shen)

    assert (rule.mode, rule.valid_to) == ("banned", date(2026, 2, 1))
    assert [row.history_change_reason for row in rule.history.all()][1] == "Misread"


def test_a_rep_reads_the_rule_and_writes_none(lin, first_hospital):
    with pytest.raises(PermissionDenied):
        introduce_reception(first_hospital, mode="open", valid_from=date(2026, 1, 1), by=lin)


@pytest.mark.req("CN-008")
def test_a_manager_writes_it_on_a_page_and_everybody_reads_it_there(
    as_user, shen, lin, first_hospital
):
    url = f"/customers/{first_hospital.customer.uuid}/reception/"
    said = {
        "mode": "window",
        "weekdays": ["4"],
        "opens_at": "15:00",
        "closes_at": "17:00",
        "missing_appointment": "block",
        "valid_from": "2026-01-01",
    }

    assert as_user(shen).post(url, said | {"opens_at": ""}).status_code == 422
    assert as_user(shen).post(url, said).status_code == 302
    page = f"/customers/{first_hospital.customer.uuid}/"
    assert f"{page}reception/now/" in as_user(lin).get(page).text
    told = as_user(lin).get(f"{page}reception/now/").text
    assert "Representatives are received every Friday, 15:00–17:00." in told
    assert as_user(lin).post(url, said).status_code == 403
