"""An tries the next visit policy on last month's visits before it holds: which would change, and why."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Job
from accounts.services.job import run_job
from visits.models import Effectiveness, VisitPolicy

pytestmark = pytest.mark.req("VIS-07")
STRICT = {
    "criteria": ["objective", "duration"],
    "minimum_minutes": 45,
    "submit_within_hours": 24,
    "back_date_days": 7,
}


@pytest.fixture
def asked(policy):
    day = timezone.localdate() + timezone.timedelta(days=1)
    return STRICT | {"valid_from": f"{day}"}


@pytest.fixture
def trial(as_user, an, submitted, asked):
    answer = as_user(an).post(reverse("visits:policy_new"), asked | {"try": "1"})
    job = Job.objects.get(kind="visits.try_policy")
    assert answer["Location"] == reverse("visits:policy_trial", args=[job.uuid])
    run_job(job.pk)
    job.refresh_from_db()
    return job


def test_the_trial_counts_what_would_change_and_says_why(trial, submitted):
    assert trial.result == {
        "judged": 1,
        "effective": 0,
        "gained": 0,
        "lost": 1,
        "reasons": {"duration": 1},
        "changed": [
            {"visit": str(submitted.uuid), "day": f"{submitted.day}", "missed": ["duration"]}
        ],
    }


def test_nothing_is_changed_by_it(trial, submitted):
    assert (VisitPolicy.objects.count(), Effectiveness.objects.get().is_effective) == (1, True)


def test_who_may_not_see_the_visit_reads_its_day_alone(as_user, an, trial, submitted):
    page = as_user(an).get(reverse("visits:policy_trial", args=[trial.uuid])).text

    assert "1 visit would no longer be effective" in page
    assert (f"{submitted.day}" in page, "周岚" in page) == (True, False)


def test_what_was_tried_is_put_in_force_or_changed_first(as_user, an, trial, asked):
    desk = as_user(an)
    form = desk.get(reverse("visits:policy_trial", args=[trial.uuid])).context["form"]
    values = {field.html_name: field.value() for field in form}
    changed = desk.post(reverse("visits:policy_new"), values | {"change": "1"})
    assert (changed.status_code, VisitPolicy.objects.count()) == (200, 1)

    desk.post(reverse("visits:policy_new"), values)
    newest = VisitPolicy.objects.first()
    assert (newest.version, newest.criteria, newest.minimum_minutes) == (
        5,
        ["objective", "duration"],
        45,
    )


def test_a_trial_is_its_authors(as_user, wen, lin, trial):
    address = reverse("visits:policy_trial", args=[trial.uuid])

    assert [as_user(who).get(address).status_code for who in (wen, lin)] == [403, 403]
