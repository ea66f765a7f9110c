"""Lin starts long work, leaves the page and finds the result."""

from datetime import timedelta

import psycopg2
import pytest
from celery import current_app
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection
from django.utils import timezone

from accounts.history import coming_from, deed
from accounts.models import Job, Notification
from accounts.services import job as jobs
from accounts.services.job import (
    JobStopped,
    cancel_job,
    job_progress,
    retry_job,
    run_job,
    start_job,
    wake_jobs,
)

pytestmark = pytest.mark.usefixtures("counting")


def run(job):
    run_job(job.pk)
    job.refresh_from_db()
    return job.status


@pytest.mark.req("ALL-03")
def test_a_job_is_done_once_and_its_owner_is_told(lin, counted):
    job = start_job("count", by=lin, arguments={"steps": 3})

    assert run(job) == run(job) == "done"
    assert (job.done, job.percent, job.result) == (3, 100, {"counted": 3})
    assert counted(job) == [1, 2, 3]
    told = Notification.objects.get(kind="job.done")
    assert (told.user, told.url) == (lin, f"/jobs/{job.uuid}/")


@pytest.mark.req("CMP-01")
def test_what_a_job_does_is_done_by_its_owner_in_the_request_that_started_it(lin, monkeypatch):
    def rename(job):
        with deed("user.rename", by=job.owner):
            job.owner.name = "林晓"
            job.owner.save()

    monkeypatch.setitem(jobs.RUNNERS, "rename", jobs.Runner(rename, "", None))
    with coming_from("web", request_id="request-7"):
        job = start_job("rename", by=lin)
    run(job)

    newest = lin.history.latest()
    assert (newest.actor, newest.via, newest.trace_id) == (lin.actor, "task", "request-7")


@pytest.mark.req("ALL-03")
def test_a_refused_job_says_why_keeps_its_steps_and_goes_on_from_there(lin, counted):
    job = start_job("count", by=lin, arguments={"steps": 4, "fail_at": 3})
    assert run(job) == "failed"
    assert (job.problem, counted(job)) == ("Step is not to be done.", [1, 2])

    Job.objects.filter(pk=job.pk).update(arguments={"steps": 4})
    retry_job(job, by=lin)

    assert run(job) == "done"
    assert (job.problem, counted(job)) == ("", [1, 2, 3, 4])


def test_a_broken_job_apologises_in_the_owner_s_language_and_hides_the_cause(lin, monkeypatch):
    def burst(job):
        raise ZeroDivisionError("secret")

    monkeypatch.setitem(jobs.RUNNERS, "burst", jobs.Runner(burst, "", None))
    job = start_job("burst", by=lin)

    assert run(job) == "failed"
    assert job.problem == (
        "Something went wrong on our side. What was finished is kept. "
        f"Support finds it under {job.uuid}."
    )


@pytest.mark.req("ALL-03")
def test_a_cancelled_job_never_begins(lin, counted):
    job = start_job("count", by=lin, arguments={"steps": 3})
    cancel_job(job, by=lin)

    assert run(job) == "cancelled"
    assert counted(job) == []


@pytest.mark.req("ALL-03")
def test_a_running_job_stops_at_its_next_step_when_it_is_cancelled(lin, monkeypatch):
    def cancelled_half_way(job):
        job_progress(job, 1, 3)
        cancel_job(Job.objects.get(pk=job.pk), by=lin)
        job_progress(job, 2, 3)

    monkeypatch.setitem(jobs.RUNNERS, "half", jobs.Runner(cancelled_half_way, "", None))
    job = start_job("half", by=lin)

    assert run(job) == "cancelled"
    assert job.done == 1


def test_a_job_that_has_ended_is_not_cancelled(lin):
    job = start_job("count", by=lin, arguments={"steps": 1})
    run(job)

    with pytest.raises(ValidationError, match="ended meanwhile"):
        cancel_job(job, by=lin)


def test_nobody_stops_somebody_else_s_job(lin, chen):
    job = start_job("count", by=lin, arguments={"steps": 1})

    with pytest.raises(PermissionDenied):
        cancel_job(job, by=chen)


