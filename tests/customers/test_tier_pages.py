"""Shen looks at the grid of her district, follows a figure, and decides; An publishes the next version."""

import pytest

from customers.models import ScoringModel
from customers.services.tier import tier_on
from tests import factories
from tests.customers.tiering import TODAY, YESTERDAY, change, live_model, night, waiting

pytestmark = pytest.mark.req("CUS-04")


@pytest.fixture
def model(zhou, gu):
    model = live_model()
    night(model, YESTERDAY)
    return model


def cells_of(page):
    return {
        cell.code: (cell.tier, cell.count, cell.came, cell.left)
        for line in page.context["grid"].lines
        for cell in line.cells
        if cell.count or cell.came or cell.left
    }


def test_the_grid_counts_ones_own_customers_and_leads_to_them(model, as_user, shen, zhou):
    page = as_user(shen).get("/tiers/")

    assert cells_of(page) == {"high-low": ("growth", 1, 1, 0)}
    url = page.context["grid"].lines[2].cells[2].url
    assert url == "/customers/?cell=high-low"
    rows = as_user(shen).get(url).context["page"].rows
    assert [row.pk for row in rows] == [zhou.pk]


def test_a_mover_shows_the_score_before_and_now(model, as_user, shen, zhou):
    change(zhou, title="住院医师")
    night(model)

    page = as_user(shen).get("/tiers/")

    assert cells_of(page) == {"mid-low": ("basic", 1, 1, 0), "high-low": ("growth", 0, 0, 1)}
    (mover,) = page.context["grid"].lines[2].cells[1].movers
    assert (mover.proposal.customer, mover.before, mover.now) == (zhou.customer, 100, 55)


def test_a_past_day_is_shown_as_it_was(model, as_user, shen, zhou):
    change(zhou, title="住院医师")
    night(model)
    browser = as_user(shen)

    page = browser.get("/tiers/", {"on": YESTERDAY.isoformat()})

    assert cells_of(page) == {"high-low": ("growth", 1, 0, 0)}
    url = f"/customers/?on={YESTERDAY.isoformat()}&cell=high-low"
    assert page.context["grid"].lines[2].cells[2].url == url
    assert [row.pk for row in browser.get(url).context["page"].rows] == [zhou.pk]
    today = browser.get("/customers/", {"cell": "high-low"})
    assert today.context["page"].rows == []


def test_the_list_of_a_tier_can_be_asked_for_a_past_day(model, as_user, shen, zhou):
    browser = as_user(shen)
    browser.post(
        "/tiers/proposals/decide/", {"proposals": waiting(zhou).uuid, "decision": "approve"}
    )

    def strategic(**on):
        rows = browser.get("/customers/", {"tier": "strategic"} | on).context["page"].rows
        return [row.pk for row in rows]

    assert (strategic(), strategic(on=YESTERDAY.isoformat())) == ([], [zhou.pk])


def test_the_grid_asks_as_often_for_one_customer_as_for_many(
    model, as_user, shen, territories, django_assert_max_num_queries
):
    for number in range(5):
        factories.PersonFactory(name=f"李{number}", territory=territories["E11"])
    night(model)
    browser = as_user(shen)
    with django_assert_max_num_queries(14):
        page = browser.get("/tiers/")
    assert page.context["waiting"] == 6


def test_chosen_proposals_are_decided_at_once_and_the_page_comes_back(model, as_user, shen, zhou):
    answer = as_user(shen).post(
        "/tiers/proposals/decide/",
        {
            "proposals": waiting(zhou).uuid,
            "decision": "approve",
            "because": "Reviewed",
            "back": "/tiers/?territory=E1",
        },
    )

    assert (answer.status_code, answer.headers["Location"]) == (302, "/tiers/?territory=E1")
    assert tier_on(zhou.customer, TODAY) == "growth"


def test_a_rejection_without_a_reason_comes_back_with_what_was_chosen(model, as_user, shen, zhou):
    answer = as_user(shen).post(
        "/tiers/proposals/decide/", {"proposals": waiting(zhou).uuid, "decision": "reject"}
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "because": ["Say why: the reason stays in the customer's history."]
    }
    assert answer.context["proposals"] == [waiting(zhou)]


