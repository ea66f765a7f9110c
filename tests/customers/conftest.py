"""What Lin is told of Zhou's work."""

import datetime

import pytest
from django.utils import timezone

from customers.services.persona_fact import note_fact

CONCEPT = "重视长期依从性，单药起始"


@pytest.fixture
def note(lin, zhou):
    """note("patients", "高龄", days=200): what Lin was told of Zhou so long ago."""

    def tell(kind="treatment_concept", value=CONCEPT, *, days=0, person=None, by=lin, **more):
        more = {"source": "visit"} | more
        customer = (person or zhou).customer
        day = timezone.localdate() - datetime.timedelta(days=days)
        return note_fact(customer, kind=kind, value=value, known_on=day, by=by, **more)

    return tell
