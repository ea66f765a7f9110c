"""Every address × every role: who gets in, who is told that it is not for them, and for whom nothing is there.

The table is tests/access_matrix.csv; `UPDATE_TABLES=1 pytest tests/test_access_matrix.py` writes it anew, and the
change is reviewed. A new address without a line fails.
"""

import csv
import logging
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from accounts.permissions import Role
from tests.access_records import build_world
from tests.factories import PASSWORD

TABLE = Path(__file__).with_name("access_matrix.csv")
# What everybody may open without signing in; all else leads to the sign-in page or is a 401.
OPEN = {
    "healthz",
    "readyz",
    "set_language",
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "accounts:service_worker",
    "accounts:calendar_file",  # to whoever knows its secret
    "account_confirm_email",
    "account_email_verification_sent",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
    # Customers' pages: whoever holds a link, and nobody who is signed in.
    "customers:guest_open",
    "visits:own_page",
    "visits:own_answer",
    "visits:own_wishes",
    "visits:own_withdraw",
    "analytics:shared_board",
    "styleguide",  # of a laptop only
}
# Not for one person's eyes only: everybody reads products, competitors, playbooks, tags and scoring models; set-up files are the administrator's.
NOBODYS = (
    *("products/", "messages/", "companies/", "setup/"),
    *("competitors/", "competitor-products/"),
    *("tiers/models/", "scoring-models/"),
    *("materials/", "materials/versions/", "material-versions/", "key-messages/"),
    *("questions/", "questions/answers/", "answers/"),
    *("playbooks/", "playbook-items/", "tags/", "cycles/"),
)
HIDDEN, CLOSED, NOT_OFFERED = 404, 403, 405


@dataclass(frozen=True)
class Address:
    name: str  # of the URL, or its route where it has no name
    route: str
    parts: tuple

    @property
    def is_api(self):
        return self.route.startswith("api/")

    @property
    def noun(self):
        """The part that says whose uuid follows."""
        return self.route.removeprefix("api/v1/").partition("<uuid:uuid>")[0]

    @property
    def is_of_lin(self):
        return ("uuid" in self.parts and not self.noun.startswith(NOBODYS)) or "label" in self.parts

    def url(self, world, **instead):
        if self.name == self.route:
            return f"/{self.route}"
        values = {name: world.others[name] for name in self.parts if name in world.others}
        if "uuid" in self.parts:
            values["uuid"] = world.uuids[self.noun]
        return reverse(self.name, kwargs=values | world.exceptions.get(self.name, {}) | instead)


def addresses(patterns=None, namespace="", before="", outer=frozenset()):
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(one.pattern)
        parts = outer | {*one.pattern.converters, *one.pattern.regex.groupindex}
        if isinstance(one, URLPattern):
            name = f"{namespace}{one.name}" if one.name else route
            yield Address(name, route, tuple(sorted(parts)))
        else:
            within = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from addresses(one.url_patterns, within, route, parts)


ADDRESSES = sorted({one.name: one for one in addresses()}.values(), key=lambda one: one.name)
LINS = [one for one in ADDRESSES if one.is_of_lin]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once; each test changes it for itself only."""
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"))
    with django_db_blocker.unblock(), files, rolled_back("default"), rolled_back("keys"):
        yield build_world()


class rolled_back(transaction.Atomic):
    def __init__(self, using):
        super().__init__(using, savepoint=True, durable=False)

    def __exit__(self, *failure):
        transaction.set_rollback(True, using=self.using)
        return super().__exit__(*failure)


def signed_in(user):
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user, backend="accounts.backends.PasswordBackend")
    return client


@pytest.mark.req("GL-016", "ACC-03")
def test_nobody_gets_in_without_signing_in(world):
    client = signed_in(None)
    let_in = set()
    for one in ADDRESSES:
        answer = client.get(one.url(world))
        sent = answer.status_code == 302 and "login" in answer.headers["Location"]
        if not (answer.status_code == 401 if one.is_api and one.name != "api:docs" else sent):
            let_in.add(one.name)

    assert let_in == OPEN


@pytest.mark.req("GL-016", "ALL-01", "ACC-03")
@pytest.mark.parametrize("method", ["get", "post"])
def test_for_a_rep_of_another_region_nothing_of_lins_exists(world, method):
    """A record of Lin's answers as one that was never there does: not found, or a page closed to every rep."""
    chen = signed_in(world.chen)
    told = {}
    for one in LINS:
        key = "uuid" if "uuid" in one.parts else "key"
        answers = [
            getattr(chen, method)(url, content_type="application/json")
            if method == "post"
            else chen.get(url)
            for url in (one.url(world), one.url(world, **{key: uuid4()}))
        ]
        of_lin, of_nobody = [answer.status_code for answer in answers]
        if of_lin != of_nobody or of_lin not in {HIDDEN, CLOSED, NOT_OFFERED}:
            told[one.name] = (of_lin, of_nobody)

    assert told == {}


