"""The project: settings, addresses, workers and the launcher."""

from pharmacrm.celery import app as celery_app

__all__ = ["celery_app"]