def test_another_districts_proposal_is_not_there_and_a_rep_decides_nothing(
    model, as_user, shen, lin, gu, zhou
):
    assert as_user(shen).get(f"/tiers/proposals/{waiting(gu).uuid}/").status_code == 404
    answer = as_user(shen).post(
        "/tiers/proposals/decide/", {"proposals": waiting(gu).uuid, "decision": "approve"}
    )
    assert (answer.status_code, waiting(gu).status) == (422, "waiting")
    said = {"proposals": waiting(zhou).uuid, "decision": "approve"}
    assert as_user(lin).post("/tiers/proposals/decide/", said).status_code == 403


def test_the_list_shows_what_was_decided_and_goes_as_a_file(model, as_user, shen, zhou):
    browser = as_user(shen)
    proposal = waiting(zhou)
    browser.post("/tiers/proposals/decide/", {"proposals": proposal.uuid, "decision": "approve"})

    assert browser.get("/tiers/proposals/").context["page"].rows == []
    assert browser.get("/tiers/proposals/?state=approved").context["page"].rows == [proposal]
    file = browser.get("/tiers/proposals/?state=all&format=csv")
    assert str(proposal.uuid) in b"".join(file.streaming_content).decode()


def test_the_page_of_a_customer_shows_score_and_proposal(model, as_user, lin, zhou):
    page = as_user(lin).get(f"/customers/{zhou.customer.uuid}/?tab=tiers")

    assert page.context["score"].value == 100
    assert page.context["proposal"] == waiting(zhou)


def test_without_a_model_the_page_says_what_is_missing(as_user, shen, zhou):
    assert "No scoring model held on that day" in as_user(shen).get("/tiers/").text


def test_a_version_goes_from_draft_to_live(model, as_user, shen, an, zhou):
    manager, admin = as_user(shen), as_user(an)
    manager.post("/tiers/models/new/")
    draft = ScoringModel.objects.get(status="draft")
    address = f"/tiers/models/{draft.uuid}/"

    manager.post(f"{address}edit/?part=person.doctor", {"title": 100, "place": 0, "field": 100})
    manager.post(f"{address}edit/?part=cells", {**cells(draft), "value_high": 101})
    draft.refresh_from_db()
    assert (draft.weights["person.doctor"], draft.value_high) == ({"title": 100, "field": 100}, 65)

    moves = manager.post(f"{address}try/", follow=True)
    assert [(move.customer, move.tier_to) for move in moves.context["moves"]] == [
        (zhou.customer, "growth")
    ]
    refused = admin.post(f"{address}publish/", {"valid_from": TODAY, "because": ""})
    assert refused.status_code == 422
    admin.post(f"{address}publish/", {"valid_from": TODAY, "because": "Yearly review"})
    draft.refresh_from_db()
    assert (draft.status, draft.published_by) == ("live", an)


def cells(draft):
    names = ["value_mid", "value_high", "need_mid", "need_high"]
    return draft.cells | {name: getattr(draft, name) for name in names}


def test_weights_that_do_not_add_up_come_back_as_they_were_typed(model, as_user, shen):
    manager = as_user(shen)
    manager.post("/tiers/models/new/")
    draft = ScoringModel.objects.get(status="draft")

    answer = manager.post(
        f"/tiers/models/{draft.uuid}/edit/?part=person.doctor", {"title": 60, "field": 100}
    )

    assert answer.context["form"].non_field_errors() == [
        "Doctor, Value contribution: the weights add up to 60 %, not to 100 %."
    ]
    assert answer.context["form"]["title"].value() == "60"


def test_a_draft_is_nobodys_but_those_who_work_on_it(model, as_user, shen, lin):
    as_user(shen).post("/tiers/models/new/")
    draft = ScoringModel.objects.get(status="draft")

    assert as_user(lin).get(f"/tiers/models/{draft.uuid}/").status_code == 404
    assert as_user(lin).get("/tiers/models/").status_code == 200
    assert as_user(lin).post("/tiers/models/new/").status_code == 403
