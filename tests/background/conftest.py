"""A job that counts, and a reminder that is needed until somebody says otherwise."""

import pytest
from django.utils.translation import gettext_lazy as _

from accounts.models import Notification
from accounts.services import job as jobs
from accounts.services import notification, reminder
from accounts.services.reminder import Reminding
from tests.background import kinds


@pytest.fixture
def counting(monkeypatch):
    declared = jobs.Runner(kinds.count_up, _("Counting"), lambda job: "/customers/")
    monkeypatch.setitem(jobs.RUNNERS, "count", declared)


@pytest.fixture
def counted():
    """The steps of a job that left something behind, in order."""

    def steps(job):
        keys = Notification.objects.filter(kind="count", key__startswith=str(job.uuid))
        return sorted(int(key.rpartition(":")[2]) for key in keys.values_list("key", flat=True))

    return steps


@pytest.fixture
def overdue(monkeypatch):
    """{subject: what to say}: the kind "overdue" is needed for these subjects only."""
    needed = {}
    text = _("%(customer)s: due on %(day)s")
    monkeypatch.setitem(
        notification.KINDS, "overdue", notification.NotificationKind(text, icon="clock")
    )
    monkeypatch.setitem(
        reminder.NEEDED,
        "overdue",
        lambda row: needed.get(row.subject) and Reminding(needed[row.subject], url="/visits/"),
    )
    return needed
