"""The pages: from the list to the preview, the decision, what came of it, and back."""

import pytest

from customers.models import BulkChange, Tag
from customers.services import bulk_change
from customers.services.tag import edit_tag, put_tag
from tests import factories
from tests.customers_bulk.conftest import finish, keys, tagged


@pytest.fixture
def address(tag):
    return f"/customers/bulk/?kind=person&do=tag_add&to-tag={tag.uuid}"


@pytest.mark.req("CUS-13")
def test_lin_goes_from_her_list_to_the_deed_and_back_again(as_user, lin, tag, three, address):
    browser = as_user(lin)
    assert "/customers/bulk/?kind=person" in browser.get("/customers/?kind=person").text
    choosing = browser.get("/customers/bulk/?kind=person").text
    assert ("2 customers" in choosing, "Kind: Person" in choosing) == (True, True)

    page = browser.get(address)
    assert [row.name for row in page.context["rows"]] == ["安然", "周岚"]
    assert tagged(tag) == set()

    answer = browser.post(address, {"because": "Round", "expected": 2})
    change = BulkChange.objects.get()
    assert answer.url == f"/bulk-changes/{change.uuid}/"
    assert (change.whom, change.query, change.what) == (
        "Kind: Person",
        "kind=person",
        "Put the tag “教学医院” on",
    )
    assert "progress" in browser.get(answer.url).text
    finish(change)
    done = browser.get(answer.url).text
    assert ("安然" in done, "Take it back" in done) == (True, True)
    assert "教学医院" in browser.get("/customers/").text
    assert "教学医院" in browser.get(f"/customers/{three[0].uuid}/").text

    browser.post(f"{answer.url}undo/", {"because": "A mistake"})
    change.refresh_from_db()
    finish(change)
    assert (tagged(tag), BulkChange.objects.get().status) == (set(), "undone")
    assert "Take it back" not in browser.get(answer.url).text


@pytest.mark.req("CUS-13")
def test_nothing_is_lost_when_the_reason_is_missing_or_the_list_became_another(
    as_user, lin, tag, three, address
):
    browser = as_user(lin)
    without = browser.post(address, {"because": "", "expected": 2})
    assert (without.status_code, "This field is required" in without.text) == (422, True)

    put_tag([three[2].pk], tag, by=lin)
    other = browser.post(address, {"because": "Round", "expected": 2})
    assert other.status_code == 422
    assert "1 customer would change now. Look at it again." in other.text
    assert not BulkChange.objects.exists()


@pytest.mark.req("CUS-13")
@pytest.mark.parametrize(
    "query",
    [
        "do=tag_add&to-tag=nothing",
        "do=owner&to-source=E11&to-target=E12&to-on=2026-13-01",
        "do=unknown",
        "status=nonsense&do=tag_add",
        "tag=nonsense",
    ],
)
def test_a_mangled_address_is_answered_and_changes_nothing(as_user, lin, shen, three, query):
    for user in (lin, shen):
        browser = as_user(user)
        assert browser.get(f"/customers/bulk/?{query}").status_code in {200, 422}
        browser.post(f"/customers/bulk/?{query}", {"because": "Round", "expected": 3})
    assert not BulkChange.objects.exists()


@pytest.mark.req("CUS-13")
def test_a_filter_that_cannot_be_read_chooses_nobody(as_user, lin, three, tag):
    page = as_user(lin).get(f"/customers/bulk/?tier=platinum&do=tag_add&to-tag={tag.uuid}")

    assert (page.context["number"], "This filter can't be read" in page.text) == (0, True)


@pytest.mark.req("CUS-13")
def test_more_than_fit_are_told_to_narrow_the_list(as_user, lin, three, address, monkeypatch):
    monkeypatch.setattr(bulk_change, "MOST", 1)

    assert "At most 1 customers at a time" in as_user(lin).get(address).text


