"""People add robots and browsers to be told there, try them out, switch them off and end them (ACC-05)."""

import json

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import sensitive
from accounts.browser_push import ADDRESS, push
from accounts.history import deed, system
from accounts.models import Channel, Delivery, User
from accounts.outgoing import Gone, NotTaken, is_allowed
from accounts.permissions import require_oneself
from accounts.rate_limit import is_within
from accounts.robots import PLATFORMS, write_to_robot
from accounts.services.api_token import digest
from accounts.services.notification import declare_notification, notify, outside_text_of
from accounts.services.outbox import Outbox, send_due

SWITCHED_OFF = "channel.switched_off"
TRIES = 8  # about two hours: what was to remind by then no longer does
TESTS_A_MINUTE = 5
CHANNELS_EACH = 20


def declare():
    declare_notification(
        SWITCHED_OFF,
        gettext_lazy("%(channel)s took no message for two hours and is switched off: %(problem)s"),
        icon="plug-x",
    )


def add_robot(user, *, kind, name, address, secret="", by):
    require_oneself(user, by)
    _check_allowed(kind)
    platform = PLATFORMS[kind]
    if not platform.address.fullmatch(address):
        said = _("This is no address of a %(kind)s robot. It begins like %(example)s")
        values = {"kind": Channel.Kind(kind).label, "example": platform.example}
        raise ValidationError({"address": said % values})
    return _add(user, kind, name, address, secret if platform.signs else "", by)


def subscribe_browser(user, *, name, address, keys, by):
    """`keys` as the browser gave them. Who subscribes a browser takes it over from whoever used it before."""
    require_oneself(user, by)
    _check_allowed(Channel.Kind.PUSH)
    if not (ADDRESS.fullmatch(address) and is_allowed(address)):
        raise ValidationError(_("We don't know this browser's push service."))
    with deed("channel.add", by=by):
        for row in _held(digest=digest(address), kind=Channel.Kind.PUSH):
            _end(row)
        return _add(user, Channel.Kind.PUSH, name, address, json.dumps(keys), by)


def switch_channel(channel, *, is_on, by):
    require_oneself(channel.user, by)
    with deed("channel.switch_on" if is_on else "channel.switch_off", by=by):
        channel = Channel.objects.current().select_for_update().get(pk=channel.pk)
        if channel.update_from({"is_on": is_on, "problem": ""}):
            channel.save()
    return channel


def end_channel(channel, *, by):
    require_oneself(channel.user, by)
    with deed("channel.end", by=by):
        for row in _held(pk=channel.pk):
            _end(row)


def forget_browser(user, *, address, by):
    """The browser has ended its subscription itself."""
    require_oneself(user, by)
    with deed("channel.end", by=by):
        for row in _held(user=user, digest=digest(address)):
            _end(row)


def end_channels(user):
    """Inside a deed. Returns the number of channels that are told nothing from now on."""
    return len([_end(row) for row in _held(user=user)])


def try_channel(channel, *, by):
    """Writes to it now, past the outbox; raises ValidationError with the platform's answer."""
    require_oneself(channel.user, by)
    _check_allowed(channel.kind)
    if not is_within("channel-test", by.pk, a_minute=TESTS_A_MINUTE):
        raise ValidationError(_("Wait a minute before you send the next test message."))
    sentence = _("This is a test message: reminders will look like it.")
    try:
        _write(channel, sentence, reverse("accounts:inbox"), topic=channel.uuid.hex)
    except NotTaken as refusal:
        if isinstance(refusal, Gone):
            _forget(channel)
        said = _("%(channel)s did not take it. %(answer)s")
        raise ValidationError(said % {"channel": channel, "answer": refusal}) from None


def send_to_channels():
    """Sends what is due. Returns the number of messages that were taken."""
    return send_due(ChannelOutbox())


class ChannelOutbox(Outbox):
    """No platform knows a message's number, so the second copy of a killed process can't be told from the first."""

    model = Delivery
    related = ("notification__user", "channel__user")
    max_tries = TRIES

    def why_drop(self, delivery):
        channel = delivery.channel
        if channel.ended_at or not (channel.is_on and channel.is_allowed):
            return "The channel is switched off."
        return super().why_drop(delivery)

    def hand_over(self, delivery):
        notification = delivery.notification
        link = reverse("accounts:notification_open", args=[notification.uuid])
        with translation.override(notification.user.language):
            sentence = outside_text_of(notification)
            try:
                _write(delivery.channel, sentence, link, topic=notification.uuid.hex)
            except Gone:
                _forget(delivery.channel)
                raise

    def given_up(self, delivery):
        _switch_off(delivery.channel, delivery.problem)
        notify(
            delivery.channel.user,
            SWITCHED_OFF,
            key=f"{SWITCHED_OFF}:{delivery.uuid}",
            params={"channel": delivery.channel.name, "problem": delivery.problem},
            url=reverse("accounts:channel_list"),
        )


def _write(channel, sentence, path, *, topic):
    """`path` leads into the product, where the reader signs in to see what it is about."""
    address = sensitive.unwrap_text(channel.address_wrapped)
    secret = channel.secret_wrapped and sensitive.unwrap_text(channel.secret_wrapped)
    if channel.is_robot:
        text = f"PharmaCRM: {sentence}\n{settings.SITE_URL}{path}"
        write_to_robot(channel.kind, address, text, secret=secret)
    else:
        letter = {"title": "PharmaCRM", "body": sentence, "url": path, "tag": topic}
        push(address, json.loads(secret), letter, topic=topic)


def _add(user, kind, name, address, secret, by):
    with deed("channel.add", by=by):
        User.objects.select_for_update().get(pk=user.pk)
        if Channel.objects.current().filter(user=user).count() >= CHANNELS_EACH:
            raise ValidationError(_("You have many channels already: end one first."))
        channel = Channel(user=user, kind=kind, name=name, digest=digest(address))
        channel.address_wrapped = sensitive.wrap_text(address)
        channel.secret_wrapped = sensitive.wrap_text(secret) if secret else ""
        channel.clean_fields(exclude=["ended_at"])
        channel.validate_constraints()
        channel.save()
    return channel


def _switch_off(channel, problem):
    with deed("channel.switch_off", by=system("channels")):
        for row in _held(pk=channel.pk, is_on=True):
            row.is_on, row.problem = False, problem[:300]
            row.save()


def _held(**which):
    return list(Channel.objects.current().select_for_update().filter(**which))


def _end(channel):
    channel.ended_at, channel.is_on = timezone.now(), False
    channel.address_wrapped = channel.secret_wrapped = ""
    channel.save()
    return channel


def _forget(channel):
    with deed("channel.end", by=system("channels")):
        for row in _held(pk=channel.pk):
            _end(row)


def _check_allowed(kind):
    if kind not in settings.CHANNELS:
        raise ValidationError(_("Your company has switched this kind of channel off."))
