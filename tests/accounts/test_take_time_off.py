"""Lin asks for leave, Shen who leads her decides, and her field days are fewer by it (ACC-04)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.approvals import piles_of
from accounts.calendar_entries import time_off
from accounts.history import system
from accounts.models import Absence, Notification
from accounts.services.absence import (
    approve_absence,
    ask_absence,
    decline_absence,
    field_days,
    withdraw_absence,
)
from accounts.services.calendar import seed_calendar

# The National Day holiday of 2026 ends on 7 October; Saturday the 10th is worked for it.
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
THURSDAY, FRIDAY, SATURDAY = date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10)
Status = Absence.Status


@pytest.fixture
def year(db):
    return seed_calendar(2026, by=system("tests"))


@pytest.fixture
def leave(lin, shen, year):
    return ask_absence(kind="leave", valid_from=THURSDAY, valid_to=SATURDAY, note="Home", by=lin)


@pytest.mark.req("ACC-04")
def test_approved_days_are_no_field_days_and_a_make_up_day_is_one(lin, shen, leave):
    before = field_days(lin, FIRST, LAST)
    approve_absence(leave, by=shen)

    assert before == (Decimal(18), Decimal(0))
    assert field_days(lin, FIRST, LAST) == (Decimal(18), Decimal(3))


@pytest.mark.req("ACC-04")
def test_half_a_day_counts_half_and_two_halves_of_a_day_may_differ(lin, year):
    ask_absence(kind="meeting", valid_from=THURSDAY, valid_to=FRIDAY, until_noon=True, by=lin)
    ask_absence(kind="meeting", valid_from=FRIDAY, valid_to=FRIDAY, from_noon=True, by=lin)

    assert field_days(lin, THURSDAY, FRIDAY) == (Decimal(2), Decimal(2))
    assert field_days(lin, FRIDAY, FRIDAY) == (Decimal(1), Decimal(1))


@pytest.mark.req("ACC-04")
def test_overlapping_time_is_refused_with_a_sentence_and_by_the_database(lin, leave, arrange):
    with pytest.raises(ValidationError, match="Time off is noted for some of these days already"):
        ask_absence(kind="meeting", valid_from=FRIDAY, valid_to=FRIDAY, by=lin)
    with pytest.raises(IntegrityError), transaction.atomic(), arrange():
        Absence.objects.create(user=lin, kind="leave", valid_from=FRIDAY, valid_to=FRIDAY)

    withdraw_absence(leave, by=lin)
    assert ask_absence(kind="meeting", valid_from=FRIDAY, valid_to=FRIDAY, by=lin).pk


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"valid_to": date(2026, 10, 7)}, "valid_to"),
        ({"valid_to": date(2027, 12, 1)}, "valid_to"),
        ({"valid_from": date(2026, 10, 3), "valid_to": date(2026, 10, 4)}, "valid_from"),
        ({"kind": "holiday"}, "kind"),
    ],
    ids=["backwards", "too long", "a holiday anyway", "no such kind"],
)
def test_what_cannot_be_is_refused_beside_its_field(as_user, lin, year, changed, field):
    said = {"kind": "leave", "valid_from": THURSDAY, "valid_to": FRIDAY} | changed
    answer = as_user(lin).post("/time-off/new/", said)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) <= {field, "__all__"}
    assert Absence.objects.count() == 0


@pytest.mark.req("ACC-04")
def test_only_who_leads_the_person_decides_and_nobody_on_their_own(lin, shen, chen, leave, year):
    own = ask_absence(kind="leave", valid_from=FRIDAY, valid_to=FRIDAY, by=shen)

    for absence, by in [(leave, chen), (leave, lin), (own, shen)]:
        with pytest.raises(PermissionDenied):
            approve_absence(absence, by=by)
    with pytest.raises(ValidationError):
        decline_absence(leave, because=" ", by=shen)
    assert set(Absence.objects.values_list("status", flat=True)) == {"asked"}


@pytest.mark.req("ACC-04")
def test_the_manager_finds_it_in_her_inbox_and_decides_on_its_page(as_user, lin, shen, leave):
    (pile,) = piles_of(shen)
    assert [row.title for row in pile.rows] == [f"{lin} · {leave.when}"]
    assert list(Notification.objects.values_list("user__username", "kind")) == [
        ("shen", "absence.asked")
    ]

    page = f"/time-off/{leave.uuid}/"
    assert as_user(shen).post(f"{page}decline/", {"decline-because": ""}).status_code == 422
    assert as_user(shen).post(f"{page}approve/", {}).status_code == 302

    leave.refresh_from_db()
    assert (leave.status, leave.decided_by) == (Status.APPROVED, shen)
    assert piles_of(shen) == []
    assert [row.action for row in leave.history.order_by("history_id")] == [
        "absence.ask",
        "absence.approve",
    ]


@pytest.mark.req("ACC-04")
def test_others_do_not_learn_who_is_away(as_user, chen, director, leave):
    page = f"/time-off/{leave.uuid}/"

    assert as_user(chen).get(page).status_code == 404
    assert "Home" not in as_user(director).get(page).text
    assert as_user(chen).get("/time-off/").context["page"].rows == []


def test_it_stands_in_her_own_calendar_without_a_reason(lin, leave):
    (entry,) = time_off(lin, FIRST, LAST)
    assert (entry.title, entry.starts, entry.ends) == ("Leave", THURSDAY, date(2026, 10, 11))


@pytest.mark.parametrize("before", Status.values)
@pytest.mark.parametrize("after", Status.values)
def test_the_database_lets_a_status_go_only_where_the_table_says(lin, arrange, before, after):
    today = timezone.localdate()
    with arrange():
        row = Absence.objects.create(
            user=lin, kind="leave", valid_from=today, valid_to=today, status=before
        )
    row.status = after
    if before == after or after in Absence.NEXT[before]:
        with arrange():
            row.save()
    else:
        with pytest.raises(DatabaseError, match="cannot become"), transaction.atomic(), arrange():
            row.save()
