"""On which days a visit may be submitted: the filing's term and the policy's limit, to the day."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import RepFiling
from tests.factories import COMPANY_ZONE
from visits.models import Visit
from visits.models.policy import IN_TIME
from visits.services.submission import log_visit, submit_visit

DAY = timedelta(days=1)


@pytest.fixture
def ten_on(today):
    """ten_on(n): ten in the morning, n days ago."""
    return lambda days: datetime.combine(today - days * DAY, time(10), COMPANY_ZONE)


def end_filing(user, day, arrange):
    filing = RepFiling.objects.get(user=user)
    with arrange():
        filing.valid_to = day
        filing.save()


@pytest.mark.req("GL-014")
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_late_means_after_the_policys_hours_wherever_it_is_read(logged_on, policy, arrange, zone):
    visit = logged_on(timezone.now() - timedelta(hours=23))
    in_time = Visit.objects.filter(IN_TIME)

    with timezone.override(zone):
        assert (visit.is_late, in_time.count()) == (False, 1)
        with arrange():
            visit.submitted_at += timedelta(hours=2)
            visit.save()
        assert (visit.is_late, in_time.count()) == (True, 0)


@pytest.mark.req("CN-002")
def test_a_visit_on_the_filings_last_day_is_accepted(logged_on, lin, today, ten_on, arrange):
    end_filing(lin, today - 2 * DAY, arrange)

    assert logged_on(ten_on(2)).status == "submitted"


@pytest.mark.req("CN-002")
def test_a_visit_on_the_day_after_is_refused_with_what_to_do(
    logged_on, lin, wen, today, ten_on, arrange
):
    end_filing(lin, today - 2 * DAY, arrange)

    with pytest.raises(ValidationError) as refusal:
        logged_on(ten_on(1))

    errors = refusal.value.error_dict
    assert [error.code for error in errors["__all__"]] == ["FILING_INVALID"]
    assert "温知礼" in errors["__all__"][0].message
    assert Visit.objects.count() == 0


@pytest.mark.req("CN-002")
def test_a_product_outside_the_filings_categories_is_refused(
    logged_on, lin, product, ten_on, arrange
):
    with arrange():
        product.category = "oncology"
        product.save()

    with pytest.raises(ValidationError) as refusal:
        logged_on(ten_on(1))

    assert [error.code for error in refusal.value.error_dict["__all__"]] == ["FILING_INVALID"]


@pytest.mark.req("VIS-04")
def test_the_last_day_of_the_policys_limit_is_accepted(logged_on, policy, ten_on, today):
    visit = logged_on(ten_on(policy.back_date_days))

    assert (visit.status, visit.day) == ("submitted", today - policy.back_date_days * DAY)


@pytest.mark.req("VIS-04")
def test_a_day_older_than_the_policys_limit_is_refused(logged_on, policy, ten_on):
    with pytest.raises(ValidationError) as refusal:
        logged_on(ten_on(policy.back_date_days + 1))

    assert list(refusal.value.message_dict) == ["started_at"]


def test_a_visit_belongs_to_the_day_on_which_it_began(planned, complete, lin, ten_on, today):
    start = ten_on(1)
    record = replace(complete, started_at=start, ended_at=start + timedelta(minutes=9))

    visit = submit_visit(planned, record=record, adverse_event=False, by=lin)

    assert (visit.day, visit.planned_on) == (today - DAY, today)


def test_without_a_policy_nothing_can_be_judged(lin, zhou, complete):
    with pytest.raises(ValidationError) as refusal:
        log_visit(zhou.customer, record=complete, adverse_event=False, by=lin)

    assert refusal.value.code == "POLICY_MISSING"
