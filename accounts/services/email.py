"""E-mails go out once: `sending` is committed before SMTP, `sent` after the server's 250 (decision 24).

Whoever sends holds the row's lock all the while. A `sending` row that nobody locks was left by a killed process: it is
sent again under the same Message-ID. Between the 250 and our commit, and only there, that makes a second copy.
"""

import logging
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Email
from accounts.services.notification import link_in_email, text_of

logger = logging.getLogger(__name__)
BATCH = 100
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
MAX_TRIES = 20  # with the waits above about four days


def send_emails():
    """Sends what is due, over one connection. Returns the number of messages that the server took."""
    smtp = get_connection()
    try:
        return sum(_try(pk, smtp) for pk in _due())
    finally:
        smtp.close()


def _try(pk, smtp):
    tries = _announce(pk)
    return bool(tries and _send(pk, tries, smtp))


def _due():
    unsent = Email.objects.filter(
        Q(status=Email.Status.WAITING, due_at__lte=timezone.now()) | Q(status=Email.Status.SENDING)
    )
    return list(unsent.order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _announce(pk):
    """Commits that we are about to send; returns the number of this try, or None when it is not ours to send."""
    email = _locked(pk, status__in=[Email.Status.WAITING, Email.Status.SENDING])
    if email is None:
        return None
    if not email.notification.user.is_active:
        return _drop(email)
    email.status, email.tries = Email.Status.SENDING, email.tries + 1
    email.save(update_fields=["status", "tries"])
    return email.tries


@transaction.atomic
def _send(pk, tries, smtp):
    email = _locked(pk, status=Email.Status.SENDING, tries=tries)
    if email is None:
        return False
    try:
        smtp.open()
        smtp.send_messages([message_of(email)])
    except Exception as problem:
        logger.warning("E-mail %s: %s", email.message_id, problem)
        smtp.close()
        _postpone(email, problem)
        return False
    email.status, email.sent_at, email.problem = Email.Status.SENT, timezone.now(), ""
    email.save(update_fields=["status", "sent_at", "problem"])
    return True


def _locked(pk, **state):
    rows = Email.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.select_related("notification__user").filter(pk=pk, **state).first()


def _drop(email):
    """Who has left since it was written is told nothing more of customers."""
    email.status, email.problem = Email.Status.DROPPED, "The account is deactivated."
    email.save(update_fields=["status", "problem"])


def _postpone(email, problem):
    given_up = email.tries >= MAX_TRIES
    wait = min(FIRST_WAIT * 2 ** (email.tries - 1), LONGEST_WAIT)
    email.status = Email.Status.FAILED if given_up else Email.Status.WAITING
    email.due_at, email.problem = timezone.now() + wait, str(problem)
    email.save(update_fields=["status", "due_at", "problem"])


def message_of(email):
    """The message in its reader's language and time zone."""
    notification = email.notification
    user = notification.user
    with translation.override(user.language), timezone.override(ZoneInfo(user.time_zone)):
        text = text_of(notification)
        footer = _("You choose in your settings whether reminders come by e-mail.")
    return EmailMessage(
        subject=" ".join(text.split()),
        body=f"{text}\n\n{settings.SITE_URL}{link_in_email(notification)}\n\n{footer}\n",
        to=[user.email],
        headers={"Message-ID": email.message_id, "Auto-Submitted": "auto-generated"},
    )
