"""Lin prepares her visit to Zhou with a leaflet that Mo approved."""

from dataclasses import replace

import pytest

from compliance.services.material import create_material
from tests.compliance_content.conftest import (  # noqa: F401
    answer,
    approve,
    draft,
    files,
    leaflet,
    question,
    version,
    xiang,
)
from tests.visits.conftest import complete, planned, policy, today, topic  # noqa: F401
from visits.services.preparation import prepare_visit


@pytest.fixture
def prepared(planned, version, lin):  # noqa: F811
    return prepare_visit(
        planned,
        objective="She tries it with two new patients",
        objective_measure="two prescriptions",
        materials=(version,),
        by=lin,
    )


@pytest.fixture
def showing(complete, version):  # noqa: F811
    """A complete record on which the leaflet was shown."""
    return replace(complete, materials=(version,))


@pytest.fixture
def for_pharmacists(approve, product, xiang):  # noqa: F811
    guide = create_material(
        title="Guide",
        kind="education",
        audience=["pharmacist", "shop_manager"],
        products=[product],
        by=xiang,
    )
    return approve(guide)
