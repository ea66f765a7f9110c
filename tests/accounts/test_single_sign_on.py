"""The company's own sign-on (OIDC) opens accounts that exist, and creates none."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import User
from accounts.services.leaver import deactivate_user


class Provider(BaseHTTPRequestHandler):
    """A sign-on server that lets everybody in as the person whom the test names."""

    def do_GET(self):
        base = f"http://{self.headers['Host']}"
        if self.path.endswith("openid-configuration"):
            self.answer(
                issuer=base,
                authorization_endpoint=f"{base}/authorize",
                token_endpoint=f"{base}/token",
                userinfo_endpoint=f"{base}/userinfo",
                jwks_uri=f"{base}/keys",
            )
        else:
            self.answer(**self.server.person)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(access_token="token", token_type="Bearer")

    def answer(self, **body):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def provider(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "company",
                    "name": "Company sign-on",
                    "client_id": "pharmacrm",
                    "secret": "secret",
                    "settings": {"server_url": f"http://127.0.0.1:{server.server_port}"},
                }
            ]
        }
    }
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def come_back_from(provider, **person):
    """The browser after the way to the provider and back."""
    provider.person = person
    browser = Client()
    leave = browser.post("/account/oidc/company/login/")
    state = parse_qs(urlsplit(leave.url).query)["state"][0]
    browser.get(f"/account/oidc/company/login/callback/?code=x&state={state}", follow=True)
    return browser


def is_in(browser):
    return browser.get("/me/").status_code == 200


@pytest.mark.req("ACC-01")
def test_a_colleague_signs_in_with_the_verified_address_of_the_company(lin, provider):
    browser = come_back_from(provider, sub="77", email="LIN@yunqi.example", email_verified=True)

    assert is_in(browser)
    assert SocialAccount.objects.get().user == lin
    assert (lin.history.latest().action, lin.history.latest().actor) == (
        "user.connect_sign_on",
        lin.actor,
    )
    # From then on the provider's own number of the person counts.
    assert is_in(come_back_from(provider, sub="77", email="new@yunqi.example"))
    lin.refresh_from_db()
    assert lin.has_usable_password()


@pytest.mark.req("ACC-01")
@pytest.mark.parametrize(
    "person",
    [
        {"sub": "1", "email": "lin@yunqi.example", "email_verified": False},
        {"sub": "2", "email": "stranger@yunqi.example", "email_verified": True},
    ],
)
def test_an_unverified_or_unknown_address_opens_and_creates_nothing(lin, provider, person):
    people = User.objects.count()

    assert not is_in(come_back_from(provider, **person))
    assert User.objects.count() == people


@pytest.mark.req("ACC-01")
def test_a_closed_account_stays_closed(an, lin, provider):
    assert is_in(come_back_from(provider, sub="77", email=lin.email, email_verified=True))
    deactivate_user(lin, by=an)

    assert not is_in(come_back_from(provider, sub="77", email=lin.email, email_verified=True))
