"""The door through which messages leave for other companies' servers: a few named hosts, https, a short wait.

Addresses come from people, so nothing else may be reached through them: no other host, no redirect, no plain http.
"""

import re

from django.conf import settings
from django.utils.translation import gettext as _
from requests import RequestException, Session
from requests.adapters import HTTPAdapter

TIMEOUT = (4, 6)  # seconds to connect, and to wait for each part of the answer
HOSTS = [
    *("qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn", "open.larksuite.com"),
    # The browsers' makers: Chrome and Edge, Firefox, Safari, Edge on Windows.
    *("fcm.googleapis.com", "updates.push.services.mozilla.com"),
    *("*.push.apple.com", "*.notify.windows.com"),
]
ALLOWED = re.compile(
    "|".join(f"https://{re.escape(host)}" for host in HOSTS).replace(r"\*", "[a-z0-9-]+")
)
ORIGIN = re.compile(r"https://[^/?#\\]*")


class NotTaken(Exception):
    """Says why in a few words, and never the address: that is a secret."""


class Gone(NotTaken):
    """It will never be taken: the address has ended."""


def no_answer(problem):
    # The exception's own words hold the whole address.
    return NotTaken(_("No answer (%(problem)s).") % {"problem": type(problem).__name__})


def bad_answer(status, kind=NotTaken):
    return kind(_("The answer was %(status)s.") % {"status": status})


def is_allowed(url):
    origin = ORIGIN.match(url)
    return bool(origin and ALLOWED.fullmatch(origin[0]))


class _Door(HTTPAdapter):
    def send(self, request, **options):
        if not is_allowed(request.url):
            raise NotTaken(_("This host may not be called."))
        origin = ORIGIN.match(request.url)[0]
        if stand_in := settings.OUTGOING_STAND_INS.get(origin):
            request.url = stand_in + request.url.removeprefix(origin)
            options["proxies"] = {}
        return super().send(request, **options)


class _DirectSession(Session):
    def get_redirect_target(self, response):
        return None


def open_session():
    session = _DirectSession()
    session.adapters.clear()
    session.mount("https://", _Door())
    return session


def post(url, **content):
    """The answer with a status of 200; raises NotTaken."""
    with open_session() as session:
        try:
            answer = session.post(url, timeout=TIMEOUT, **content)
        except RequestException as problem:
            raise no_answer(problem) from None
    if answer.status_code != 200:
        raise bad_answer(answer.status_code)
    return answer
