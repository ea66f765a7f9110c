"""A sender that dies writing to a channel loses nothing; only between the platform's yes and our commit it doubles."""

import signal
import subprocess
import sys

import pytest

from accounts.models import Delivery
from accounts.services.channel import add_robot, send_to_channels
from accounts.services.notification import notify
from pharmacrm.launcher.home import PROJECT
from tests.background import kinds
from tests.background.platform import serve
from tests.background.test_faults import environment, wait_until

pytestmark = [
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]


@pytest.fixture
def platform(settings):
    with serve() as server:
        settings.OUTGOING_STAND_INS = {"https://qyapi.weixin.qq.com": server.url}
        yield server


@pytest.mark.req("ACC-05", "VIS-10")
@pytest.mark.parametrize(
    ("dies", "copies"),
    [("before_announcing", 1), ("before_writing", 1), ("after_yes", 2), ("after_commit", 1)],
)
def test_a_killed_sender_s_message_arrives_once_but_for_that_one_window(
    lin, platform, dies, copies
):
    kinds.declare()
    address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1234-5678-abcd"
    add_robot(lin, kind="wecom", name="临江东群", address=address, by=lin)
    notify(lin, kinds.REMINDING, key="k", params={"customer": "周岚"})
    sender = [sys.executable, "-m", "tests.background.channel_sender", dies, platform.url]
    died = subprocess.run(sender, cwd=PROJECT, env=environment(), stderr=subprocess.PIPE)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()

    wait_until(lambda: send_to_channels() or not Delivery.objects.exclude(status="sent").exists())

    assert len(platform.letters) == copies
