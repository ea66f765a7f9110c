"""Lin chooses on her own page where else she is told things."""

import pytest
from django.test import Client

from accounts.models import Channel
from accounts.services.channel import add_robot
from tests.background.platform import serve
from tests.background.test_browser_push import Browser

pytestmark = pytest.mark.req("ACC-05")
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1234-5678-abcd"
ADDRESS = "https://fcm.googleapis.com/fcm/send/abc"


@pytest.fixture
def platform(settings):
    with serve() as server:
        settings.OUTGOING_STAND_INS = {"https://qyapi.weixin.qq.com": server.url}
        yield server


@pytest.fixture
def robot(lin):
    return add_robot(lin, kind="wecom", name="临江东群", address=WECOM, by=lin)


def add(browser, **changes):
    said = {"kind": "wecom", "name": "临江东群", "address": WECOM, "secret": ""}
    return browser.post("/me/channels/", said | changes)


def test_she_adds_a_robot_and_never_sees_its_address_again(lin, as_user):
    browser = as_user(lin)

    assert add(browser).url == "/me/channels/"
    page = browser.get("/me/channels/")
    assert [row.name for row in page.context["channels"]] == ["临江东群"]
    assert "1234-5678-abcd" not in page.text


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1234-5678-abcd",
        "https://qyapi.weixin.qq.com/cgi-bin/user/delete?key=1234-5678-abcd",
        "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=1234-5678-abcd",
        "https://127.0.0.1/cgi-bin/webhook/send?key=1234-5678-abcd",
        "https://oapi.dingtalk.com/robot/send?access_token=0123456789",
        "robot",
    ],
    ids=["http", "path", "host", "inside", "other-platform", "no-address"],
)
def test_an_address_that_is_not_the_platform_s_is_refused_beside_its_field(lin, as_user, address):
    page = add(as_user(lin), address=address)

    (sentence,) = page.context["form"].errors["address"]
    assert sentence.startswith("This is no address of a WeCom robot.")
    assert page.context["form"]["name"].value() == "临江东群"
    assert Channel.objects.count() == 0


def test_the_same_robot_is_added_once(lin, as_user, robot):
    page = add(as_user(lin))

    assert page.context["form"].non_field_errors() == ["You have this channel already."]


def test_the_answer_to_a_test_message_is_shown(lin, as_user, robot, platform):
    browser = as_user(lin)
    test = f"/me/channels/{robot.uuid}/test/"
    platform.refuse((200, {"errcode": 93000, "errmsg": "invalid webhook url"}))

    assert "临江东群 did not take it. 93000: invalid webhook url" in browser.post(
        test, follow=True
    ).text.replace("&quot;", '"')
    assert "临江东群 took the test message." in browser.post(test, follow=True).text


def test_test_messages_are_few_a_minute(lin, as_user, robot, platform, monkeypatch):
    monkeypatch.setattr("accounts.rate_limit._this_minute", lambda: 0)
    browser = as_user(lin)
    for _ in range(6):
        page = browser.post(f"/me/channels/{robot.uuid}/test/", follow=True)

    assert len(platform.letters) == 5
    assert "Wait a minute" in page.text


def test_she_switches_it_off_and_on_and_removes_it(lin, as_user, robot):
    browser = as_user(lin)
    for deed in ("switch", "switch", "end"):
        browser.post(f"/me/channels/{robot.uuid}/{deed}/")

    assert [row.action for row in robot.history.order_by("history_id")] == [
        *("channel.add", "channel.switch_off", "channel.switch_on", "channel.end")
    ]
    assert list(browser.get("/me/channels/").context["channels"]) == []


@pytest.mark.parametrize("deed", ["test", "switch", "end"])
def test_another_person_s_channel_is_not_found(chen, as_user, robot, deed):
    assert as_user(chen).post(f"/me/channels/{robot.uuid}/{deed}/").status_code == 404


def test_her_browser_subscribes_and_finds_itself_again(lin, as_user):
    browser = as_user(lin, headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    browser.post("/me/browser/", {"address": ADDRESS} | Browser().keys)

    (row,) = Channel.objects.current()
    assert (row.user, row.kind, row.name) == (lin, "push", "Firefox on Windows")
    assert browser.get("/me/channels/").context["known"] == row.digest

    browser.post("/me/browser/end/", {"address": ADDRESS})
    assert Channel.objects.current().count() == 0


@pytest.mark.parametrize(
    "changes",
    [{"address": "https://evil.example/1"}, {"p256dh": "A" * 87}, {"auth": "short"}, {"auth": ""}],
    ids=["address", "no-point", "short", "missing"],
)
def test_a_subscription_that_nobody_could_be_told_by_is_refused_in_words(lin, as_user, changes):
    said = {"address": ADDRESS} | Browser().keys | changes
    page = as_user(lin).post("/me/browser/", said, follow=True)

    assert Channel.objects.count() == 0
    assert [message.level_tag for message in page.context["messages"]] == ["error"]


def test_kinds_that_the_company_switched_off_are_not_offered(lin, as_user, settings):
    settings.CHANNELS = ["feishu"]
    page = as_user(lin).get("/me/channels/")
    assert [kind for kind, _label in page.context["form"].fields["kind"].choices] == ["feishu"]
    assert "data-push" not in page.text

    settings.CHANNELS = []
    assert "in the inbox and by e-mail only" in as_user(lin).get("/me/channels/").text


def test_the_service_worker_comes_from_the_root_without_a_session(db):
    answer = Client().get("/service-worker.js")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/javascript")
    assert "showNotification" in answer.text
