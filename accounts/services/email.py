"""E-mails go out once (outbox.py); the second copy that a killed process may leave carries the same Message-ID."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Email
from accounts.services.notification import link_in_email, text_of
from accounts.services.outbox import Outbox, send_due


class EmailOutbox(Outbox):
    model = Email

    def __init__(self):
        self.smtp = get_connection()

    def hand_over(self, email):
        self.smtp.open()
        self.smtp.send_messages([message_of(email)])

    def failed(self, email):
        self.smtp.close()


def send_emails():
    """Sends what is due, over one connection. Returns the number of messages that the server took."""
    box = EmailOutbox()
    try:
        return send_due(box)
    finally:
        box.smtp.close()


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
