"""The inbox: what happened, told once to whom it concerns, in the language of whoever reads it (decision 24)."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import dateparse, formats, timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Channel, Delivery, Email, Notification

AT, ON = "$at", "$on"
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class NotificationKind:
    """`text` is a lazy sentence with %(names)s of the params, or a function of them that makes one."""

    text: object
    icon: str = "bell"
    by_email: bool = True
    # The e-mail leads where this function of the notification says, made when it leaves; it comes even to those
    # who want no reminders. For links that are secrets and may lie in no table.
    secret_link: Callable | None = None
    # What a chat group or a locked screen may say of it: others read along, so no customer, no name, no number.
    outside: object = _("Something new waits in your inbox.")


KINDS: dict[str, NotificationKind] = {}


def declare_notification(kind, text, **options):
    """At start-up, from AppConfig.ready() of the app whose deed it tells. Options: NotificationKind's."""
    KINDS[kind] = NotificationKind(text, **options)


def notify(user, kind, *, key, params=None, url=""):
    """Tells somebody once: the same key never comes twice. Returns the new notification, or None.

    `params` fill the kind's text; moments and days among them are shown in the reader's own form. An e-mail follows
    if the kind has one and the person wants it, in the same transaction.
    """
    declared = KINDS[kind]
    if not user.is_active:
        return None
    with transaction.atomic():
        notification = Notification(
            user=user, kind=kind, key=key, params=_stored(params or {}), url=url
        )
        # The insert decides, not a look before it: two workers may tell the same thing at once.
        Notification.objects.bulk_create([notification], ignore_conflicts=True)
        told = Notification.objects.filter(uuid=notification.uuid).first()
        wanted = user.emails_wanted or declared.secret_link
        if told and declared.by_email and wanted and user.email:
            _prepare_email(told)
        if told and declared.by_email and not declared.secret_link:
            _prepare_deliveries(told)
    return told


def text_of(notification):
    """The sentence in the active language and time zone."""
    declared = KINDS.get(notification.kind)
    if declared is None:
        return notification.kind
    shown = _shown(notification.params)
    return declared.text(shown) if isinstance(declared.text, Callable) else declared.text % shown


def outside_text_of(notification):
    """The sentence for where others read along, in the active language."""
    return str(KINDS.get(notification.kind, NotificationKind("")).outside)


def link_in_email(notification):
    kind = KINDS.get(notification.kind)
    return kind.secret_link(notification) if kind and kind.secret_link else notification.url


def icon_of(notification):
    return KINDS[notification.kind].icon if notification.kind in KINDS else "bell"


def rename_in_notifications(names, called, *, about):
    """Texts are made of the params: a person who is erased is called otherwise in them too.

    `about` are uuids of the records about her, as addresses and keys name them: a namesake keeps her name.
    """
    told = Notification.objects.annotate(words=Cast("params", TextField()))
    conditions = (("words__contains", json.dumps(name, ensure_ascii=False)) for name in names)
    said = Q(*conditions, _connector=Q.OR)
    for row in told.filter(said):
        if about.isdisjoint(UUID.findall(f"{row.url} {row.key}")):
            continue
        row.params = {name: _renamed(word, names, called) for name, word in row.params.items()}
        row.save(update_fields=["params"])


def _renamed(word, names, called):
    return called if isinstance(word, str) and word in names else word


def mark_read(notification, *, by):
    _mark(notification, notification.read_at or timezone.now(), by)


def mark_unread(notification, *, by):
    _mark(notification, None, by)


def mark_all_read(*, by):
    """Returns how many were unread."""
    return Notification.objects.visible_to(by).unread().update(read_at=timezone.now())


def _mark(notification, read_at, by):
    if notification.user_id != by.pk:
        raise PermissionDenied
    notification.read_at = read_at
    notification.save(update_fields=["read_at"])


def _prepare_email(notification):
    email = Email(notification=notification, due_at=timezone.now())
    email.message_id = f"<{email.uuid}@{_sender_domain()}>"
    email.save()


def _prepare_deliveries(notification):
    now = timezone.now()
    channels = Channel.objects.in_use().filter(user=notification.user)
    Delivery.objects.bulk_create(
        Delivery(notification=notification, channel=channel, due_at=now) for channel in channels
    )


def _stored(params):
    return {name: _stored_value(value) for name, value in params.items()}


def _stored_value(value):
    if isinstance(value, datetime):
        return {AT: value.isoformat()}
    if isinstance(value, date):
        return {ON: value.isoformat()}
    return value if isinstance(value, int | float | str) else str(value)


class _Shown(dict):
    def __missing__(self, name):
        return ""  # a line older than its kind's text


def _shown(params):
    return _Shown((name, _shown_value(value)) for name, value in params.items())


def _shown_value(value):
    if not isinstance(value, dict):
        return value
    if AT in value:
        moment = timezone.localtime(dateparse.parse_datetime(value[AT]))
        return formats.date_format(moment, "SHORT_DATETIME_FORMAT")
    return formats.date_format(dateparse.parse_date(value[ON]), "SHORT_DATE_FORMAT")


def _sender_domain():
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
