"""Where checkpoints go: outside the database, into the hands of others than its administrators.

A sink is an address in settings.LEDGER_SINKS, "directory:/media/worm" or "email:auditor@example.com"; SINKS maps its
first word to a class with `deliver(checkpoint)` (returns a receipt, raises when it failed), `kept()` (the notes that it
can show again) and `every` (seconds between two deliveries; a later checkpoint covers all before it).
"""

import os
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _


class Directory:
    """Write-once files. Mount a medium here that forgets nothing, or whose custodian is somebody else."""

    every = 0

    def __init__(self, place):
        self.folder = Path(place)

    def deliver(self, checkpoint):
        self.folder.mkdir(parents=True, exist_ok=True)
        origin = checkpoint.note.split("\n", 1)[0]
        path = self.folder / f"{origin.replace('/', '-')}-{checkpoint.size:012}.txt"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
        except FileExistsError:
            if path.read_text() != checkpoint.note:
                raise OSError(f"{path} holds another checkpoint of that size") from None
            return str(path)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(checkpoint.note)
            file.flush()
            os.fsync(file.fileno())
        return str(path)

    def kept(self):
        for path in sorted(self.folder.glob("*.txt")):
            yield str(path), path.read_text(encoding="utf-8")


class Email:
    """A message to people, hourly at most. They keep it; nothing can be read back."""

    every = 3600

    def __init__(self, place):
        self.to = place.split("+and+")

    def deliver(self, checkpoint):
        message = EmailMessage(
            subject=_("Ledger checkpoint at %(size)s entries") % {"size": checkpoint.size},
            body=_(
                "Keep this message. It proves later that nothing before it was changed or cut off."
            )
            + f"\n\n{checkpoint.note}",
            to=self.to,
        )
        message.send()
        return message.extra_headers.get("Message-ID", "sent")

    def kept(self):
        return ()


SINKS = {"directory": Directory, "email": Email}


def sinks():
    """{address: sink}"""
    found = {}
    for address in settings.LEDGER_SINKS:
        scheme, _colon, place = address.partition(":")
        found[address] = SINKS[scheme](place)
    return found


def kept_notes(report=None):
    """The notes that the sinks show again; one that cannot be read is reported."""
    notes = []
    for address, sink in sinks().items():
        try:
            notes += sink.kept()
        except OSError as problem:
            if report:
                report.add("UNREADABLE", address, str(problem))
    return notes
