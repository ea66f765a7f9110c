"""Which channels may be used with whom: asked of the rows each time, so that a withdrawal holds from the next request (PRV-004)."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Value
from django.db.models.functions import Concat
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from customers.models import Consent

Channel, Purpose = Consent.Channel, Consent.Purpose
# A visit in person is no electronic message: it needs no consent, but ends with a withdrawal.
OPEN_UNTIL_WITHDRAWN = {Channel.FACE}


@dataclass(frozen=True)
class Cell:
    """One channel of one purpose: what counts, if anything was ever said, and whether it may be used."""

    purpose: str
    channel: str
    consent: Consent | None

    @property
    def label(self):
        return Channel(self.channel).label

    @property
    def is_open(self):
        return may_use(self.channel, self.consent)


def may_use(channel, consent):
    return consent.is_given if consent else channel in OPEN_UNTIL_WITHDRAWN


def standing(consents):
    """[(purpose in words, [Cell of each channel])] of one person; `consents` is a queryset that finds hers."""
    said = {(row.purpose, row.channel): row for row in consents.counting()}
    return [
        (purpose.label, [_cell(purpose, channel, said) for channel in Channel])
        for purpose in Purpose
    ]


def _cell(purpose, channel, said):
    return Cell(purpose.value, channel.value, said.get((purpose, channel)))


def with_answers(customers):
    """Adds `answers`, "channel:answer" of what counts for professional contact: the head of a page asks no second time."""
    hers = Consent.objects.filter(customer=OuterRef("pk"), purpose=Purpose.CONTACT).counting()
    pair = Concat("channel", Value(":"), "answer")
    return customers.annotate(answers=ArraySubquery(hers.annotate(pair=pair).values("pair")))


def in_words(answers):
    """{answer: channels in words} of `answers`."""
    pairs = dict(answer.split(":") for answer in answers)
    return {
        answer.value: " · ".join(
            str(channel.label) for channel in Channel if pairs.get(channel) == answer
        )
        for answer in Consent.Answer
    }


def refusals(people, channel, *, purpose=Purpose.CONTACT, at=None):
    """Sentences: who of them (Person rows) may not be reached that way now, or could not at that moment."""
    by_key = {person.pk: person for person in people}
    said = _said(by_key, purpose, [channel], at)
    return [
        _sentence(person, channel, said.get((pk, channel)))
        for pk, person in by_key.items()
        if not may_use(channel, said.get((pk, channel)))
    ]


def closed(people, channels, *, purpose=Purpose.CONTACT):
    """Those of the channels by which one of the people may not be reached now."""
    keys = [person.pk for person in people]
    said = _said(keys, purpose, channels)
    return [
        channel
        for channel in channels
        if not all(may_use(channel, said.get((pk, channel))) for pk in keys)
    ]


def _said(keys, purpose, channels, at=None):
    asked = Consent.objects.filter(customer__in=keys, purpose=purpose, channel__in=channels)
    return {(row.customer_id, row.channel): row for row in asked.counting(at)}


def _sentence(person, channel, consent):
    words = {"name": person, "channel": Channel(channel).label}
    if consent:
        words["day"] = date_format(consent.said_on, "DATE_FORMAT")
        return (
            _("%(name)s withdrew consent on %(day)s: %(channel)s. Choose another channel.") % words
        )
    return (
        _(
            "%(name)s has not agreed to this channel: %(channel)s. Record the consent on the customer's page,"
            " or choose another channel."
        )
        % words
    )
