"""The same POST sent again, or twice at once, is done once."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import IdempotencyKey
from accounts.services import idempotency
from accounts.services.idempotency import KEPT, forget_old_answers
from customers.models import Customer

HOSPITAL = {"name": "临江市第二人民医院", "type": "hospital"}


@pytest.mark.req("ALL-01")
def test_the_same_key_again_gets_the_first_answer(program, lin):
    lins = program(lin)

    first = lins.post("organisations/", HOSPITAL, key="a1")
    again = lins.post("organisations/", HOSPITAL, key="a1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (first.headers.get("Idempotent-Replay"), again.headers["Idempotent-Replay"]) == (
        None,
        "true",
    )
    assert Customer.objects.count() == 1


@pytest.mark.req("ALL-01")
def test_a_key_belongs_to_its_request(program, lin, chen):
    program(lin).post("organisations/", HOSPITAL, key="a1")

    other = program(lin).post("organisations/", HOSPITAL | {"level": "3A"}, key="a1")
    chens = program(chen).post("organisations/", HOSPITAL | {"name": "西岭医院"}, key="a1")

    assert (other.status_code, chens.status_code) == (422, 201)


def test_what_was_refused_may_be_sent_again(program, lin):
    lins = program(lin)

    assert lins.post("organisations/", {"name": "x"}, key="a1").status_code == 400
    assert lins.post("organisations/", HOSPITAL, key="a1").status_code == 201


@pytest.mark.req("ALL-01")
def test_a_uuid_sent_again_with_the_same_body_is_a_repetition(program, lin):
    body = HOSPITAL | {"uuid": str(uuid4())}

    first = program(lin).post("organisations/", body)
    again = program(lin).post("organisations/", body)

    assert (again.status_code, again.json()) == (201, first.json())
    assert Customer.objects.count() == 1


@pytest.mark.req("ALL-01", "GL-016")
def test_a_taken_uuid_says_nothing_of_whose_it_is(program, lin, chen, zhou):
    key = str(zhou.customer.uuid)
    own = str(uuid4())
    program(chen).post("organisations/", HOSPITAL | {"uuid": own})

    answers = [
        program(chen).post("organisations/", HOSPITAL | {"name": "西岭医院", "uuid": key}),
        program(chen).post("organisations/", HOSPITAL | {"level": "3A", "uuid": own}),
        program(lin).post("organisations/", HOSPITAL | {"uuid": own}),
    ]

    said = [answer.json() | {"request_id": ""} for answer in answers]
    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert said[0] == said[1] == said[2]
    assert "errors" not in said[0]


@pytest.mark.req("ALL-01")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_twins_sent_at_once_have_one_effect(program, lin):
    body, gate, answers = HOSPITAL | {"uuid": str(uuid4())}, Barrier(2), []
    programs = [program(lin), program(lin)]

    def send(lins):
        gate.wait()
        answers.append(lins.post("organisations/", body, key="twins"))
        connections.close_all()

    threads = [Thread(target=send, args=(one,)) for one in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Customer.objects.count() == 1
    assert IdempotencyKey.objects.count() == 2


@pytest.mark.req("ALL-01")
def test_an_answer_is_kept_for_the_promised_days_and_no_longer(program, lin, monkeypatch):
    monkeypatch.setattr(idempotency, "BATCH", 2)
    for key in ("a1", "a2", "a3", "young"):
        program(lin).post("organisations/", HOSPITAL, key=key)
    old, almost = (timezone.now() - KEPT - timedelta(minutes=n) for n in (1, -1))
    IdempotencyKey.objects.filter(key__contains="a").update(created_at=old)
    IdempotencyKey.objects.filter(key__contains="young").update(created_at=almost)

    assert [forget_old_answers(), forget_old_answers()] == [3, 0]
    assert [row.key for row in IdempotencyKey.objects.all()] == ["key:young"]


def test_the_pages_for_programmers_say_how_long(as_user, lin):
    assert f"for {KEPT.days} days the same request again" in as_user(lin).get("/api/v1/docs/").text
