"""Sends to channels and dies where it is told to: `python -m tests.background.channel_sender after_yes URL`."""

import os
import signal
import sys

import django
from django.conf import settings

if __name__ == "__main__":
    _script, die_at, url = sys.argv
    settings.OUTGOING_STAND_INS = {"https://qyapi.weixin.qq.com": url}
    django.setup()

    from accounts.services import channel, outbox
    from tests.background.kinds import declare

    def dying(function, *, before=None, after=None):
        def call(*args, **kwargs):
            pass_point(before)
            answer = function(*args, **kwargs)
            pass_point(after)
            return answer

        return call

    def pass_point(name):
        if name == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    declare()
    outbox._announce = dying(outbox._announce, before="before_announcing")
    channel.write_to_robot = dying(
        channel.write_to_robot, before="before_writing", after="after_yes"
    )
    channel.send_to_channels()
    pass_point("after_commit")
