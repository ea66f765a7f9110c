"""What happens when a worker, the broker or the mail server's client dies for real: nothing is lost, nothing doubled.

Real processes on the test's own database: they see only what is committed, hence `transaction=True`.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from celery import current_app
from django.db import transaction
from django.utils import timezone
from uuid6 import uuid7

from accounts.models import Email, Job, Notification, Reminder
from accounts.services.email import send_emails
from accounts.services.job import SILENCE, run_job, start_job, wake_jobs
from accounts.services.notification import notify
from accounts.services.reminder import BATCH, remind, send_reminders
from pharmacrm.launcher.home import PROJECT, Home
from pharmacrm.launcher.valkey import Valkey
from tests.background import kinds
from tests.background.processes import environment, kill, wait_until, worker

pytestmark = [
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]


@pytest.fixture(autouse=True)
def declared():
    kinds.declare()


def steps_of(job):
    """How often each step was done."""
    keys = Notification.objects.filter(kind="count", key__startswith=job.uuid)
    return Counter(int(key.rpartition(":")[2]) for key in keys.values_list("key", flat=True))


def at_work(job, step):
    """Whether the job has come so far; `job` is as the database has it then."""
    job.refresh_from_db()
    return job.done >= step


def ended(job):
    job.refresh_from_db()
    return not job.is_open


def ended_after_a_tick(job):
    wake_jobs()
    return ended(job)


def start_counting(lin, steps):
    return start_job(kinds.COUNTING, by=lin, arguments={"steps": steps, "pause": kinds.PAUSE})


@pytest.mark.req("ALL-03")
def test_a_job_goes_on_after_its_last_step_whatever_is_killed(lin):
    with worker() as process:
        job = start_counting(lin, steps=60)
        wait_until(lambda: at_work(job, 10))
        os.kill(job.result["pid"], signal.SIGKILL)
        # The worker has another child, which takes it up at once.
        wait_until(lambda: at_work(job, 30))
        kill(process)
    # No worker is left. When one starts, beat's tick sends it what has been silent for a minute.
    assert wake_jobs() == 0
    Job.objects.update(alive_at=timezone.now() - 2 * SILENCE)
    assert wake_jobs() == 1
    wait_until(lambda: run_job(job.pk))

    assert ended(job)
    assert (job.status, job.tries) == ("done", 3)
    assert steps_of(job) == Counter(range(1, 61))


@pytest.mark.req("VIS-10")
def test_each_reminder_is_told_once_when_the_worker_is_killed_among_them(lin):
    number = BATCH + 40
    now = timezone.now()
    for _ in range(number):
        remind(kinds.REMINDING, user=lin, subject=uuid7(), moment="at", due_at=now)
    with worker() as process:
        current_app.send_task("accounts.tasks.remind")
        wait_until(Notification.objects.exists)
        time.sleep(5 * kinds.PAUSE)  # into the second batch
        kill(process)
    assert Notification.objects.count() == BATCH

    # The server gives the dead worker's rows free as soon as it notices; the tick comes again anyway.
    wait_until(lambda: send_reminders() or not Reminder.objects.filter(handled_at=None).exists())

    assert (Notification.objects.count(), Email.objects.count()) == (number, number)
    assert not Reminder.objects.exclude(was_told=True).exists()


@pytest.fixture
def broker(tmp_path):
    """A broker of our own, to be stopped and started."""
    home = Home(tmp_path)
    home.prepare()
    running = Broker(Valkey(home))
    running.start()
    yield running
    running.stop()


class Broker:
    def __init__(self, engine):
        self.engine = engine
        engine.prepare()

    def start(self):
        self.process = subprocess.Popen(self.engine.command(), stdout=subprocess.DEVNULL)
        wait_until(self.engine.answers)

    def stop(self):
        self.process.kill()
        self.process.wait()


@contextmanager
def publishing_to(url):
    """This process as a web server whose broker has that address."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("broker_url", "broker_write_url"):
            patch.setitem(current_app.conf, name, url)
        patch.setattr(current_app.amqp, "_producer_pool", None)
        yield


def start_job_in_time(lin):
    began = time.monotonic()
    with transaction.atomic():
        job = start_counting(lin, steps=3)
    assert time.monotonic() - began < 5
    return job


@pytest.mark.req("ALL-03")
def test_a_job_started_while_the_broker_is_away_is_done_when_it_is_back(lin, broker):
    with publishing_to(broker.engine.url), worker(REDIS_URL=broker.engine.url):
        first = start_counting(lin, steps=1)
        wait_until(lambda: ended(first))
        broker.stop()
        job = start_job_in_time(lin)
        broker.start()
        wait_until(lambda: ended_after_a_tick(job))

    assert job.status == "done"
    assert steps_of(job) == Counter([1, 2, 3])


@pytest.mark.req("ALL-03")
def test_a_broker_that_takes_the_call_and_says_nothing_does_not_hang_the_page(lin):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host, port = silent.getsockname()
        with publishing_to(f"redis://{host}:{port}"):
            job = start_job_in_time(lin)

    assert job.status == "waiting"


@pytest.fixture
def mail_server(settings):
    """A real SMTP server; what it has answered 250 to is in `.taken`, as (Message-ID, recipients)."""

    class Taking:
        def __init__(self):
            self.taken = []

        async def handle_DATA(self, server, session, envelope):
            message = message_from_bytes(envelope.content)
            self.taken.append((message["Message-ID"], *envelope.rcpt_tos))
            return "250 taken"

    with socket.create_server(("127.0.0.1", 0)) as free:
        host, port = free.getsockname()
    controller = Controller(Taking(), hostname=host, port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    yield controller.handler
    controller.stop()


@pytest.mark.req("VIS-10")
@pytest.mark.parametrize(
    ("dies", "copies"),
    [("before_announcing", 1), ("before_smtp", 1), ("after_250", 2), ("after_commit", 1)],
)
def test_only_between_the_server_s_yes_and_our_commit_can_a_second_copy_arise(
    lin, mail_server, settings, dies, copies
):
    notify(lin, kinds.REMINDING, key="k", params={"customer": "周岚"})
    where = [settings.EMAIL_HOST, str(settings.EMAIL_PORT)]
    sender = [sys.executable, "-m", "tests.background.sender", dies, *where]
    died = subprocess.run(sender, cwd=PROJECT, env=environment(), stderr=subprocess.PIPE)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()

    wait_until(lambda: send_emails() or not Email.objects.exclude(status="sent").exists())

    assert mail_server.taken == [(Email.objects.get().message_id, lin.email)] * copies
