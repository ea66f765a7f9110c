"""Programs that hold a token of somebody in the cast."""

from uuid import UUID

import pytest
from django.test import Client

from accounts.models import Access
from accounts.services.api_token import create_token
from tests.factories import PASSWORD
from tests.visits.conftest import (  # noqa: F401
    complete,
    planned,
    policy,
    service_levels,
    submitted,
    today,
    topic,
)
from tests.visits_requests.conftest import inquiry  # noqa: F401

ROOT = "/api/v1/"


class Program:
    """Speaks JSON to the API with one person's token."""

    def __init__(self, user, scope):
        self.user = user
        _row, token = create_token(user, name="program", scope=scope, by=user)
        self.client = Client(
            headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False
        )

    def get(self, path, **query):
        return self.client.get(ROOT + path, query)

    def post(self, path, body=None, key=None, **headers):
        if key:
            headers["Idempotency-Key"] = key
        return self.client.post(
            ROOT + path, body or {}, content_type="application/json", headers=headers
        )

    def patch(self, path, body):
        return self.client.patch(ROOT + path, body, content_type="application/json")

    def upload(self, path, file, key=""):
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(ROOT + path, {"file": file}, headers=headers)


def signed_by(username, secret=PASSWORD, **more):
    """The body of a deed that is signed."""
    return {"signature": {"username": username, "secret": secret}, **more}


@pytest.fixture
def program():
    """program(lin): a program that reads and writes as Lin; scope="read" only reads."""
    return lambda user, scope="write": Program(user, scope)


@pytest.fixture
def reads():
    """reads(lin): [(what, subject, count)] that the access log holds of her, oldest first."""

    def of(user):
        rows = Access.objects.filter(user=user).order_by("pk")
        return list(rows.values_list("what", "subject", "count"))

    return of


def uuids(response):
    return [UUID(row["uuid"]) for row in response.json()["results"]]