@pytest.mark.req("GL-016", "ALL-01")
@pytest.mark.parametrize(
    "noun",
    [
        "visits/",
        "visits/v/",
        "needs/",
        "plans/",
        "requests/",
        "customers/",
        "people/",
        "organisations/",
        "amendments/",
    ],
)
def test_and_what_she_could_open_of_her_own_is_not_found(world, noun):
    chen = signed_in(world.chen)
    own = [one for one in LINS if one.noun == noun]

    found = {
        one.name: {chen.get(one.url(world)).status_code, chen.post(one.url(world)).status_code}
        for one in own
    }

    assert found
    assert {name for name, codes in found.items() if HIDDEN not in codes} == set()


@pytest.mark.req("GL-016", "ACC-03")
def test_each_role_gets_in_where_the_table_says(world):
    clients = {role: signed_in(user) for role, user in world.people.items()}
    now = [
        [one.name, *(str(client.get(one.url(world)).status_code) for client in clients.values())]
        for one in ADDRESSES
        if one.name not in OPEN
    ]
    if "UPDATE_TABLES" in os.environ:
        with TABLE.open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([["address", *Role], *now])

    with TABLE.open(newline="") as file:
        heading, *known = csv.reader(file)

    assert heading == ["address", *Role]
    assert now == known


@pytest.mark.req("GL-016")
def test_who_was_kept_out_is_written_down(world, caplog):
    url = reverse("visits:visit_detail", args=[world.uuids["visits/v/"]])

    with caplog.at_level(logging.WARNING, "pharmacrm.access"):
        signed_in(world.chen).get(url, {"q": "周岚"})

    assert [one.getMessage() for one in caplog.records if one.name == "pharmacrm.access"] == [
        f"{world.chen.uuid} GET {url} 404"
    ]


TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)
SUSPENDED = {"suspend-because": "Not on the platform", "suspend-on": TODAY}
SIGNED = {"accept-username": "manager", "accept-secret": PASSWORD}
REJECTED = {
    "reject-because": "It was as it stands",
    "reject-username": "manager",
    "reject-secret": PASSWORD,
}
# What each of these verbs takes, and whose it is; to all others it is closed, or the record is not there.
DEEDS = [
    ("visits:visit_move", {"day": TOMORROW + timedelta(days=1)}, {Role.REP}),
    ("visits:visit_cancel", {"because": "The doctor is away"}, {Role.REP}),
    ("visits:amendment_accept", SIGNED, {Role.MANAGER}),
    ("visits:amendment_reject", REJECTED, {Role.MANAGER}),
    ("visits:request_take", {}, {Role.MEDICAL}),
    ("visits:request_say", {"text": "There is data."}, {Role.MEDICAL}),
    ("visits:request_route", {"department": "quality", "text": "A complaint"}, {Role.MEDICAL}),
    (
        "customers:status",
        {"status": "closed", "on": TODAY, "because": "Retired"},
        {Role.REP, Role.STEWARD},
    ),
    ("accounts:filing_change", SUSPENDED, {Role.COMPLIANCE, Role.ADMIN}),
    (
        "accounts:user_new",
        {"username": "bai", "name": "白露", "email": "bai@yunqi.example", "language": "en"},
        {Role.ADMIN},
    ),
    ("accounts:user_leave", {"because": "Resigned"}, {Role.ADMIN}),
]


@pytest.mark.req("GL-016", "ACC-03")
@pytest.mark.parametrize(("name", "body", "whose"), DEEDS, ids=[name for name, *_ in DEEDS])
def test_a_whole_form_is_taken_from_whose_deed_it_is_and_refused_to_all_others(
    world, name, body, whose
):
    address = next(one for one in ADDRESSES if one.name == name)
    answers = {}
    for role, user in world.people.items():
        client = signed_in(user)
        with rolled_back("default"):
            answers[role] = client.post(address.url(world), body).status_code

    assert {role for role, code in answers.items() if code == 302} == whose
    assert set(answers.values()) <= {302, CLOSED, HIDDEN}
