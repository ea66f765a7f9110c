"""Marketing writes a playbook: a draft, item by item, in force from a day on; earlier versions stay."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from customers.models import Playbook
from customers.services import playbook as verbs
from tests.factories import LONG_AGO

PAGE = "/playbooks/of/strategic/doctor/"


@pytest.fixture
def tomorrow():
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def draft(xiang):
    return verbs.draft_playbook(tier="strategic", customer_type="doctor", by=xiang)


@pytest.mark.req("CUS-05")
def test_a_draft_is_filled_and_put_in_force_on_its_page(as_user, xiang, tomorrow):
    browser = as_user(xiang)
    browser.post(f"{PAGE}draft/")
    draft = Playbook.objects.get()
    item = {"kind": "literature", "times": 1, "period": "month", "needs_note": "on"}
    browser.post(f"/playbooks/{draft.uuid}/items/", item)
    browser.post(f"/playbooks/{draft.uuid}/in-force/", {"valid_from": tomorrow.isoformat()})

    page = browser.get(PAGE).text
    assert "Literature digest" in page
    draft.refresh_from_db()
    assert (draft.status, draft.valid_from) == ("live", tomorrow)
    assert [row.action for row in draft.history.order_by("history_id")] == [
        "playbook.draft",
        "playbook.put_in_force",
    ]


@pytest.mark.req("CUS-05")
def test_the_next_version_begins_with_the_items_of_the_one_before_which_stays(
    xiang, in_force, tomorrow
):
    first = in_force("strategic", "doctor", {"kind": "visit", "times": 4}, {"kind": "policy"})
    second = verbs.draft_playbook(tier="strategic", customer_type="doctor", by=xiang)
    verbs.remove_item(second.items.get(kind="policy"), by=xiang)
    verbs.add_item(second, kind="study", period="half_year", by=xiang)
    verbs.put_in_force(second, valid_from=tomorrow, by=xiang)

    versions = Playbook.objects.order_by("version")
    assert [(row.version, row.valid_from, row.valid_to) for row in versions] == [
        (1, LONG_AGO, tomorrow - timedelta(days=1)),
        (2, tomorrow, None),
    ]
    assert [str(item) for item in first.items.all()] == ["Visit", "Policy-impact analysis"]
    assert [str(item) for item in second.items.all()] == ["Visit", "Clinical-study cooperation"]


@pytest.mark.req("CUS-05")
def test_what_is_in_force_is_changed_by_nobody(xiang, in_force):
    playbook = in_force("basic", "pharmacist", {"kind": "ordering"})

    for change in [
        lambda: verbs.add_item(playbook, kind="display", by=xiang),
        lambda: verbs.edit_item(playbook.items.get(), times=2, by=xiang),
        lambda: verbs.remove_item(playbook.items.get(), by=xiang),
        lambda: verbs.discard_playbook(playbook, by=xiang),
    ]:
        with pytest.raises(ValidationError, match="Only a draft can be changed"):
            change()


@pytest.mark.req("CUS-05")
def test_there_is_one_draft_at_a_time_and_a_discarded_one_makes_room(xiang, draft):
    again = verbs.draft_playbook(tier="strategic", customer_type="doctor", by=xiang)
    verbs.discard_playbook(draft, by=xiang)
    fresh = verbs.draft_playbook(tier="strategic", customer_type="doctor", by=xiang)

    assert (again.pk, fresh.version) == (draft.pk, 2)


@pytest.mark.req("CUS-05")
def test_it_begins_with_a_day_ahead(xiang, draft):
    with pytest.raises(ValidationError) as refusal:
        verbs.put_in_force(draft, valid_from=timezone.localdate(), by=xiang)

    assert refusal.value.message_dict == {"valid_from": ["Choose tomorrow or a later day."]}


@pytest.mark.req("CUS-05")
def test_a_wrong_item_is_refused_beside_its_field_and_nothing_is_lost(as_user, xiang, draft):
    answer = as_user(xiang).post(
        f"/playbooks/{draft.uuid}/items/",
        {"kind": "other", "times": 30, "period": "month", "instructions": "By the book"},
    )

    assert "less than or equal to 12" in answer.text
    assert "By the book" in answer.text
    assert draft.items.count() == 0


@pytest.mark.req("CUS-05")
def test_a_rep_reads_what_is_in_force_and_neither_sees_nor_writes_drafts(as_user, lin, draft):
    browser = as_user(lin)

    assert "No playbook yet" in browser.get(PAGE).text
    assert browser.post(f"/playbooks/{draft.uuid}/discard/").status_code == 404
    assert browser.post(f"{PAGE}draft/").status_code == 403
    with pytest.raises(PermissionDenied):
        verbs.draft_playbook(tier="basic", customer_type="doctor", by=lin)


@pytest.mark.req("CUS-05")
@pytest.mark.parametrize("path", ["platinum/doctor", "basic/other"])
def test_a_cell_that_is_none_does_not_exist(as_user, lin, path):
    assert as_user(lin).get(f"/playbooks/of/{path}/").status_code == 404


@pytest.mark.req("CUS-05")
def test_all_playbooks_are_one_page(as_user, lin, in_force, django_assert_max_num_queries):
    for tier in ["strategic", "growth", "basic"]:
        in_force(tier, "doctor", {"kind": "visit"}, {"kind": "peer"})

    browser = as_user(lin)
    with django_assert_max_num_queries(12):
        page = browser.get("/playbooks/").text
    assert page.count("2 items") == 3
