"""Nobody is contacted against her wish, nor more often in twelve months than the company allows (VIS-04c)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import ParameterVersion
from accounts.permissions import Role
from customers.services.persona_fact import note_fact
from customers.visiting_times import read_times
from tests import factories
from tests.compliance.risk.conftest import at_once
from tests.conftest import _person
from visits.contact_guard import notices
from visits.models import Visit
from visits.rolling_year import CODE, Contacts, first_day
from visits.services.submission import submit_visit
from visits.services.visit import plan_visit

pytestmark = pytest.mark.req("VIS-04c")


@pytest.fixture
def limits(arrange):
    """limits(visits=1): what the company allows."""

    def set_to(**values):
        """In the place of what came with the software, since before any visit of these stories."""
        version = ParameterVersion.objects.approved().get(code=CODE)
        with arrange():
            version.valid_to = factories.LONG_AGO - timedelta(days=1)
            version.save()
            ParameterVersion.objects.create(
                code=CODE,
                version=2,
                values=version.values | values,
                status="approved",
                reason="As agreed",
                valid_from=factories.LONG_AGO,
            )

    return set_to


@pytest.fixture
def visited(arrange, lin, zhou, territories):
    """visited(day): Lin saw Zhou on that day."""

    def see(day, **more):
        moment = datetime.combine(day, time(10), timezone.get_default_timezone())
        row = {
            "rep": lin,
            "customer": zhou.customer,
            "territory": territories["E11"],
            "status": "submitted",
            "outcome": "seen",
            "adverse_event_mentioned": False,
            "day": day,
            "started_at": moment,
            "submitted_at": moment,
        }
        with arrange():
            return Visit.objects.create(**row | more)

    return see


def codes(*given, **values):
    return [(notice.code.value, notice.stops) for notice in notices(*given, **values)]


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2025, 6, 15), date(2024, 6, 16)),  # 365 days
        (date(2024, 6, 15), date(2023, 6, 16)),  # 366, with 29 February
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2025, 2, 28), date(2024, 2, 29)),
        (date(2025, 3, 1), date(2024, 3, 2)),
    ],
)
def test_twelve_months_end_on_the_day_and_leave_out_the_same_day_a_year_before(day, first):
    assert first_day(day) == first


@pytest.mark.parametrize(("days_ago", "number"), [(364, 1), (365, 1), (366, 0)])
def test_a_visit_counts_until_the_same_day_a_year_later(visited, zhou, days_ago, number):
    day = date(2024, 6, 15)  # the year before it has 366 days
    visited(day - timedelta(days=days_ago))

    assert Contacts([zhou.pk], day, day).number(zhou.pk, day, "face") == number


def test_visits_and_other_contacts_are_counted_apart_and_who_asked_is_not_counted(
    visited, zhou, today
):
    for more in [{}, {"channel": "phone"}, {"is_requested": True}, {"outcome": "not_seen"}]:
        visited(today, **more)

    contacts = Contacts([zhou.pk], today, today)

    assert [contacts.number(zhou.pk, today, channel) for channel in ("face", "video")] == [1, 1]


def test_the_limit_warns_while_planning_and_stops_the_submission(
    limits, visited, planned, complete, lin, zhou, today
):
    limits(visits=1)
    visited(today - timedelta(days=30))

    assert codes(lin, zhou.customer, day=today) == [("visits", True)]
    with pytest.raises(ValidationError) as refusal:
        submit_visit(planned, record=complete, adverse_event=False, by=lin)
    assert refusal.value.message_dict == {
        "contact": [
            "1 visits in twelve months by all of us, that nobody asked for: the limit is 1."
        ]
    }
    asked = replace(complete, is_requested=True)
    assert submit_visit(planned, record=asked, adverse_event=False, by=lin).is_requested


def test_without_a_limit_nothing_is_counted(visited, lin, zhou, today, policy):
    visited(today)

    assert codes(lin, zhou.customer, day=today) == []


@pytest.mark.parametrize(
    ("words", "day", "at", "fits"),
    [
        ("周二下午", date(2025, 11, 4), time(15), True),
        ("周二下午", date(2025, 11, 4), time(9), False),
        ("周二下午", date(2025, 11, 5), None, False),
        ("周一至周三上午", date(2025, 11, 5), time(9), True),
        ("只在星期四", date(2025, 11, 6), time(9), True),
        ("Tuesday afternoons only", date(2025, 11, 4), time(13), True),
        ("Tue and Thu", date(2025, 11, 7), None, False),
    ],
)
def test_times_are_read_from_what_was_said(words, day, at, fits):
    assert read_times(words).fit(day, at) == fits


@pytest.mark.parametrize(
    "words", ["不要周二来", "not on Mondays", "after the round", "", "门诊以后"]
)
def test_what_is_not_certain_keeps_nobody_away(words):
    assert read_times(words) is None


@pytest.mark.parametrize(
    ("fact", "found"),
    [
        ({"kind": "visits_wanted", "value": "do_not_visit"}, [("wish", True)]),
        ({"kind": "visits_wanted", "value": "by_appointment"}, [("wish", False)]),
        ({"kind": "visits_wanted", "value": "welcome"}, []),
        ({"kind": "times", "value": "周二下午"}, [("times", False)]),
        ({"kind": "times", "value": "只在周二下午"}, [("times", True)]),
    ],
)
def test_a_wish_warns_while_planning(lin, zhou, fact, found):
    note_fact(zhou.customer, **fact, source="visit", by=lin)

    assert codes(lin, zhou.customer, day=date(2025, 11, 5)) == found
    assert codes(lin, zhou.customer, day=date(2025, 11, 5), channel="phone") == []


def test_who_wishes_no_visits_is_not_visited_and_the_page_offers_a_waiver(
    as_user, planned, complete, lin, zhou
):
    note_fact(zhou.customer, kind="visits_wanted", value="do_not_visit", source="visit", by=lin)

    with pytest.raises(ValidationError, match="wishes no visits"):
        submit_visit(planned, record=complete, adverse_event=False, by=lin)
    page = as_user(lin).get(reverse("visits:visit_detail", args=[planned.uuid])).text
    assert reverse("visits:waiver_new", args=[planned.uuid]) in page
    url = reverse("visits:visit_plan") + f"?customer={zhou.customer.uuid}"
    assert "This customer wishes no visits." in as_user(lin).get(url).text


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_of_two_who_submit_at_once_only_one_stays_within_the_limit(
    limits, planned, complete, lin, zhou, territories, holder, today
):
    limits(visits=1)
    tao = _person("tao", "陶然", Role.REP, territory=territories["E11"])
    factories.RepFilingFactory(user=tao, holder=holder)
    other = plan_visit(zhou.customer, day=today, by=tao)

    def submits(visit, by):
        try:
            return submit_visit(visit, record=complete, adverse_event=False, by=by).status
        except ValidationError as refusal:
            return list(refusal.message_dict)

    found = at_once(lambda: submits(planned, lin), lambda: submits(other, tao))

    assert found == ("submitted", ["contact"])
