"""E-mails are sent once, in the reader's language, and again only when nobody can know whether they went."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Email
from accounts.services import outbox
from accounts.services.email import EmailOutbox, send_emails
from accounts.services.leaver import deactivate_user
from accounts.services.notification import KINDS, NotificationKind, notify


@pytest.fixture(autouse=True)
def telling(monkeypatch):
    monkeypatch.setitem(KINDS, "seen", NotificationKind("%(customer)s was seen"))


@pytest.fixture
def waiting(lin):
    notify(lin, "seen", key="a", params={"customer": "周岚"}, url="/visits/")
    return Email.objects.get()


@pytest.fixture
def broken_smtp():
    """Nobody answers until `undo()`; test_faults.py has a real server."""

    def refuse(self, messages):
        raise ConnectionRefusedError("no server")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        yield patch


@pytest.mark.req("VIS-10")
def test_an_e_mail_says_what_the_inbox_says_and_leads_there(waiting, lin, settings):
    assert [send_emails(), send_emails()] == [1, 0]

    (message,) = mail.outbox
    assert (message.to, message.subject) == ([lin.email], "周岚 was seen")
    assert f"{settings.SITE_URL}/visits/" in message.body
    assert message.extra_headers["Message-ID"] == waiting.message_id
    waiting.refresh_from_db()
    assert (waiting.status, waiting.tries) == ("sent", 1)


def test_an_e_mail_that_is_not_due_waits(waiting):
    Email.objects.update(due_at=timezone.now() + timedelta(hours=1))

    assert send_emails() == 0


@pytest.mark.req("VIS-10")
def test_what_a_killed_sender_left_is_sent_again_under_the_same_message_id(waiting):
    Email.objects.update(status="sending", tries=1)

    assert send_emails() == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == waiting.message_id


def test_a_server_that_is_away_is_asked_again_later_and_later(waiting, broken_smtp):
    waits = []
    for _ in range(3):
        Email.objects.update(due_at=timezone.now())
        assert send_emails() == 0
        waiting.refresh_from_db()
        waits.append(round((waiting.due_at - timezone.now()).total_seconds() / 60))

    assert (waits, waiting.status, waiting.problem) == ([1, 2, 4], "waiting", "no server")

    broken_smtp.undo()
    Email.objects.update(due_at=timezone.now())
    assert send_emails() == 1


def test_after_days_of_refusals_it_is_given_up_and_shown_as_failed(waiting, broken_smtp):
    Email.objects.update(tries=EmailOutbox.max_tries - 1)
    send_emails()

    waiting.refresh_from_db()
    assert waiting.status == "failed"


@pytest.mark.req("ACC-06")
@pytest.mark.parametrize("status", ["waiting", "sending"])
def test_who_has_left_meanwhile_is_sent_nothing_and_the_row_says_why(waiting, lin, an, status):
    Email.objects.update(status=status)
    deactivate_user(lin, because="离职", by=an)

    assert send_emails() == 0

    waiting.refresh_from_db()
    assert mail.outbox == []
    assert (waiting.status, waiting.problem) == ("dropped", "The account is deactivated.")
    assert waiting.get_status_display() == "Not sent"


def test_one_refused_message_does_not_hold_up_the_others(lin, chen, waiting, monkeypatch):
    notify(chen, "seen", key="a", params={"customer": "顾明慧"})
    send = mail.backends.locmem.EmailBackend.send_messages

    def refuse_lin(self, messages):
        if messages[0].to == [lin.email]:
            raise ConnectionResetError
        return send(self, messages)

    monkeypatch.setattr(mail.backends.locmem.EmailBackend, "send_messages", refuse_lin)

    assert send_emails() == 1
    assert [message.to for message in mail.outbox] == [[chen.email]]


def test_a_message_is_not_sent_by_two_workers(waiting):
    """Another worker announced its own try after ours: the row is no longer ours to send."""
    tries = outbox._announce(EmailOutbox(), waiting.pk)
    Email.objects.update(tries=tries + 1)

    assert outbox._send(EmailOutbox(), waiting.pk, tries) is False
    assert mail.outbox == []
