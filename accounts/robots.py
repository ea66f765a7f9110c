"""Robots of chat groups: what each platform's address looks like, how it is signed to, and what its yes is."""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from requests import JSONDecodeError

from accounts.models import Channel
from accounts.outgoing import NotTaken, post


@dataclass(frozen=True)
class Platform:
    address: re.Pattern  # the whole of it: nothing else of the host may be called
    example: str
    letter: Callable  # (address, text, secret) → (address, JSON to post)
    signs: bool = True


def _to_wecom(address, text, secret):
    return address, {"msgtype": "text", "text": {"content": text}}


def _to_dingtalk(address, text, secret):
    """https://open.dingtalk.com/document/robots/customize-robot-security-settings"""
    if secret:
        at = str(round(time.time() * 1000))
        sign = _signed(secret, f"{at}\n{secret}")
        address = f"{address}&{urlencode({'timestamp': at, 'sign': sign})}"
    return address, {"msgtype": "text", "text": {"content": text}}


def _to_feishu(address, text, secret):
    """The key of the signature holds time and secret, and nothing is signed: so it is laid down.

    https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
    """
    letter = {"msg_type": "text", "content": {"text": text}}
    if secret:
        at = str(int(time.time()))
        letter |= {"timestamp": at, "sign": _signed(f"{at}\n{secret}", "")}
    return address, letter


def _signed(key, text):
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()


KEY = "[A-Za-z0-9_-]{8,200}"
PLATFORMS = {
    Channel.Kind.WECOM: Platform(
        re.compile(rf"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key={KEY}"),
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…",
        _to_wecom,
        signs=False,
    ),
    Channel.Kind.DINGTALK: Platform(
        re.compile(rf"https://oapi\.dingtalk\.com/robot/send\?access_token={KEY}"),
        "https://oapi.dingtalk.com/robot/send?access_token=…",
        _to_dingtalk,
    ),
    Channel.Kind.FEISHU: Platform(
        re.compile(rf"https://open\.(feishu\.cn|larksuite\.com)/open-apis/bot/v2/hook/{KEY}"),
        "https://open.feishu.cn/open-apis/bot/v2/hook/…",
        _to_feishu,
    ),
}


def write_to_robot(kind, address, text, *, secret=""):
    """Returns after the platform's yes; raises NotTaken with its own words."""
    address, letter = PLATFORMS[kind].letter(address, text, secret)
    answer = post(address, json=letter)
    try:
        said = answer.json()
        code = said.get("errcode", said.get("code"))
    except (JSONDecodeError, AttributeError):
        raise NotTaken(_("The answer could not be read.")) from None
    if code != 0:
        # A status of 200 is no yes: what was refused, and why, stands in the answer.
        raise NotTaken(f"{code}: {said.get('errmsg', said.get('msg', ''))}"[:300])
