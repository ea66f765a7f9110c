"""A person whose browser repeats what nobody answered, as a phone does where the signal comes and goes."""

import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import NamedTuple

PATIENCE = 120  # seconds
PAUSE = 0.3


class Answer(NamedTuple):
    status: int
    address: str  # where a redirect leads
    text: str


class StayHere(urllib.request.HTTPRedirectHandler):
    """Gives redirects back as answers."""

    def redirect_request(self, *_):
        return None


class Person:
    def __init__(self, product):
        self.product, self.cookies = product, CookieJar()
        cookies = urllib.request.HTTPCookieProcessor(self.cookies)
        self.opener = urllib.request.build_opener(StayHere, cookies)

    def signs_in(self, username):
        self.get("/account/login/")
        self.post("/account/login/", login=username, password=self.product.password)
        return self

    def get(self, path):
        return self._until_answered(path)

    def post(self, path, **fields):
        """Sends it until the product says what became of it; only that counts as acknowledged."""
        return self._until_answered(path, fields)

    def _until_answered(self, path, fields=None):
        patient_until = time.monotonic() + PATIENCE
        while True:
            answer = self._send(path, fields)
            if answer and answer.status < 500:
                return answer
            assert time.monotonic() < patient_until, f"{path}: {answer}"
            time.sleep(PAUSE)

    def _send(self, path, fields):
        """None when the connection broke before the answer."""
        request = urllib.request.Request(
            self.product.url + path, headers={"Referer": self.product.url}
        )
        if fields is not None:
            token = next(one.value for one in self.cookies if one.name == "csrftoken")
            typed = {**fields, "csrfmiddlewaretoken": token}
            request.data = urllib.parse.urlencode(typed, doseq=True).encode()
        try:
            with self.opener.open(request, timeout=20) as answer:
                return Answer(answer.status, "", answer.read().decode())
        except urllib.error.HTTPError as answer:
            return Answer(answer.code, answer.headers.get("Location", ""), answer.read().decode())
        except (OSError, ValueError):
            return None
