"""What an administrator and those who inspect do on the pages about people and territories."""

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Access, Email, Territory, User
from accounts.services.territory import join_territory
from tests.factories import UserFactory

TODAY = timezone.localdate()


def queries_of(browser, url):
    browser.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert browser.get(url).status_code == 200
    return len(seen)


@pytest.mark.req("GL-017")
@pytest.mark.parametrize(
    "url", ["/users/", "/territories/", "/filings/", "/products/", "/companies/", "/me/tokens/"]
)
def test_a_list_asks_the_database_as_often_for_many_as_for_one(an, lin, as_user, product, url):
    browser = as_user(an)
    few = queries_of(browser, url)
    territory = Territory.objects.get(code="E12")
    for _n in range(10):
        join_territory(UserFactory(roles=["rep"]), territory, by=an)

    assert queries_of(browser, url) == few
    assert few <= 12


@pytest.mark.req("GL-017")
def test_the_access_review_lists_role_and_last_use_and_is_logged(wen, lin, as_user):
    file = as_user(wen).get("/users/?role=rep&format=csv")

    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == (
        "User name,Name,Employee number,E-mail,Roles,Territories,Active,Two-step sign-in,Last sign-in,"
        "Last use by a program,Devices signed in now"
    )
    assert [line.split(",")[:6] for line in lines[1:]] == [
        ["lin", "林晓彤", "", "lin@yunqi.example", "Representative", "临江东"]
    ]
    entry = Access.objects.get(action="export")
    assert (entry.user, entry.what, entry.count) == (wen, "accounts.user", 1)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["an", "chen", "lin", "shen"]),
        ("?q=晓", ["lin"]),
        ("?role=manager", ["shen"]),
        ("?territory=E", ["lin", "shen"]),
        ("?state=closed", []),
        ("?role=nonsense&territory=nowhere", ["an", "chen", "lin", "shen"]),
    ],
)
def test_the_list_is_narrowed_by_its_address(an, lin, shen, chen, as_user, query, names):
    page = as_user(an).get(f"/users/{query}").context["page"]

    assert [person.username for person in page.rows] == names


@pytest.mark.req("ACC-06")
def test_the_administrator_invites_on_the_page(an, as_user):
    browser = as_user(an)
    answer = browser.post(
        "/users/new/",
        {
            "username": "bai",
            "name": "白露",
            "email": "bai@yunqi.example",
            "language": "en",
            "roles": ["rep", "medical"],
        },
    )

    bai = User.objects.get(username="bai")
    assert (answer.status_code, answer.url) == (302, f"/users/{bai.uuid}/")
    assert bai.roles == {"rep", "medical"}
    assert Email.objects.get().notification.user == bai


@pytest.mark.req("CN-005")
def test_a_conflict_stands_beside_the_role_that_was_chosen(an, lin, as_user):
    answer = as_user(an).post(
        f"/users/{lin.uuid}/roles/", {"role": "commercial", "valid_from": TODAY}
    )

    assert answer.status_code == 422
    assert "never held by the same person" in answer.text
    assert lin.user_roles.count() == 1


def test_an_invitation_with_a_taken_name_comes_back_with_what_was_typed(an, lin, as_user):
    answer = as_user(an).post(
        "/users/new/",
        {"username": "lin", "name": "林二", "email": "lin2@yunqi.example", "language": "en"},
    )

    assert "A user with that username already exists." in answer.text
    assert 'value="林二"' in answer.text


@pytest.mark.req("ACC-02")
def test_the_administrator_moves_people_on_the_page(an, lin, territories, as_user):
    browser = as_user(an)
    membership = lin.memberships.get()
    browser.post(f"/memberships/{membership.uuid}/end/", {"on": TODAY})
    place = territories["W11"].uuid
    browser.post(
        f"/users/{lin.uuid}/memberships/", {"join-territory": place, "join-valid_from": TODAY}
    )

    places = {row.territory.code: row.valid_to for row in lin.memberships.all()}
    assert places == {"E11": TODAY, "W11": None}


@pytest.mark.req("ACC-02")
def test_the_tree_shows_who_works_where_since_when(shen, lin, as_user):
    answer = as_user(shen).get("/territories/")

    rows = [
        (row.code, row.depth, [m.user for m in row.people_today]) for row in answer.context["rows"]
    ]
    assert rows == [("E1", 0, [shen]), ("E11", 1, [lin]), ("E12", 1, [])]
    assert "vacant" in answer.text


