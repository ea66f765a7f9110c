"""The product as `make run` starts it, in a home of its own, and browsers to look at it with."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings

from tests.setup.processes import environment, eventually, free_port

# Playwright keeps an event loop in this thread; the tests' own rows are made beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

SIZES = {
    "phone": {"viewport": {"width": 360, "height": 800}, "device_scale_factor": 2},
    "desk": {"viewport": {"width": 1440, "height": 900}},
}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# htmx says so when a newer request takes the place of one under way, or the page is left.
OVERTAKEN = ("htmx:sendAbort", "htmx:afterRequest")
AXE = settings.BASE_DIR / "node_modules/axe-core/axe.min.js"


class Product(NamedTuple):
    url: str
    password: str
    home: Path


def answers(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture(scope="session")
def product(tmp_path_factory):
    home, port = tmp_path_factory.mktemp("home"), free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "pharmacrm.launcher", "run"],
        env=environment(home, PORT=str(port)),
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
    )
    try:
        assert eventually(lambda: answers(port), patience=240), "The product did not start."
        password = (home / "keys/demo-password").read_text().strip()
        yield Product(f"http://127.0.0.1:{port}", password, home)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    return {"executable_path": chromium, "args": FLAGS} if chromium else {"args": FLAGS}


class Visitor:
    """A person at a browser; whatever the browser complains about is kept in `complaints`."""

    def __init__(self, page, product):
        self.page = page
        self.product = product
        self.complaints = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message):
        if message.type == "error" and not message.text.startswith(OVERTAKEN):
            self.complaints.append(message.text)

    def goes_to(self, path):
        return self.page.goto(self.product.url + path)

    def signs_in(self, username):
        self.goes_to("/account/login/")
        self.page.fill("[name=login]", username)
        self.page.fill("[name=password]", self.product.password)
        self.page.click("form:has([name=password]) [type=submit]")
        self.page.wait_for_url(lambda url: "/account/login/" not in url)
        return self

    def reads(self, language):
        """Chooses "en" or "zh-hans" in her settings."""
        self.goes_to("/me/")
        self.page.click(f"label.chip:has([name=language][value='{language}'])")
        self.page.click(".form-card .btn-primary")
        self.page.locator(f"html[lang^='{language[:2]}']").wait_for()
        return self

    def faults(self):
        """What axe-core finds on the page, and whether it scrolls sideways."""
        self.page.wait_for_load_state("load")
        self.page.evaluate(AXE.read_text())
        with self._at_full_height():
            found = self.page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        faults = [
            f"{self.page.url} {fault['id']}: {node['target']}"
            for fault in found["violations"]
            for node in fault["nodes"]
        ]
        root = "document.documentElement"
        if self.page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"):
            faults.append(f"{self.page.url} scrolls sideways")
        return faults

    @contextmanager
    def _at_full_height(self):
        """Whatever a bar happens to cover half can be scrolled to; axe would find its visible half too small."""
        size = self.page.viewport_size
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({**size, "height": height + size["height"]})
        try:
            yield
        finally:
            self.page.set_viewport_size(size)


@pytest.fixture
def visitor(new_context, product):
    """visitor("phone"), visitor("desk", dark=True, language="en"): a browser that nobody is signed in to."""

    def open_browser(size, *, dark=False, language="zh"):
        context = new_context(
            **SIZES[size],
            locale={"zh": "zh-CN", "en": "en-GB"}[language],
            color_scheme="dark" if dark else "light",
        )
        return Visitor(context.new_page(), product)

    return open_browser
