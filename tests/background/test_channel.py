"""What happens reaches people's channels once, says nothing of customers, and gives up aloud."""

import base64
import hashlib
import hmac
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from accounts.models import Channel, Delivery, Notification
from accounts.outgoing import NotTaken, is_allowed, open_session
from accounts.robots import write_to_robot
from accounts.services import channel as channels
from accounts.services import outbox
from accounts.services.channel import (
    ChannelOutbox,
    add_robot,
    end_channel,
    send_to_channels,
    switch_channel,
)
from accounts.services.leaver import deactivate_user
from accounts.services.notification import KINDS, NotificationKind, notify
from tests.background.platform import serve

pytestmark = pytest.mark.req("ACC-05")
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1234-5678-abcd"
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef"
FEISHU = "https://open.feishu.cn/open-apis/bot/v2/hook/1234-5678-abcd"


@pytest.fixture
def platform(settings):
    """One server stands for all three."""
    hosts = ["qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn"]
    with serve() as server:
        settings.OUTGOING_STAND_INS = {f"https://{host}": server.url for host in hosts}
        yield server


@pytest.fixture(autouse=True)
def telling(monkeypatch):
    kind = NotificationKind("%(customer)s was seen", outside="A visit is coming up.")
    monkeypatch.setitem(KINDS, "seen", kind)
    monkeypatch.setitem(KINDS, "quiet", NotificationKind("%(customer)s", by_email=False))
    secret = NotificationKind("%(customer)s", secret_link=lambda line: "/secret/")
    monkeypatch.setitem(KINDS, "secret", secret)


@pytest.fixture
def robot(lin):
    return add_robot(lin, kind="wecom", name="临江东群", address=WECOM, by=lin)


@pytest.fixture
def told(robot, lin):
    """A notification whose delivery to the robot waits."""
    return notify(lin, "seen", key="a", params={"customer": "周岚"}, url="/visits/")


def due_again():
    Delivery.objects.filter(status="waiting").update(due_at=timezone.now())


def test_a_robot_is_told_once_that_something_waits_and_where(told, platform, settings):
    assert [send_to_channels(), send_to_channels()] == [1, 0]

    (letter,) = platform.letters
    assert letter.path == "/cgi-bin/webhook/send?key=1234-5678-abcd"
    assert letter.json == {
        "msgtype": "text",
        "text": {
            "content": f"PharmaCRM: A visit is coming up.\n{settings.SITE_URL}/inbox/{told.uuid}/"
        },
    }
    assert Delivery.objects.get().status == "sent"


def test_a_group_is_told_nothing_of_the_customer(told, platform):
    send_to_channels()

    assert "周岚" not in platform.letters[0].body.decode()


@pytest.mark.parametrize("kind", ["quiet", "secret"])
def test_what_is_for_the_inbox_alone_or_leads_to_a_secret_goes_to_no_group(lin, robot, kind):
    notify(lin, kind, key="a", params={"customer": "周岚"})

    assert Delivery.objects.count() == 0


def test_dingtalk_is_signed_in_its_address(lin, platform):
    write_to_robot("dingtalk", DINGTALK, "Hello", secret="SEC1")

    (letter,) = platform.letters
    query = parse_qs(urlsplit(letter.path).query)
    text = f"{query['timestamp'][0]}\nSEC1"
    expected = base64.b64encode(hmac.digest(b"SEC1", text.encode(), hashlib.sha256)).decode()
    assert query["sign"] == [expected]
    assert letter.json == {"msgtype": "text", "text": {"content": "Hello"}}


def test_feishu_is_signed_in_its_letter(lin, platform):
    platform.yes = (200, {"code": 0, "msg": "success"}, {})
    write_to_robot("feishu", FEISHU, "Hello", secret="S2")

    letter = platform.letters[0].json
    key = f"{letter['timestamp']}\nS2".encode()
    assert letter["sign"] == base64.b64encode(hmac.digest(key, b"", hashlib.sha256)).decode()
    assert letter["content"] == {"text": "Hello"}


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ((200, {"errcode": 93000, "errmsg": "invalid webhook url"}), "93000: invalid webhook url"),
        ((200, b"<html>"), "The answer could not be read."),
        ((503, b""), "The answer was 503."),
    ],
    ids=["refusal", "no-json", "unavailable"],
)
def test_what_the_platform_does_not_take_is_tried_again_later(told, platform, answer, problem):
    platform.refuse(answer)

    assert send_to_channels() == 0
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.tries, delivery.problem) == ("waiting", 1, problem)
    assert delivery.due_at > timezone.now() + timedelta(seconds=50)

    due_again()
    assert send_to_channels() == 1


