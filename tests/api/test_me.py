"""A program reads and writes its owner's settings, channels and inbox."""

import pytest

from accounts.models import Channel
from accounts.services.notification import KINDS, NotificationKind, notify
from tests.background.platform import serve

pytestmark = pytest.mark.req("ACC-05", "ALL-01")
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1234-5678-abcd"
ROBOT = {"kind": "wecom", "name": "临江东群", "address": WECOM}


@pytest.fixture
def line(lin, monkeypatch):
    monkeypatch.setitem(KINDS, "seen", NotificationKind("%(customer)s was seen"))
    return notify(lin, "seen", key="a", params={"customer": "周岚"}, url="/visits/")


def test_settings_are_read_and_changed_one_by_one(program, lin, line):
    lins = program(lin)
    changed = lins.patch("me/", {"time_zone": "Asia/Urumqi"})

    assert changed.status_code == 200
    assert changed.json() == {
        "uuid": str(lin.uuid),
        "username": "lin",
        "name": "林晓彤",
        "email": "lin@yunqi.example",
        "language": "en",
        "time_zone": "Asia/Urumqi",
        "emails_wanted": True,
        "unread": 1,
    }
    assert lins.get("me/").json() == changed.json()


@pytest.mark.parametrize(
    ("name", "value"), [("language", "fr"), ("time_zone", "Mars/Olympus"), ("role", "admin")]
)
def test_what_is_no_setting_is_refused_by_its_name(program, lin, name, value):
    answer = program(lin).patch("me/", {name: value})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])


def test_a_robot_is_added_tried_switched_and_ended(program, lin, settings):
    lins = program(lin)
    with serve() as platform:
        settings.OUTGOING_STAND_INS = {"https://qyapi.weixin.qq.com": platform.url}
        row = lins.post("channels/", ROBOT).json()
        here = f"channels/{row['uuid']}"
        tried = lins.post(f"{here}/test/")
        platform.refuse((200, {"errcode": 93000, "errmsg": "no"}))
        refused = lins.post(f"{here}/test/")

    assert (row["kind"], row["is_on"], "address" in row) == ("wecom", True, False)
    assert (tried.status_code, refused.status_code) == (200, 409)
    assert "93000: no" in refused.json()["detail"]
    assert lins.post(f"{here}/switch-off/").json()["is_on"] is False
    assert lins.post(f"{here}/switch-on/").json()["is_on"] is True
    assert lins.post(f"{here}/end/").status_code == 200
    assert lins.get("channels/").json()["results"] == []


def test_an_address_of_another_host_is_refused(program, lin):
    answer = program(lin).post("channels/", ROBOT | {"address": "https://10.0.0.7/"})

    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("This is no address of a WeCom robot.")
    assert Channel.objects.count() == 0


def test_the_inbox_is_read_line_by_line(program, lin, chen, line):
    lins = program(lin)
    (shown,) = lins.get("notifications/", is_read="false").json()["results"]

    assert (shown["text"], shown["url"], shown["read_at"]) == ("周岚 was seen", "/visits/", None)
    assert lins.post(f"notifications/{line.uuid}/read/").json()["read_at"] is not None
    assert lins.get("notifications/", is_read="false").json()["results"] == []
    assert lins.post(f"notifications/{line.uuid}/unread/").json()["read_at"] is None
    assert program(chen).post(f"notifications/{line.uuid}/read/").status_code == 404
