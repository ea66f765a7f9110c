"""The worker's application. Its rhythm is settings.CELERY_BEAT_SCHEDULE."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharmacrm.settings")

app = Celery("pharmacrm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
