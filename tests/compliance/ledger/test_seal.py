"""Sealing under load: what commits late is not lost, nothing is sealed twice, and nobody waits."""

import random
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import psycopg2
import pytest
from django.db import DatabaseError, connection, connections

from accounts.database_role import as_owner
from accounts.history import deed, system
from accounts.models import Product
from compliance.ledger import seal as sealing
from compliance.ledger.install import install
from compliance.ledger.seal import seal, seal_all
from compliance.ledger.signing import NotSigned
from compliance.ledger.verify import verify
from compliance.models import Checkpoint, Delivery, Entry, Leaf
from compliance.services.delivery import deliver_checkpoints, late_sinks
from compliance.tasks import seal_access_hours, seal_ledger
from tests import factories
from tests.compliance.ledger.world import notes, seal_everything
from tests.unguarded import run_as_owner

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
CLERK = system("clerk")
WRITERS, SECONDS = 8, 4


@pytest.fixture
def sink(settings, tmp_path):
    settings.LEDGER_SINKS = [f"directory:{tmp_path / 'kept'}"]
    return tmp_path / "kept"


@contextmanager
def another_session():
    """A session beside Django's, on the same database."""
    session = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
    try:
        yield session
    finally:
        session.close()


def write(stop, holder, seed):
    chance = random.Random(seed)
    number = 0
    while not stop.is_set():
        number += 1
        try:
            with deed("product.load", by=CLERK):
                Product.objects.create(
                    code=f"{seed}-{number}", name="维", category="x", holder=holder
                )
                time.sleep(chance.choice([0, 0.001, 0.02, 0.2]))
                if chance.random() < 0.2:
                    raise RuntimeError
        except RuntimeError:
            pass
    connections.close_all()


@pytest.mark.req("LED-009", "LED-010")
def test_whatever_commits_is_sealed_once_however_late(monkeypatch):
    holder, stop = factories.LegalEntityFactory(), threading.Event()
    writers = [threading.Thread(target=write, args=(stop, holder, n)) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        seal_all(limit=7)
        time.sleep(0.05)
    stop.set()
    for writer in writers:
        writer.join()
    seal_everything()

    places = list(Leaf.objects.order_by("index").values_list("index", "entry"))
    assert [index for index, _entry in places] == list(range(len(places)))
    assert {entry for _index, entry in places} == set(Entry.objects.values_list("id", flat=True))
    assert len({entry for _index, entry in places}) == len(places) > 100
    assert verify(3, outside=notes()).exit_code == 0


@pytest.mark.req("LED-009")
def test_an_entry_of_a_transaction_that_is_still_running_holds_back_what_came_after_it(product):
    seal_everything()
    with another_session() as session, session.cursor() as cursor:
        cursor.execute("SELECT set_config('app.actor', 'system:slow', true), ledger_beat()")
        before = Leaf.objects.count()
        factories.ProductFactory(holder=product.holder)  # a later transaction that commits first
        seal_all()
        held = Leaf.objects.count()
        session.commit()
    seal_everything()

    assert held == before
    sealed = Leaf.objects.order_by("-index").values_list("xid", flat=True)[:20]
    assert list(sealed) == sorted(sealed, reverse=True)


@pytest.mark.req("LED-010")
def test_a_second_sealer_goes_away_at_once(product):
    with another_session() as session, session.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger.seal'))")
        assert seal() == (None, False)


@pytest.mark.req("LED-010", "LED-012")
@pytest.mark.parametrize("step", ["_settled", "leaf_hash", "_signed", "sign"])
def test_a_sealer_that_dies_at_any_step_leaves_neither_gap_nor_double(product, monkeypatch, step):
    whole = getattr(sealing, step)

    def die(*args, **kwargs):
        whole(*args, **kwargs)
        raise NotSigned("killed")

    with monkeypatch.context() as killed:
        killed.setattr(sealing, step, die)
        with pytest.raises(NotSigned):
            seal_until_something_is_settled()
    assert (Leaf.objects.count(), Checkpoint.objects.count()) == (0, 0)
    seal_everything()

    assert verify(3, outside=notes()).exit_code == 0


def seal_until_something_is_settled():
    for _ in range(200):
        seal_all()
        time.sleep(0.05)


@pytest.mark.req("LED-016")
def test_silence_makes_a_beat(product, monkeypatch):
    seal_everything()
    monkeypatch.setattr(sealing, "HEARTBEAT", 0)
    seal()

    assert '"op":"H"' in Entry.objects.latest("id").leaf


@pytest.mark.req("LED-013")
def test_a_sink_gets_each_newest_checkpoint_once_and_keeps_it_as_it_is(product, sink):
    seal_everything()

    assert (deliver_checkpoints(), deliver_checkpoints()) == (1, 0)
    (kept,) = sink.glob("*.txt")
    assert (kept.read_text(), kept.stat().st_mode & 0o777) == (
        Checkpoint.objects.first().note,
        0o444,
    )
    assert verify(2).exit_code == 0


@pytest.mark.req("LED-013")
def test_people_get_it_by_mail_and_not_more_often_than_they_can_read(product, settings, mailoutbox):
    settings.LEDGER_SINKS = ["email:wen@yunqi.example+and+auditor@example.com"]
    seal_everything()
    assert (deliver_checkpoints(), deliver_checkpoints()) == (1, 0)

    factories.ProductFactory(holder=product.holder)
    seal_everything()
    assert deliver_checkpoints() == 0
    (message,) = mailoutbox
    assert message.to == ["wen@yunqi.example", "auditor@example.com"]
    assert message.body.endswith(Delivery.objects.get().checkpoint.note)


@pytest.mark.req("LED-013")
def test_a_sink_that_is_down_is_named_after_a_while_and_gets_the_newest_later(
    product, settings, tmp_path
):
    (tmp_path / "in-the-way").write_text("no folder")
    settings.LEDGER_SINKS = [address] = [f"directory:{tmp_path / 'in-the-way'}"]
    seal_everything()
    newest = Checkpoint.objects.first()

    assert deliver_checkpoints() == 0
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.tries) == ("waiting", 1)
    assert late_sinks() == []
    assert late_sinks(newest.sealed_at + timedelta(minutes=16)) == [address]
    (tmp_path / "in-the-way").unlink()
    Delivery.objects.update(due_at=newest.sealed_at)
    assert deliver_checkpoints() == 1


@pytest.mark.req("LED-010", "LED-013")
def test_an_hour_of_the_access_log_that_cannot_be_counted_holds_no_seal_up(
    product, sink, settings, broken_hours
):
    with pytest.raises(DatabaseError, match="no hour today"):
        seal_access_hours()
    patient_until = time.monotonic() + 60
    while not Checkpoint.objects.exists():
        assert time.monotonic() < patient_until
        seal_ledger()

    assert len(list(sink.iterdir())) == 1


@pytest.fixture
def broken_hours(product):
    """Until the function is put back."""
    source = "CREATE OR REPLACE FUNCTION ledger_seal_access(at_most int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER"
    run_as_owner(f"{source} AS $$ BEGIN RAISE EXCEPTION 'no hour today'; END $$")
    yield
    with as_owner():
        install()
