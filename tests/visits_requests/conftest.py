"""What Zhou asked Lin, and how fast we promised to answer."""

import datetime

import pytest

from tests.factories import COMPANY_ZONE, LONG_AGO
from visits.models import ServiceLevel
from visits.services.request import raise_request


@pytest.fixture
def service_levels(arrange):
    with arrange():
        for tier, response, resolution in [("", 16, 45), ("strategic", 8, 27)]:
            ServiceLevel.objects.create(
                kind="medical_inquiry",
                tier=tier,
                department="medical",
                response_hours=response,
                resolution_hours=resolution,
                valid_from=LONG_AGO,
            )


@pytest.fixture
def inquiry(lin, zhou, product, service_levels, mo):
    return raise_request(
        zhou.customer,
        kind="medical_inquiry",
        words="肾小球滤过率低于三十的患者有亚组数据吗？",
        product=product,
        by=lin,
    )


@pytest.fixture
def friday_evening():
    """One business hour before the weekend."""
    return datetime.datetime(2026, 11, 20, 17, 0, tzinfo=COMPANY_ZONE)