def test_a_kind_that_nobody_can_run_is_refused_at_once(lin):
    with pytest.raises(LookupError):
        start_job("unheard-of", by=lin)


@pytest.mark.req("ALL-03")
def test_a_job_whose_worker_died_is_taken_up_after_its_last_step(lin, counted):
    job = start_job("count", by=lin, arguments={"steps": 5})
    died = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(status="running", done=2, tries=1, alive_at=died)

    assert run(job) == "done"
    assert (job.tries, counted(job)) == (2, [3, 4, 5])


def test_the_job_of_a_living_worker_is_left_alone_however_silent_it_is(lin, counted):
    job = start_job("count", by=lin, arguments={"steps": 1})
    elsewhere = psycopg2.connect(**connection.get_connection_params())
    elsewhere.cursor().execute("SELECT pg_advisory_lock(hashtext('job'), %s)", [job.pk])
    try:
        assert run(job) == "waiting"
        assert counted(job) == []
    finally:
        elsewhere.close()


def test_a_worker_that_lost_its_job_to_another_stops_and_leaves_the_result_alone(lin):
    job = start_job("count", by=lin, arguments={"steps": 1})
    Job.objects.filter(pk=job.pk).update(status="running", tries=2)
    job.tries = 1

    with pytest.raises(JobStopped):
        job_progress(job, 1)


def test_a_database_that_was_away_is_no_fault_of_the_job(lin, monkeypatch):
    def interrupted(job):
        raise OperationalError("server closed the connection")

    monkeypatch.setitem(jobs.RUNNERS, "interrupted", jobs.Runner(interrupted, "", None))
    job = start_job("interrupted", by=lin)

    assert [run(job) for _ in range(jobs.MAX_TRIES)] == ["running"] * jobs.MAX_TRIES
    assert run(job) == "failed"


def test_the_tick_wakes_waiting_and_silent_jobs_only(lin):
    waiting, silent, alive, ended = (start_job("count", by=lin) for _ in range(4))
    now = timezone.now()
    for job, status, age in [(silent, "running", 90), (alive, "running", 5), (ended, "done", 90)]:
        Job.objects.filter(pk=job.pk).update(status=status, alive_at=now - timedelta(seconds=age))

    with current_app.connection_for_read() as broker:
        queue = broker.SimpleQueue("long")
        queue.clear()
        assert wake_jobs() == 2
        news = [queue.get(timeout=5) for _ in range(2)]
        queue.clear()

    assert [message.payload[0] for message in news] == [[waiting.pk], [silent.pk]]


@pytest.mark.req("ALL-03")
def test_the_page_shows_progress_and_the_fragment_asks_for_more(as_user, lin):
    job = start_job("count", by=lin, arguments={"steps": 4})
    Job.objects.filter(pk=job.pk).update(status="running", done=1, total=4)
    page = as_user(lin).get(f"/jobs/{job.uuid}/")
    fragment = as_user(lin).get(f"/jobs/{job.uuid}/", headers={"HX-Request": "true"})

    for answer in (page, fragment):
        assert 'max="100" value="25"' in answer.text
        assert f'hx-get="/jobs/{job.uuid}/"' in answer.text
    assert "<html" in page.text
    assert "<html" not in fragment.text


@pytest.mark.req("ALL-03")
def test_it_is_cancelled_and_tried_again_from_its_page(as_user, lin, chen):
    job = start_job("count", by=lin, arguments={"steps": 1})
    for path in ("", "cancel/", "retry/"):
        method = as_user(chen).post if path else as_user(chen).get
        assert method(f"/jobs/{job.uuid}/{path}").status_code == 404

    assert as_user(lin).post(f"/jobs/{job.uuid}/cancel/").status_code == 302
    job.refresh_from_db()
    assert job.status == "cancelled"

    failed = start_job("count", by=lin, arguments={"steps": 1})
    Job.objects.filter(pk=failed.pk).update(status="failed", problem="No.")
    assert "Try again" in as_user(lin).get(f"/jobs/{failed.uuid}/").text
    as_user(lin).post(f"/jobs/{failed.uuid}/retry/")
    assert run(failed) == "done"
