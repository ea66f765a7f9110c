"""What was promised at a visit stays on Today until it is done, or dropped with a reason."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from visits.models import FollowUp
from visits.services.follow_up import add_follow_up, drop_follow_up, finish_follow_up

pytestmark = pytest.mark.req("VIS-05b")


@pytest.fixture
def promised(lin, zhou, today, policy):
    return add_follow_up(
        zhou.customer, what="Bring the leaflets", due_on=today - timedelta(days=1), by=lin
    )


def test_it_stands_on_today_until_it_is_done(promised, as_user, lin):
    phone = as_user(lin)
    assert "Bring the leaflets" in phone.get("/").text

    phone.post(
        reverse("visits:follow_up_done", args=[promised.uuid]), {"evidence": "Handed over, signed"}
    )

    assert "Bring the leaflets" not in phone.get("/").text
    promised.refresh_from_db()
    assert promised.evidence == "Handed over, signed"
    assert promised.history.first().action == "follow_up.finish"


def test_done_needs_evidence_and_dropped_a_reason(promised, lin):
    with pytest.raises(ValidationError):
        finish_follow_up(promised, evidence=" ", by=lin)
    with pytest.raises(ValidationError):
        drop_follow_up(promised, because=" ", by=lin)


def test_what_is_closed_is_not_closed_again(promised, lin):
    drop_follow_up(promised, because="She retired", by=lin)

    with pytest.raises(ValidationError):
        finish_follow_up(promised, evidence="Done after all", by=lin)


def test_only_its_owner_closes_it(promised, shen):
    with pytest.raises(PermissionDenied):
        finish_follow_up(promised, evidence="I did it", by=shen)


def test_one_is_added_by_hand_on_the_customers_page(as_user, lin, zhou, today):
    url = reverse("visits:follow_up_new", args=[zhou.customer.uuid])

    as_user(lin).post(url, {"what": "Ask about June", "due_on": today.isoformat()})

    assert [row.what for row in FollowUp.objects.all()] == ["Ask about June"]


def test_the_list_shows_open_ones_first_and_closed_ones_on_demand(promised, as_user, lin):
    phone, url = as_user(lin), reverse("visits:follow_up_list")
    drop_follow_up(promised, because="She retired", by=lin)

    assert "Bring the leaflets" not in phone.get(url).text
    assert "She retired" in phone.get(url, {"state": "closed"}).text
