"""A saved filter is listed, renamed and shared by its owner, and read by the team it is shared with."""

import pytest

from customers.models import Segment
from customers.services.segment import save_segment


@pytest.fixture
def segment(shen, territories):
    return save_segment(
        name="Strategic", query="tier=strategic", shared_with=territories["E1"], by=shen
    )


def listed(browser):
    return [row.name for row in browser.get("/customers/segments/all/").context["segments"]]


@pytest.mark.req("CUS-13")
def test_the_team_finds_it_in_its_list_and_others_do_not(as_user, lin, chen, segment):
    assert (listed(as_user(lin)), listed(as_user(chen))) == (["Strategic"], [])
    assert 'href="/customers/?tier=strategic"' in as_user(lin).get("/customers/segments/all/").text


@pytest.mark.req("CUS-13")
def test_its_owner_renames_it_and_keeps_it_for_herself(as_user, shen, lin, segment):
    browser, address = as_user(shen), f"/customers/segments/{segment.uuid}/"
    shown = browser.get(address).context["form"]
    assert shown["shared_with"].value() == segment.shared_with_id

    browser.post(address, {"name": "Key doctors", "shared_with": ""})

    assert (listed(browser), listed(as_user(lin))) == (["Key doctors"], [])
    assert [row.action for row in Segment.history.order_by("pk")] == [
        "segment.save",
        "segment.edit",
    ]


@pytest.mark.req("CUS-13")
def test_nobody_else_renames_it_and_no_bad_name_is_kept(as_user, lin, chen, shen, segment):
    address = f"/customers/segments/{segment.uuid}/"
    assert as_user(lin).get(address).status_code == 403
    assert as_user(lin).post(address, {"name": "Mine"}).status_code == 403
    assert as_user(chen).get(address).status_code == 404
    assert as_user(shen).post(address, {"name": " "}).status_code == 422
    assert Segment.objects.get().name == "Strategic"


@pytest.mark.req("CUS-13")
def test_a_removed_one_is_gone_for_all(as_user, shen, lin, segment):
    browser = as_user(shen)
    browser.post(f"/customers/segments/{segment.uuid}/remove/")

    assert (listed(browser), listed(as_user(lin))) == ([], [])
    assert browser.get(f"/customers/segments/{segment.uuid}/").status_code == 404
