"""What the worker calls; each may be called again at any time."""

from celery import shared_task

from analytics.services import dirty_day


@shared_task
def refresh_dirty_days():
    dirty_day.refresh()
