"""What the web server loads. A production is not served under a role that could alter the record (LED-001)."""

import os

from django.conf import settings
from django.core.checks import run_checks
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharmacrm.settings")
application = get_wsgi_application()
if not settings.LOCAL:
    for problem in run_checks(tags=["roles"], include_deployment_checks=True):
        raise SystemExit(str(problem))
