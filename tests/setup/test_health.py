"""The probes: /healthz for the process, /readyz for all that it works with."""

import logging
import socket
import time
from datetime import timedelta

import pytest

from accounts import clock
from pharmacrm.health import broker_state


@pytest.fixture
def silent_broker():
    """The address of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_anybody_may_ask_whether_the_process_is_alive(client):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_migrations_that_wait_are_said(client):
    # The tests make the table of the keys without its migrations (settings).
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "checks": {
            "database": "ok",
            "keys": "migrations are pending",
            "broker": "ok",
            "clock": "ok",
        },
    }


def test_a_silent_broker_does_not_hold_the_probe_up(settings, silent_broker):
    settings.CELERY_BROKER_URL = silent_broker
    begun = time.monotonic()

    assert broker_state() == "unreachable"
    # One second of patience; the client's own four tries would take four.
    assert time.monotonic() - begun < 3


@pytest.mark.req("GL-018")
@pytest.mark.parametrize("seconds", [3, -3])
def test_clocks_that_differ_by_three_seconds_raise_an_alarm(client, monkeypatch, caplog, seconds):
    theirs = clock.database_now
    monkeypatch.setattr(clock, "database_now", lambda: theirs() + timedelta(seconds=seconds))

    with caplog.at_level(logging.ERROR, "accounts.clock"):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["clock"].endswith(" s from the database's")
    assert [record.levelname for record in caplog.records if record.name == "accounts.clock"] == [
        "ERROR"
    ]


@pytest.mark.req("GL-018")
def test_one_second_is_none(client, monkeypatch):
    theirs = clock.database_now
    monkeypatch.setattr(clock, "database_now", lambda: theirs() + timedelta(seconds=1))

    assert client.get("/readyz").json()["checks"]["clock"] == "ok"
