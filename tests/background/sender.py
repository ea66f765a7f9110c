"""Sends what is due and dies where it is told to: `python -m tests.background.sender after_250 127.0.0.1 8025`."""

import os
import signal
import sys

import django
from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

die_at = ""


def pass_point(name):
    if name == die_at:
        os.kill(os.getpid(), signal.SIGKILL)


class MortalBackend(EmailBackend):
    def open(self):
        pass_point("before_smtp")
        return super().open()

    def send_messages(self, messages):
        sent = super().send_messages(messages)
        pass_point("after_250")
        return sent

    def close(self):
        super().close()
        pass_point("after_commit")


if __name__ == "__main__":
    _script, die_at, settings.EMAIL_HOST, port = sys.argv
    settings.EMAIL_PORT = int(port)
    settings.EMAIL_BACKEND = "__main__.MortalBackend"
    django.setup()

    from accounts.services import email, outbox
    from tests.background.kinds import declare

    declare()
    announce = outbox._announce

    def announce_and_die(*args):
        pass_point("before_announcing")
        return announce(*args)

    outbox._announce = announce_and_die
    email.send_emails()