@pytest.mark.req("CUS-13")
def test_each_role_is_offered_what_it_may_do(as_user, lin, shen, mo, three):
    def offered(user):
        page = as_user(user).get("/customers/bulk/")
        return page.context and [action.name for action in page.context.get("offered", [])]

    assert offered(lin) == ["tag_add", "tag_remove"]
    assert offered(shen) == ["tag_add", "tag_remove", "owner", "care"]
    assert as_user(mo).get("/customers/bulk/").status_code == 403


@pytest.mark.req("CUS-13")
def test_a_manager_sees_what_her_people_did_and_strangers_do_not(
    as_user, lin, shen, chen, director, tag, three, act
):
    change = act("tag_add", {"tag": str(tag.uuid)}, three, by=lin)
    one = f"/bulk-changes/{change.uuid}/"

    assert as_user(chen).get(one).status_code == 404
    assert as_user(chen).post(f"{one}undo/", {"because": "No"}).status_code == 404
    assert as_user(shen).get(one).status_code == 200
    assert as_user(director).post(f"{one}undo/", {"because": "No"}).status_code == 403
    assert len(as_user(shen).get("/bulk-changes/").context["page"].rows) == 1
    assert as_user(chen).get("/bulk-changes/").context["page"].rows == []
    assert len(as_user(shen).get("/bulk-changes/?kind=owner").context["page"].rows) == 0
    assert len(as_user(shen).get("/bulk-changes/?status=applied").context["page"].rows) == 1
    assert as_user(shen).get("/bulk-changes/?mine=1").context["page"].rows == []
    assert (
        "For the ward round" in as_user(shen).get("/bulk-changes/?format=csv").getvalue().decode()
    )


@pytest.mark.req("CUS-13")
def test_the_list_is_narrowed_by_a_tag(as_user, lin, tag, three):
    put_tag([three[0].pk], tag, by=lin)

    rows = as_user(lin).get(f"/customers/?tag={tag.uuid}").context["page"].rows
    assert [row.name for row in rows] == ["周岚"]
    file = as_user(lin).get(f"/customers/?tag={tag.uuid}&format=csv")
    _heading, line = file.getvalue().decode().splitlines()
    assert line.split(",")[-2] == "教学医院"


@pytest.mark.req("CUS-13")
def test_tags_are_made_renamed_and_retired(as_user, lin, tag, three):
    browser = as_user(lin)
    put_tag(keys(three), tag, by=lin)
    assert browser.post("/tags/new/", {"name": "教学医院"}).status_code == 422
    browser.post("/tags/new/", {"name": "本季重点"})
    assert [(one.name, one.number) for one in browser.get("/tags/").context["tags"]] == [
        ("教学医院", 3),
        ("本季重点", 0),
    ]

    browser.post(f"/tags/{tag.uuid}/", {"name": "区域教学医院", "is_archived": "on"})
    tag.refresh_from_db()
    assert (tag.name, tag.is_archived) == ("区域教学医院", True)
    assert "区域教学医院" not in browser.get("/customers/").text
    edit_tag(tag, is_archived=False, by=lin)
    assert "区域教学医院" in browser.get("/customers/").text


@pytest.mark.req("CUS-13")
def test_who_may_only_read_reads_the_tags(as_user, mo, tag):
    assert tag.name in as_user(mo).get("/tags/").text
    assert as_user(mo).get("/tags/new/").status_code == 403
    assert as_user(mo).post(f"/tags/{tag.uuid}/", {"name": "X"}).status_code == 403
    assert Tag.objects.get().name == "教学医院"


@pytest.mark.req("CUS-13")
def test_a_list_of_tagged_customers_asks_as_often_for_one_as_for_ten(
    as_user, lin, tag, three, territories, django_assert_max_num_queries
):
    browser = as_user(lin)
    browser.get("/customers/")
    with django_assert_max_num_queries(12) as few:
        browser.get("/customers/")
    more = [factories.PersonFactory(territory=territories["E11"]).customer for _ in range(10)]
    put_tag(keys(more), tag, by=lin)
    with django_assert_max_num_queries(12) as many:
        browser.get("/customers/")

    assert len(few) == len(many)
