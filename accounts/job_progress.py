"""Progress of a job that works in one long transaction, told beside it: inside, nobody would see it before the end."""

import time

from django.db import connection, connections

from accounts.models import Job
from accounts.services.job import JobStopped, job_progress

PAUSE = 1  # seconds between two messages


class ProgressBeside:
    """A function of (done, total), through a connection of its own. Raises JobStopped like job_progress.

    Where the caller is in a transaction already, the row may not be visible elsewhere: then it is told inside.
    """

    def __init__(self, job):
        self.job, self.told_at = job, 0.0

    def __enter__(self):
        self.beside = (
            None if connection.in_atomic_block else connections.create_connection("default")
        )
        return self

    def __exit__(self, *problem):
        if self.beside:
            self.beside.close()

    def __call__(self, done, total):
        if time.monotonic() - self.told_at < PAUSE and done < total:
            return
        self.told_at = time.monotonic()
        if self.beside is None:
            job_progress(self.job, done, total)
        elif not self._tell(done, total):
            raise JobStopped

    def _tell(self, done, total):
        with self.beside.cursor() as cursor:
            cursor.execute(
                f"UPDATE {Job._meta.db_table} SET done = %s, total = %s, alive_at = clock_timestamp()"
                " WHERE id = %s AND status = %s AND tries = %s",
                [done, total, self.job.pk, Job.Status.RUNNING, self.job.tries],
            )
            return cursor.rowcount
