"""A reminder is told once, to whom it concerns, if it is still needed when its time comes."""

from contextlib import contextmanager
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Email, Notification, Reminder
from accounts.services import reminder as reminders
from accounts.services.notification import text_of
from accounts.services.reminder import forget, remind, send_reminders

SUBJECT = uuid4()
NOW = timezone.now()
HOUR = timedelta(hours=1)


@pytest.fixture
def due(lin, overdue):
    overdue[SUBJECT] = {"customer": "周岚", "day": date(2026, 3, 9)}
    remind("overdue", user=lin, subject=SUBJECT, moment="at", due_at=NOW)


@pytest.mark.req("VIS-10")
def test_a_due_reminder_is_told_exactly_once_in_the_inbox_and_by_e_mail(due, lin):
    assert send_reminders(NOW - HOUR) == 0
    assert [send_reminders(NOW + HOUR), send_reminders(NOW + HOUR)] == [1, 0]

    told = Notification.objects.get()
    assert (told.user, text_of(told), told.url) == (lin, "周岚: due on 9 Mar 2026", "/visits/")
    assert Email.objects.get().notification == told
    assert Reminder.objects.get().was_told is True


@pytest.mark.req("VIS-10")
def test_a_reminder_that_is_no_longer_needed_is_not_told(due, overdue):
    overdue.clear()

    assert send_reminders(NOW) == 0
    assert (Notification.objects.count(), Reminder.objects.get().was_told) == (0, False)


@pytest.mark.req("VIS-10")
def test_what_was_forgotten_is_not_told_and_what_was_told_stays_told(due, lin, overdue):
    send_reminders(NOW)
    remind("overdue", user=lin, subject=SUBJECT, moment="late", due_at=NOW + HOUR)
    forget("overdue", subject=SUBJECT)

    assert send_reminders(NOW + HOUR) == 0
    assert Reminder.objects.get().moment == "at"


def test_one_person_can_be_forgotten_and_the_other_still_told(due, chen):
    remind("overdue", user=chen, subject=SUBJECT, moment="at", due_at=NOW)
    forget("overdue", subject=SUBJECT, user=chen)

    assert [row.user.username for row in Reminder.objects.all()] == ["lin"]


@pytest.mark.req("VIS-10")
def test_a_moved_moment_is_told_at_its_new_time_only(due, lin):
    remind("overdue", user=lin, subject=SUBJECT, moment="at", due_at=NOW + HOUR)

    assert [send_reminders(NOW), send_reminders(NOW + HOUR)] == [0, 1]


def test_a_moment_told_and_then_moved_is_told_again_but_not_for_the_same_time(due, lin):
    send_reminders(NOW)
    remind("overdue", user=lin, subject=SUBJECT, moment="at", due_at=NOW)
    assert send_reminders(NOW + 2 * HOUR) == 0

    remind("overdue", user=lin, subject=SUBJECT, moment="at", due_at=NOW + HOUR)
    assert send_reminders(NOW + 2 * HOUR) == 1


def test_somebody_who_wants_no_e_mail_gets_none(due, lin, arrange):
    with arrange():
        lin.emails_wanted = False
        lin.save()
    send_reminders(NOW)

    assert (Notification.objects.count(), Email.objects.count()) == (1, 0)


def test_somebody_who_has_left_is_not_told(due, lin, arrange):
    with arrange():
        lin.is_active = False
        lin.save()

    assert (send_reminders(NOW), Notification.objects.count()) == (0, 0)


def test_one_bad_row_does_not_hold_up_the_others_and_is_tried_again(due, lin, overdue, monkeypatch):
    monkeypatch.setattr(reminders, "BATCH", 1)
    bad = uuid4()
    overdue[bad] = {"customer": "顾明慧", "day": date(2026, 3, 9)}
    remind("overdue", user=lin, subject=bad, moment="at", due_at=NOW - HOUR)
    needed = reminders.NEEDED["overdue"]
    monkeypatch.setitem(
        reminders.NEEDED, "overdue", lambda row: 1 / 0 if row.subject == bad else needed(row)
    )

    assert send_reminders(NOW) == 1
    monkeypatch.setitem(reminders.NEEDED, "overdue", needed)
    assert send_reminders(NOW) == 1


@pytest.mark.req("VIS-10")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_row_in_another_worker_s_hands_is_skipped(due, lin):
    with in_another_worker("SELECT 1 FROM accounts_reminder FOR UPDATE"):
        assert send_reminders(NOW) == 0

    assert send_reminders(NOW) == 1


@contextmanager
def in_another_worker(sql):
    other = connection.copy()
    other.set_autocommit(False)
    try:
        other.cursor().execute(sql)
        yield
    finally:
        other.rollback()
        other.close()
