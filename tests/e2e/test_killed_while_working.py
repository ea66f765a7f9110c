"""Kill -9 at any point of the story: what was acknowledged is there, each effect once, and nothing is sent twice."""

import os
import re
import signal
import threading
import time
from contextlib import closing, contextmanager
from email import message_from_bytes

import psycopg2
import pytest
from django.utils import timezone

from pharmacrm.launcher.home import Home
from pharmacrm.launcher.postgres import Postgres
from tests.e2e.browserless import Person
from tests.e2e.fieldwork import uuid_in
from tests.setup.processes import eventually, kill, one

pytestmark = [pytest.mark.faults, pytest.mark.req("VIS-10")]
VICTIMS = {
    "web": ["granian"],
    "quick worker": ["--queues=quick"],
    "long worker": ["--queues=long"],
    "beat": [" beat "],
    "Valkey": ["valkey-server"],
    "PostgreSQL": ["bin/postgres", "-D"],
}
QUESTION = "有没有透析患者的数据？（{}）"
A_WHILE = 120  # seconds: ticks come every half minute, and the killed must start first
FACTS = """
    SELECT coalesce(sum(denominator), 0)
    FROM analytics_dailyfact fact JOIN accounts_user ON accounts_user.id = fact.user_id
    WHERE username = 'rep5' AND kpi = 'effective_rate' AND product_id IS NULL
"""
RESPONSES = """
    SELECT count(*) FROM analytics_responsefact
    WHERE kpi = 'first_response' AND request_id IN (SELECT id FROM visits_request WHERE uuid::text = ANY(%s))
"""
EFFECTS = """
    SELECT visit.status,
        (SELECT count(*) FROM visits_historicalvisit WHERE id = visit.id AND status = 'submitted'),
        (SELECT count(*) FROM visits_request WHERE visit_id = visit.id),
        (SELECT count(*) FROM visits_requestentry entry WHERE entry.request_id = request.id),
        (SELECT count(*) FROM accounts_notification JOIN accounts_user ON accounts_user.id = user_id
         WHERE key = 'request.raised:' || request.uuid AND username = 'medical1'),
        (SELECT count(*) FROM accounts_notification JOIN visits_requestentry entry
         ON key = 'request.answered:' || entry.uuid WHERE entry.request_id = request.id)
    FROM visits_visit visit JOIN visits_request request ON request.visit_id = visit.id
    WHERE visit.uuid = %s
"""
MESSAGES = """
    SELECT email.message_id, email.status
    FROM accounts_email email JOIN accounts_notification told ON told.id = email.notification_id
    WHERE told.url = ANY(%s) AND told.kind IN ('request.raised', 'request.answered')
"""


def listens(url):
    try:
        psycopg2.connect(url).close()
    except psycopg2.OperationalError:
        return False
    return True


def ask(product, statement, *values):
    url = Postgres(Home(product.home)).url("pharmacrm")
    assert eventually(lambda: listens(url), A_WHILE)  # it may have been killed a moment ago
    with closing(psycopg2.connect(url)) as connection:
        cursor = connection.cursor()
        cursor.execute(statement, values)
        return cursor.fetchall()


def strike(product, words, after=0.0):
    """Kills one process, `after` so many seconds from now; join the thread to know that it is done."""

    def do():
        time.sleep(after)
        if pid := one(product.home, *words):
            kill(pid)

    thread = threading.Thread(target=do)
    thread.start()
    return thread


@contextmanager
def away(product, name):
    """An engine that is killed and whose keeper is kept from starting it again."""
    keeper = one(product.home, "supervisor.py", name)
    os.kill(keeper, signal.SIGSTOP)
    try:
        kill(one(product.home, f"{name}-server"))
        yield
    finally:
        os.kill(keeper, signal.SIGCONT)


def submits(rep, question, during=None):
    """An unplanned visit with a question, to the first customer offered; returns the visit's uuid."""
    first = re.search(r'"(/visits/new/\?customer=[^"]+)"', rep.get("/visits/new/").text)[1]
    form = rep.get(first).address
    blow = strike(rep.product, during, after=0.05) if during else None
    answer = rep.post(
        form,
        outcome="too_short",
        started_at=timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        channel="face",
        question_kind="medical_inquiry",
        question_words=question,
        adverse_event="no",
    )
    if blow:
        blow.join()
    # The second of two tries finds the visit locked, and leads to it.
    assert answer.status == 302, answer.text
    return uuid_in(form)


def resolves(medical, request):
    answer = medical.post(f"/requests/{request}/resolve/", text="The leaflet says it.")
    # 409: the try before was heard, its answer was not.
    assert answer.status in {302, 409}, answer.text


def request_of(product, visit):
    ((uuid,),) = ask(
        product,
        "SELECT request.uuid::text FROM visits_request request JOIN visits_visit visit"
        " ON visit.id = visit_id WHERE visit.uuid = %s",
        visit,
    )
    return uuid


def copies_sent(product):
    """How often each message lies in the mail folder, by its Message-ID."""
    copies = {}
    for file in (product.home / "mail").glob("*.log"):
        for message in file.read_bytes().split(b"-" * 79):
            if name := message_from_bytes(message.lstrip())["Message-ID"]:
                copies[name] = copies.get(name, 0) + 1
    return copies


def test_whatever_is_killed_nothing_acknowledged_is_lost_and_nothing_is_done_twice(product):
    rep, medical = Person(product).signs_in("rep5"), Person(product).signs_in("medical1")
    ((done_before,),) = ask(product, FACTS)
    visits, requests = [], []

    for name, words in VICTIMS.items():
        visits.append(submits(rep, QUESTION.format(name), during=words))
        assert rep.get(f"/visits/v/{visits[-1]}/").status == 200
        requests.append(request_of(product, visits[-1]))
        blow = strike(product, words, after=0.05)
        resolves(medical, requests[-1])
        blow.join()

    assert [ask(product, EFFECTS, visit) for visit in visits] == [
        [("submitted", 1, 1, 1, 1, 1)] for _ in VICTIMS
    ]
    assert eventually(lambda: ask(product, FACTS) == [(done_before + len(visits),)], A_WHILE)
    assert eventually(lambda: ask(product, RESPONSES, requests) == [(len(requests),)], A_WHILE)
    told = [f"/requests/{request}/" for request in requests]
    assert eventually(lambda: {row[1] for row in ask(product, MESSAGES, told)} == {"sent"}, A_WHILE)
    sent = copies_sent(product)
    assert {sent[message] for message, _status in ask(product, MESSAGES, told)} == {1}


def test_pages_answer_while_the_broker_is_away(product):
    rep = Person(product).signs_in("rep5")
    ((done_before,),) = ask(product, FACTS)

    with away(product, "valkey"):
        visit = submits(rep, QUESTION.format("away"))
        assert [rep.get(path).status for path in ["/", "/visits/", f"/visits/v/{visit}/"]] == [
            200
        ] * 3

    assert [row[:3] for row in ask(product, EFFECTS, visit)] == [("submitted", 1, 1)]
    assert eventually(lambda: ask(product, FACTS) == [(done_before + 1,)], A_WHILE)
