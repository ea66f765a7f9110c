"""Programs read tiers of any day, scores and proposals, decide, and carry a version from draft to live."""

import pytest

from customers.models import ScoringModel
from tests.api.conftest import uuids
from tests.customers.tiering import TODAY, YESTERDAY, live_model, night, waiting

pytestmark = pytest.mark.req("CUS-04")


@pytest.fixture
def model(zhou, gu):
    model = live_model()
    night(model)
    return model


def test_a_decision_changes_the_tier_of_today_and_yesterday_keeps_its_own(
    model, program, shen, zhou
):
    shens, proposal = program(shen), waiting(zhou)

    said = shens.post(f"tier-proposals/{proposal.uuid}/approve/", {"because": "Reviewed"}).json()

    assert (said["status"], said["tier_to"], said["decided_by"]) == (
        "approved",
        "growth",
        str(shen.uuid),
    )
    tiers = {
        day: [row["tier"] for row in shens.get("tiers/", on=day.isoformat()).json()["results"]]
        for day in (YESTERDAY, TODAY)
    }
    assert tiers == {YESTERDAY: ["strategic"], TODAY: ["growth"]}


def test_scores_are_read_for_a_day(model, program, shen, zhou):
    shens = program(shen)

    (score,) = shens.get("tier-scores/", on=TODAY.isoformat()).json()["results"]

    assert (score["customer"], score["value"], score["need"], score["cell"]) == (
        str(zhou.customer.uuid),
        100,
        30,
        "high-low",
    )
    assert shens.get("tier-scores/", on=YESTERDAY.isoformat()).json()["results"] == []


def test_several_are_decided_at_once_and_a_rejection_needs_a_reason(model, program, shen, zhou):
    shens, proposal = program(shen), waiting(zhou)
    said = {"proposals": [str(proposal.uuid)], "decision": "reject"}

    assert shens.post("tier-proposals/decide/", said).status_code == 409
    said["because"] = "Only for now"
    assert shens.post("tier-proposals/decide/", said).json() == {"decided": 1}
    assert uuids(shens.get("tier-proposals/", status="rejected")) == [proposal.uuid]


def test_what_belongs_to_another_region_is_not_there(model, program, shen, gu):
    answer = program(shen).post(f"tier-proposals/{waiting(gu).uuid}/approve/", {})
    assert answer.status_code == 404


def test_a_version_is_drafted_changed_tried_and_published_by_another(model, program, shen, an):
    shens, ans = program(shen), program(an)
    uuid = shens.post("scoring-models/", {}).json()["uuid"]

    shens.patch(f"scoring-models/{uuid}/", {"value_high": 70})
    assert shens.post(f"scoring-models/{uuid}/try/", {}).json()["trial"]["on"] == TODAY.isoformat()
    assert shens.post(f"scoring-models/{uuid}/publish/", {"because": "x"}).status_code == 403
    said = ans.post(f"scoring-models/{uuid}/publish/", {"because": "Yearly review"}).json()

    assert (said["status"], said["value_high"]) == ("live", 70)
    assert ScoringModel.objects.get(version=1).status == "ended"