@pytest.mark.req("ACC-02")
def test_a_territory_is_added_moved_and_closed_on_its_page(an, territories, as_user):
    browser = as_user(an)
    parent = territories["W1"]
    browser.post("/territories/new/", {"parent": parent.uuid, "code": "W12", "name": "西岭二"})
    new = Territory.objects.get(code="W12")
    assert (new.level, new.parent) == ("territory", parent)

    browser.post(
        f"/territories/{new.uuid}/move/",
        {"parent": territories["E1"].uuid, "because": "wrong place"},
    )
    browser.post(f"/territories/{new.uuid}/close/", {"close-because": "not needed"})
    new.refresh_from_db()
    assert (new.parent, new.is_active) == (territories["E1"], False)


@pytest.mark.req("ACC-06")
def test_a_leaver_is_closed_on_the_page(an, lin, chen, as_user):
    answer = as_user(an).post(
        f"/users/{lin.uuid}/leave/", {"successor": chen.uuid, "because": "resigned"}
    )

    lin.refresh_from_db()
    assert (answer.status_code, lin.is_active) == (302, False)


@pytest.mark.parametrize(
    "url",
    ["/users/", "/users/new/", "/setup/", "/setup/users.csv", "/filings/new/", "/products/new/"],
)
def test_a_rep_is_told_that_this_is_not_hers(lin, as_user, url):
    assert as_user(lin).get(url).status_code == 403


def test_who_may_not_see_a_territory_or_filing_is_not_told_it_exists(
    lin, chen, territories, as_user
):
    browser = as_user(lin)

    assert browser.get(f"/territories/{territories['W11'].uuid}/").status_code == 404
    assert browser.get(f"/filings/{chen.filings.get().uuid}/").status_code == 404


@pytest.mark.req("ACC-06")
def test_a_file_is_checked_then_applied_on_the_page(an, as_user, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    browser = as_user(an)
    text = "username,name,email,roles\nbai,白露,bai@yunqi.example,rep\n"
    checked = browser.post(
        "/setup/", {"kind": "users", "file": ContentFile(text.encode(), name="people.csv")}
    )
    assert "Every line can be applied" in checked.text
    assert User.objects.filter(username="bai").count() == 0

    file = checked.context["file"]
    applied = browser.post(f"/setup/{file.uuid}/users/")
    assert "Applied: every line is in." in applied.text
    assert User.objects.get(username="bai").roles == {"rep"}


@pytest.mark.req("ACC-06")
def test_a_file_with_mistakes_shows_them_beside_their_lines(an, as_user, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    text = "username,name,email,roles\nbai,白露,,rep\n"

    checked = as_user(an).post(
        "/setup/", {"kind": "users", "file": ContentFile(text.encode(), name="people.csv")}
    )

    assert "e-mail: This is missing." in checked.text
    assert "Apply it" not in checked.text


@pytest.mark.req("ACC-05")
def test_the_settings_show_what_one_has_chosen(lin, as_user):
    form = as_user(lin).get("/me/").context["form"]

    shown = {name: form[name].value() for name in form.fields}
    assert shown == {"language": "en", "time_zone": settings.TIME_ZONE, "emails_wanted": True}


@pytest.mark.req("ACC-05", "GL-015")
@pytest.mark.parametrize(
    ("language", "usual", "others"),
    [
        ("en", "China (UTC+8)", "Buenos Aires (UTC−3)"),
        ("zh-hans", "中国 (UTC+8)", "布宜诺斯艾利斯 (UTC−3)"),
    ],
)
def test_time_zones_are_named_the_likely_ones_first(lin, as_user, arrange, language, usual, others):
    with arrange():
        lin.language = language
        lin.save()

    (_usual, first), (_others, rest) = (
        as_user(lin).get("/me/").context["form"].fields["time_zone"].choices
    )

    assert first[0] == ("Asia/Shanghai", usual)
    assert others in dict(rest).values()
    assert not set(dict(first)) & set(dict(rest))


def test_a_zone_under_an_old_name_stays_chosen(lin, as_user, arrange):
    with arrange():
        lin.time_zone = "PRC"
        lin.save()

    assert '<option value="PRC" selected>PRC</option>' in as_user(lin).get("/me/").text


@pytest.mark.req("ACC-05")
def test_everyone_chooses_language_and_time_zone(lin, as_user):
    browser = as_user(lin)
    browser.post("/me/", {"language": "zh-hans", "time_zone": "Asia/Urumqi"})

    lin.refresh_from_db()
    assert (lin.language, lin.time_zone, lin.emails_wanted) == ("zh-hans", "Asia/Urumqi", False)
    assert 'lang="zh-Hans"' in browser.get("/me/").text


@pytest.mark.req("ACC-01")
def test_a_token_is_shown_once_and_revoked(lin, as_user):
    browser = as_user(lin)
    made = browser.post("/me/tokens/", {"name": "phone", "scope": "read"})
    assert made.context["secret"] in made.text
    assert made.context["secret"] not in browser.get("/me/tokens/").text

    token = lin.api_tokens.get()
    browser.post(f"/me/tokens/{token.uuid}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at is not None
