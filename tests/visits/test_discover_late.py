"""A filing turns out not to have held: the night finds the visits of those days, each once (RSK-28, RSK-29)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.filing_history import FilingHistory
from accounts.models import RepFiling
from accounts.services.filing import filings_in_force, withdraw_filing
from compliance.models import Alert
from compliance.services.evaluation import evaluate_by_night
from tests import factories

DAY = timedelta(days=1)


@pytest.fixture
def filing(lin):
    """As if it had been filed long ago."""
    filing = RepFiling.objects.get(user=lin)
    with factories.deed("test.arrange", by=factories.TESTS):
        filing.status_on = factories.LONG_AGO
        filing.save()
    return filing


@pytest.fixture
def ten_days(logged_on, policy):
    """Lin's visits of the last ten days, the oldest first, as they were in order then."""
    now = timezone.now() - timedelta(hours=1)
    policy.back_date_days = 30
    with factories.deed("test.arrange", by=factories.TESTS):
        policy.save()
    return [logged_on(now - n * DAY) for n in range(9, -1, -1)]


def alerts(rule):
    evaluate_by_night()
    return {alert.subject for alert in Alert.objects.filter(rule=rule)}


@pytest.mark.req("RSK-28")
def test_withdrawn_on_day_ten_with_effect_from_day_five_alerts_those_days_once(
    wen, filing, ten_days
):
    assert alerts("RSK-28") == set()

    withdraw_filing(filing, on=ten_days[4].day, because="Left in June", by=wen)

    late = {str(visit.uuid) for visit in ten_days[4:]}
    assert alerts("RSK-28") == late
    assert alerts("RSK-28") == late
    assert Alert.objects.filter(rule="RSK-28").count() == 6


@pytest.mark.req("RSK-29")
def test_a_category_taken_out_of_the_filing_alerts_the_visits_that_stood_on_it(
    wen, filing, ten_days
):
    with factories.deed("test.arrange", by=factories.TESTS):
        filing.categories = ["oncology"]
        filing.save()

    assert alerts("RSK-29") == {str(visit.uuid) for visit in ten_days}
    assert Alert.objects.filter(rule="RSK-29").first().words == {"products": "VEL"}


@pytest.mark.req("RSK-28", "CN-002")
def test_the_many_are_answered_as_the_one_is(wen, lin, filing, ten_days):
    withdraw_filing(filing, on=ten_days[4].day, because="x", by=wen)
    history = FilingHistory([lin.pk])

    for visit in ten_days:
        assert history.in_force(lin.pk, visit.day) == filings_in_force(lin, visit.day)
