"""The inbox: each line once, in its reader's language, seen by nobody else."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import Job, Notification
from accounts.services import notification as inbox
from accounts.services.notification import mark_read, notify, text_of


@pytest.fixture
def tell(monkeypatch):
    """Says something to somebody about a customer; each call has a key of its own unless it is given."""
    text = "%(customer)s was seen"
    monkeypatch.setitem(inbox.KINDS, "seen", inbox.NotificationKind(text, icon="eye"))
    numbers = iter(range(1000))

    def say(user, customer="周岚", key=None, **options):
        key = key or f"seen:{next(numbers)}"
        return notify(user, "seen", key=key, params={"customer": customer}, **options)

    return say


@pytest.mark.req("ACC-05")
def test_the_same_thing_is_told_once(tell, lin, chen):
    assert tell(lin, key="a") is not None
    assert tell(lin, key="a") is None
    assert tell(chen, key="a") is not None


@pytest.mark.req("ACC-05")
def test_texts_are_made_in_the_reader_s_language_and_time_zone(tell, lin, monkeypatch):
    chosen = lambda names: f"{translation.get_language()} {names['at']} {names['on']} {names['n']}"  # noqa: E731
    monkeypatch.setitem(inbox.KINDS, "seen", inbox.NotificationKind(chosen))
    moment = datetime(2026, 3, 9, 1, 30, tzinfo=ZoneInfo("UTC"))
    line = notify(lin, "seen", key="k", params={"at": moment, "on": date(2026, 3, 9), "n": 3})

    with timezone.override("Asia/Shanghai"), translation.override("zh-hans"):
        assert text_of(line) == "zh-hans 2026年3月9日 09:30 2026年3月9日 3"
    with timezone.override("UTC"), translation.override("en"):
        assert text_of(line) == "en 9 Mar 2026, 01:30 9 Mar 2026 3"


def test_a_line_whose_kind_is_gone_still_shows(lin):
    assert text_of(Notification(user=lin, kind="no.more")) == "no.more"


def test_a_line_older_than_its_text_shows_what_it_has(tell, lin, monkeypatch):
    line = tell(lin)
    newer = inbox.NotificationKind("%(customer)s was seen%(place)s")
    monkeypatch.setitem(inbox.KINDS, "seen", newer)

    assert text_of(line) == "周岚 was seen"


@pytest.mark.req("ACC-05")
def test_the_inbox_shows_own_lines_newest_first_with_the_unread_count(as_user, lin, chen, tell):
    tell(lin, "周岚")
    tell(lin, "顾明慧")
    tell(chen, "somebody else's")

    page = as_user(lin).get("/inbox/")

    assert [text_of(line) for line in page.context["page"].rows] == [
        "顾明慧 was seen",
        "周岚 was seen",
    ]
    assert page.context["shell"].unread == 2
    assert "somebody else" not in page.text


@pytest.mark.req("ACC-05")
def test_opening_a_line_marks_it_read_and_leads_to_what_it_tells(as_user, lin, chen, tell):
    line = tell(lin, url="/customers/")

    assert as_user(chen).get(f"/inbox/{line.uuid}/").status_code == 404
    assert as_user(lin).get(f"/inbox/{line.uuid}/").url == "/customers/"
    line.refresh_from_db()
    assert line.read_at is not None


def test_a_line_that_leads_nowhere_leads_back_to_the_inbox(as_user, lin, tell):
    assert as_user(lin).get(f"/inbox/{tell(lin).uuid}/").url == "/inbox/"


def test_a_line_is_marked_read_and_unread_in_place(as_user, lin, chen, tell):
    line = tell(lin)
    mark = f"/inbox/{line.uuid}/read/"
    assert as_user(chen).post(mark).status_code == 404

    fragment = as_user(lin).post(mark, headers={"HX-Request": "true"})
    line.refresh_from_db()
    assert line.read_at is not None
    assert f'id="notification-{line.uuid}"' in fragment.text

    assert as_user(lin).post(mark).url == "/inbox/"
    line.refresh_from_db()
    assert line.read_at is None


def test_nobody_marks_another_person_s_line(lin, chen, tell):
    with pytest.raises(PermissionDenied):
        mark_read(tell(lin), by=chen)


@pytest.mark.req("ACC-05")
def test_all_are_marked_read_at_once_but_only_one_s_own(as_user, lin, chen, tell):
    for user in (lin, lin, chen):
        tell(user)

    as_user(lin).post("/inbox/read/")

    assert [row.user for row in Notification.objects.unread()] == [chen]


def test_the_filter_shows_unread_lines_only(as_user, lin, tell):
    mark_read(tell(lin, "周岚"), by=lin)
    tell(lin, "顾明慧")

    page = as_user(lin).get("/inbox/?show=unread")

    assert [text_of(line) for line in page.context["page"].rows] == ["顾明慧 was seen"]


def test_lines_of_one_moment_are_neither_lost_nor_doubled_between_pages(as_user, lin, tell):
    told = [tell(lin) for _ in range(120)]
    at = timezone.now().replace(microsecond=123456)
    Notification.objects.update(created_at=at)

    client, url, seen = as_user(lin), "/inbox/", []
    while url:
        page = client.get(f"/inbox/{url.removeprefix('/inbox/')}").context["page"]
        seen += [line.pk for line in page.rows]
        url = page.older_url

    assert seen == [line.pk for line in reversed(told)]


def test_an_inbox_of_many_costs_as_many_queries_as_one_of_few(as_user, lin, tell):
    client = as_user(lin)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get("/inbox/").status_code == 200
        return len(caught)

    tell(lin)
    Job.objects.create(kind="count", owner=lin)
    few = queries()
    for _ in range(10):
        tell(lin)
        Job.objects.create(kind="count", owner=lin)

    assert queries() == few <= 12


@pytest.mark.req("ACC-05")
def test_an_empty_inbox_says_what_will_come(as_user, lin):
    assert "Nothing new" in as_user(lin).get("/inbox/").text
