"""The product's own WSGI application, called in this process: all middleware, no socket."""

import io
import logging
import time
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.client import Client
from django.test.utils import CaptureQueriesContext


class Server:
    def __init__(self):
        settings.ROOT_URLCONF = "pharmacrm.bench.urls"
        logging.getLogger("axes").setLevel(logging.WARNING)  # it tells of every sign-in
        self.application = get_wsgi_application()

    def sign_in(self, user):
        return Browser(self.application, user)


class Browser:
    """A signed-in person's requests, timed from the first middleware to the last byte."""

    def __init__(self, application, user):
        client = Client()
        client.force_login(user, backend="accounts.backends.PasswordBackend")
        assert client.session[SESSION_KEY] == str(user.pk)
        self.application, self.user = application, get_user_model().objects.get(pk=user.pk)
        self.session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.csrf = "b" * 32

    def get(self, url):
        """((seconds by the clock, seconds of processor time), body)"""
        return self._call("GET", url, b"")

    def post(self, url, fields):
        body = urlencode({**fields, "csrfmiddlewaretoken": self.csrf}, doseq=True).encode()
        return self._call("POST", url, body)

    def queries(self, url):
        with CaptureQueriesContext(connection) as captured:
            self.get(url)
        return len(captured)

    def _call(self, method, url, body):
        path, _, query = url.partition("?")
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; csrftoken={self.csrf}"
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_COOKIE": cookies,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
        }
        status = []
        started, busy = time.perf_counter(), time.process_time()
        response = self.application(environ, lambda line, headers: status.append(line))
        content = b"".join(response)
        seconds = time.perf_counter() - started, time.process_time() - busy
        response.close()
        if status[0][0] not in "23":
            raise RuntimeError(f"{method} {url}: {status[0]} {content[:300]!r}")
        return seconds, content
