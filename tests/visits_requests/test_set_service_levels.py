"""An administrator says how fast what is answered."""

import datetime

from visits.models import ServiceLevel
from visits.services.service_level import promise_for

ROW = {
    "kind": "complaint",
    "tier": "",
    "department": "quality",
    "response_hours": 8,
    "resolution_hours": 45,
    "valid_from": "2036-01-01",
}


def test_from_the_page_to_the_promise(as_user, an, friday_evening):
    friday_evening = friday_evening.replace(year=2036, day=21)
    as_user(an).post("/service-levels/", ROW)

    promise = promise_for(kind="complaint", tier="growth", raised_at=friday_evening)
    assert promise.department == "quality"
    assert promise.respond_by == friday_evening + datetime.timedelta(days=2, hours=23)


def test_nothing_is_resolved_before_it_is_answered(as_user, an):
    response = as_user(an).post("/service-levels/", ROW | {"resolution_hours": 2})

    assert response.context["form"].errors.keys() == {"resolution_hours"}
    assert ServiceLevel.objects.count() == 0


def test_a_rep_reads_the_promises_and_sets_none(as_user, lin):
    assert as_user(lin).get("/service-levels/").status_code == 200
    assert as_user(lin).post("/service-levels/", ROW).status_code == 403
