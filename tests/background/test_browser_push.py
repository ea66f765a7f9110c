"""A browser that Lin subscribed is told things under a lock and key that only it has."""

import base64
import json
import os

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ValidationError
from py_vapid import Vapid02

from accounts.browser_push import public_key
from accounts.models import Channel, Delivery, Notification
from accounts.services.channel import send_to_channels, subscribe_browser, try_channel
from accounts.services.notification import KINDS, NotificationKind, notify
from tests.background.platform import serve

pytestmark = pytest.mark.req("ACC-05")
HOST = "https://fcm.googleapis.com"
ADDRESS = f"{HOST}/fcm/send/abc:DEF-123"


@pytest.fixture
def push_service(settings):
    with serve() as server:
        settings.OUTGOING_STAND_INS = {HOST: server.url}
        server.yes = (201, b"", {})
        yield server


class Browser:
    """What a browser keeps to itself, and what it gives away."""

    def __init__(self):
        self.key, self.auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)

    @property
    def keys(self):
        form = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        return {
            "p256dh": text(self.key.public_key().public_bytes(*form)),
            "auth": text(self.auth),
        }

    def read(self, letter):
        return json.loads(
            http_ece.decrypt(
                letter.body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
            )
        )


def text(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def channel(lin, browser):
    return subscribe_browser(
        lin, name="Chrome on Windows", address=ADDRESS, keys=browser.keys, by=lin
    )


@pytest.fixture
def told(lin, channel, monkeypatch):
    kind = NotificationKind("%(customer)s was seen", outside="A visit is coming up.")
    monkeypatch.setitem(KINDS, "seen", kind)
    return notify(lin, "seen", key="a", params={"customer": "周岚"}, url="/visits/")


def test_the_browser_alone_can_read_what_it_is_told(told, browser, push_service):
    assert send_to_channels() == 1

    (letter,) = push_service.letters
    assert letter.path == "/fcm/send/abc:DEF-123"
    assert letter.headers["content-encoding"] == "aes128gcm"
    assert browser.read(letter) == {
        "title": "PharmaCRM",
        "body": "A visit is coming up.",
        "url": f"/inbox/{told.uuid}/",
        "tag": told.uuid.hex,
    }


def test_the_push_service_sees_who_sends_and_not_what(told, push_service):
    send_to_channels()

    (letter,) = push_service.letters
    assert b"visit" not in letter.body
    said = letter.headers["authorization"]
    assert said.partition(",k=")[2] == public_key()
    assert Vapid02.verify(said) is True
    assert letter.headers["ttl"] == "86400"


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_has_ended_is_removed_without_a_word(
    told, channel, push_service, status
):
    push_service.refuse((status, b""))
    send_to_channels()

    channel.refresh_from_db()
    assert (channel.is_on, channel.address_wrapped) == (False, "")
    assert channel.history.latest().action == "channel.end"
    Delivery.objects.update(due_at=told.created_at)
    assert send_to_channels() == 0
    assert (Delivery.objects.get().status, len(push_service.letters)) == ("dropped", 1)
    assert Notification.objects.count() == 1


def test_a_test_message_finds_out_as_well(lin, channel, push_service):
    push_service.refuse((410, b""))

    with pytest.raises(ValidationError, match="The answer was 410"):
        try_channel(channel, by=lin)
    assert Channel.objects.current().count() == 0


def test_a_push_service_that_is_busy_is_tried_again(told, channel, push_service):
    push_service.refuse((503, b""))

    assert send_to_channels() == 0
    assert (Delivery.objects.get().status, Channel.objects.current().count()) == ("waiting", 1)


def test_who_subscribes_a_shared_browser_takes_it_over(lin, chen, channel, browser):
    subscribe_browser(chen, name="Chrome", address=ADDRESS, keys=browser.keys, by=chen)

    assert [row.user for row in Channel.objects.current()] == [chen]


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/push/1", "http://fcm.googleapis.com/1", "https://10.0.0.7/1"],
    ids=["host", "http", "inside"],
)
def test_an_address_of_no_known_push_service_is_refused(lin, browser, address):
    with pytest.raises(ValidationError, match="don't know this browser's push service"):
        subscribe_browser(lin, name="Chrome", address=address, keys=browser.keys, by=lin)
