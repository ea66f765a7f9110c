"""What the worker calls: each takes ids at most, calls a service and may be called again at any time."""

from celery import shared_task

from accounts.clock import clock_state
from accounts.history import coming_from
from accounts.services import channel, day, email, idempotency, job, reminder


@shared_task
def run_job(pk):
    job.run_job(pk)


@shared_task
def run_waiting_jobs():
    job.wake_jobs()


@shared_task
def remind():
    with coming_from("task"):
        reminder.send_reminders()


@shared_task
def send_emails():
    with coming_from("task"):
        email.send_emails()


@shared_task
def send_to_channels():
    with coming_from("task"):
        channel.send_to_channels()


@shared_task
def start_the_day():
    with coming_from("task"):
        day.start_the_day()


@shared_task
def forget_old_answers():
    idempotency.forget_old_answers()


@shared_task
def watch_clock():
    """Every minute; a drift stands in the log, and /readyz says it to whoever asks."""
    clock_state()