def test_a_platform_that_sends_on_to_elsewhere_is_not_followed(told, platform):
    platform.answers.append((302, b"", {"Location": f"{platform.url}/elsewhere"}))

    assert send_to_channels() == 0
    assert len(platform.letters) == 1


def test_a_platform_that_is_away_leaves_no_address_in_the_problem(told, settings):
    settings.OUTGOING_STAND_INS = {"https://qyapi.weixin.qq.com": "http://127.0.0.1:9"}
    send_to_channels()

    assert Delivery.objects.get().problem == "No answer (ConnectionError)."


def test_after_hours_of_refusals_the_channel_is_switched_off_and_the_inbox_says_so(
    told, lin, robot, platform
):
    Delivery.objects.update(tries=channels.TRIES - 1)
    platform.refuse((200, {"errcode": 93000, "errmsg": "gone"}))
    send_to_channels()

    robot.refresh_from_db()
    assert (robot.is_on, robot.problem) == (False, "93000: gone")
    assert Delivery.objects.get().status == "failed"
    line = Notification.objects.get(kind="channel.switched_off")
    assert (line.user, line.url) == (lin, "/me/channels/")
    assert robot.history.latest().actor == "system:channels"


def test_what_still_waited_for_it_is_dropped_then(told, lin, robot, platform):
    switch_channel(robot, is_on=False, by=lin)

    assert send_to_channels() == 0
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.problem) == ("dropped", "The channel is switched off.")


@pytest.mark.parametrize("ended", ["by_her", "by_the_company", "with_her"])
def test_nothing_is_sent_where_it_may_no_longer_go(told, lin, an, robot, platform, settings, ended):
    if ended == "by_her":
        end_channel(robot, by=lin)
    elif ended == "by_the_company":
        settings.CHANNELS = ["push"]
    else:
        deactivate_user(lin, because="离职", by=an)

    assert send_to_channels() == 0
    assert platform.letters == []


def test_an_ended_channel_keeps_no_address(lin, robot):
    end_channel(robot, by=lin)

    robot.refresh_from_db()
    assert (robot.address_wrapped, robot.is_on) == ("", False)


def test_its_address_is_kept_encrypted_and_in_no_history(lin, robot):
    kept = str(Channel.objects.values()) + str(Channel.history.values())

    assert "1234-5678-abcd" not in kept
    assert not {"address_wrapped", "secret_wrapped"} & Channel.history.values()[0].keys()


def test_a_message_is_not_sent_by_two_workers(told, platform):
    delivery = Delivery.objects.get()
    tries = outbox._announce(ChannelOutbox(), delivery.pk)
    Delivery.objects.update(tries=tries + 1)

    assert outbox._send(ChannelOutbox(), delivery.pk, tries) is False
    assert platform.letters == []


@pytest.mark.parametrize(
    "url",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=12345678",
        "https://qyapi.weixin.qq.com.evil.example/",
        "https://qyapi.weixin.qq.com@evil.example/",
        "https://qyapi.weixin.qq.com:8443/",
        "https://127.0.0.1/",
        "https://push.apple.com/",
        "https://a.b.push.apple.com/",
        "https://evil.example\\.push.apple.com/",
    ],
    ids=["http", "suffix", "user", "port", "loopback", "parent", "deeper", "backslash"],
)
def test_no_other_host_is_called(url):
    assert is_allowed(url) is False


def test_the_door_itself_refuses_a_host_that_is_not_named():
    with open_session() as session, pytest.raises(NotTaken, match="may not be called"):
        session.post("https://localhost/", timeout=1)
