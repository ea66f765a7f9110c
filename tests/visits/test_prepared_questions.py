"""The hot pages ask prepared questions: they say what ordinary querysets say, to each person her own."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.models import DateTimeField, Value
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.prepared import Question
from visits.models import Visit
from visits.services.request import raise_request

pytestmark = pytest.mark.req("CUS-13")


@pytest.fixture
def asked(monkeypatch):
    """Names of the questions that were asked; each answer is held against an ordinary queryset's."""
    names, ask = set(), Question.__call__

    def ask_twice(question, user, *shape, **values):
        rows = ask(question, user, *shape, **values)
        assert [_told(row) for row in rows] == [
            _told(row) for row in question.fresh(user, *shape, **values)
        ]
        names.add(question.__name__)
        return rows

    monkeypatch.setattr(Question, "__call__", ask_twice)
    return names


@pytest.fixture
def story(lin, zhou, planned, service_levels):
    raise_request(zhou.customer, kind="medical_inquiry", words="肾功能不全能用吗？", by=lin)


@pytest.fixture
def pages(zhou, first_hospital, planned, story):
    listed, found = reverse("customers:list"), reverse("customers:search")
    person, house = (
        reverse("customers:detail", args=[one.customer.uuid]) for one in (zhou, first_hospital)
    )
    return [
        *[listed, f"{listed}?tier=strategic", f"{listed}?kind=person&status=all"],
        *[f"{found}?q=周", f"{found}?q=zhou", f"{found}?q=一医院", reverse("customers:tier_grid")],
        *[person, f"{person}?tab=care", house, reverse("visits:today")],
        *[
            reverse("visits:day", args=[planned.day]),
            reverse("visits:visit_log", args=[planned.uuid]),
        ],
    ]


OF_ALL = {"_first_unread", "_lines", "_segments", "_first_territories", "_beginning", "_holding"}
OF_CUSTOMERS = {
    "_whole",
    "_story",
    "_nearest_care",
    "_visits",
    "_requests",
    "_follow_ups",
    "_next_promise",
}
OF_A_DAY = {
    "_visits_and_what_waits",
    "_due_follow_ups",
    "_waiting",
    "_due",
    "_due_needs",
    "_due_actions",
}
OF_A_VISIT = {"_opened", "_first_of_place", "_products", "_topics"}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("lin", OF_ALL | OF_CUSTOMERS | OF_A_DAY | OF_A_VISIT),
        ("chen", OF_ALL),
        ("shen", OF_ALL | OF_CUSTOMERS),
        ("steward", OF_ALL | OF_CUSTOMERS),
        ("mo", OF_ALL | OF_CUSTOMERS - {"_nearest_care"}),
    ],
)
def test_prepared_or_not_the_answer_is_the_same(request, as_user, pages, asked, who, expected):
    browser = as_user(request.getfixturevalue(who))
    for _time in range(2):  # the second time is prepared already
        for page in pages:
            assert browser.get(page).status_code in {200, 302, 403, 404}

    assert expected - asked == set()


def test_two_of_one_role_share_the_statement_and_see_their_own(as_user, lin, chen, zhou, story):
    def names(user):
        page = as_user(user).get(reverse("customers:list")).context["page"]
        return [customer.name for customer in page.rows]

    assert [names(lin), names(chen), names(lin)] == [
        ["临江市第一人民医院", "周岚"],
        [],
        ["临江市第一人民医院", "周岚"],
    ]


def test_behind_a_pooler_nothing_is_prepared(as_user, monkeypatch, steward, zhou):
    def statements():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements")
            return cursor.fetchone()[0]

    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    before = statements()
    page = as_user(steward).get(reverse("customers:detail", args=[zhou.customer.uuid]))
    assert (page.context["customer"].name, statements()) == ("周岚", before)


def test_no_shape_is_kept_for_each_territory(as_user, asked, lin, zhou):
    browser = as_user(lin)
    pages = [f"{reverse(f'customers:{name}')}?territory=E11" for name in ("list", "tier_grid")]

    assert [browser.get(page).status_code for page in pages] == [200, 200]
    assert asked & {"_lines", "_standing", "_moves", "_first"} == set()


def test_a_day_is_cut_by_the_clock_of_the_reader(lin):
    at = Value(datetime(2026, 3, 1, 15, 30, tzinfo=UTC), DateTimeField())

    def build(reader):
        return User.objects.filter(pk=reader.pk).values_list(TruncDate(at), flat=True)

    ask = Question(build)
    days = []
    for clock in ("Asia/Shanghai", "Asia/Tokyo", "Asia/Shanghai"):
        with timezone.override(clock):
            days += ask(lin)

    assert days == [date(2026, 3, day) for day in (1, 2, 1)]


def test_what_another_thread_forgets_meanwhile_is_answered(lin, planned):
    class Forgetful(dict):
        def __setitem__(self, key, value):
            """As when all that is kept is cleared right after."""

    def build(reader, visit):
        return Visit.objects.visible_to(reader).filter(pk=visit)

    ask = Question(build)
    ask.kept = Forgetful()

    assert ask(lin, visit=planned.pk) == [planned]


def _told(row):
    if isinstance(row, tuple):
        return row
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}
