"""Lin plans her week in one go: several customers, one day or more, one deed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from customers.models import Customer
from customers.services.search_key import rebuild_search_keys
from tests import factories
from visits.forms.several import SeveralForm
from visits.models import Visit
from visits.record import Talk
from visits.services.several import plan_several
from visits.services.visit import plan_visit

pytestmark = pytest.mark.req("VIS-02")
URL = "/visits/plan/several/"
DAY = timedelta(days=1)


@pytest.fixture
def phone(as_user, lin):
    return as_user(lin)


@pytest.fixture
def bai(first_hospital, territories):
    """A doctor without a tier whom nobody has seen yet."""
    person = factories.PersonFactory(
        name="白术", organisation=first_hospital, territory=territories["E11"]
    )
    rebuild_search_keys([person.pk])
    return person


def plans():
    rows = Visit.objects.order_by("day", "customer__name")
    return [(visit.customer.name, visit.day, visit.status) for visit in rows]


def keys(*people):
    return [str(person.customer.uuid) for person in people]


def ticked(page):
    """[(name, sentences)] of the customers that are ticked."""
    return [
        (row.customer.name, sentences)
        for row, is_ticked, sentences, _against in page.context["rows"]
        if is_ticked
    ]


def test_two_customers_on_two_days_are_four_visits(phone, zhou, bai, product, policy, topic, today):
    said = {
        "customer": keys(zhou, bai),
        "days": [today.isoformat(), (today + DAY).isoformat()],
        "objective": "Subgroup data",
        "product": product.uuid,
    }

    answer = phone.post(URL, said)

    assert answer.url == reverse("visits:day", args=[today])
    assert plans() == [
        (name, day, "planned") for day in (today, today + DAY) for name in ("周岚", "白术")
    ]
    visit = Visit.objects.first()
    assert visit.objective == "Subgroup data"
    assert [row.product for row in visit.products.all()] == [product]


def test_one_who_is_refused_is_told_beside_the_name_and_nothing_is_planned_or_lost(
    phone, lin, zhou, bai, policy, today
):
    plan_visit(zhou.customer, day=today, by=lin)

    answer = phone.post(
        URL, {"customer": keys(zhou, bai), "days": today.isoformat(), "objective": "Subgroup data"}
    )

    assert answer.status_code == 422
    assert sorted(ticked(answer)) == [
        ("周岚", ["You already plan to see this customer on that day."]),
        ("白术", []),
    ]
    assert "Nothing is planned yet: one customer can&#x27;t be planned like that." in answer.text
    assert 'value="Subgroup data"' in answer.text
    assert plans() == [("周岚", today, "planned")]


def test_all_that_is_refused_is_raised_at_once(lin, zhou, bai, policy, today):
    for person in (zhou, bai):
        plan_visit(person.customer, day=today, by=lin)

    with pytest.raises(ValidationError) as refusal:
        plan_several([zhou.customer, bai.customer], days=[today, today + DAY], by=lin)

    assert refusal.value.message_dict.keys() == set(keys(zhou, bai))
    assert len(plans()) == 2


def test_a_hundred_at_once_are_enough(lin, zhou, policy, today):
    days = [today + n * DAY for n in range(101)]

    with pytest.raises(ValidationError) as refusal:
        plan_several([zhou.customer], days=days, by=lin)

    assert refusal.value.message_dict == {
        "customer": ["At most 100 visits are planned at once; these would be 101."]
    }
    assert len(plan_several([zhou.customer], days=days[:100], by=lin)) == 100


def test_what_is_the_same_for_all_is_read_once(lin, zhou, bai, product, topic, policy, today):
    with CaptureQueriesContext(connection) as queries:
        plan_several(
            [zhou.customer, bai.customer],
            days=[today, today + DAY],
            products=[Talk(product)],
            by=lin,
        )

    read = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert len([sql for sql in read if 'FROM "visits_topic"' in sql]) == 1
    assert len([sql for sql in read if 'FROM "customers_affiliation"' in sql]) == 2  # a day


def test_a_day_gone_by_is_refused_beside_the_days(lin, zhou, policy, today):
    with pytest.raises(ValidationError) as refusal:
        plan_several([zhou.customer], days=[today, today - DAY], by=lin)

    assert refusal.value.message_dict == {"days": ["A plan is for today or later."]}


def test_one_who_was_closed_since_is_shown_with_the_reason(phone, zhou, policy, today, arrange):
    with arrange():
        Customer.objects.filter(pk=zhou.pk).update(status="closed")

    answer = phone.post(URL, {"customer": keys(zhou), "days": today.isoformat()})

    assert ticked(answer) == [("周岚", ["周岚 is Closed; no visit can be made there any more."])]


def test_nobody_and_no_day_are_asked_for(phone, zhou, policy, today):
    nobody = phone.post(URL, {"days": today.isoformat()})
    no_day = phone.post(URL, {"customer": keys(zhou)})

    assert "Tick at least one customer." in nobody.text
    assert "Choose at least one day." in no_day.text
    assert ticked(no_day) == [("周岚", [])]


def test_a_filter_shows_others_and_keeps_what_was_said(phone, zhou, bai, policy, today):
    said = {"customer": keys(zhou), "days": today.isoformat(), "objective": "Dose", "q": "baizhu"}

    answer = phone.post(URL, said | {"filter": "1"})

    assert answer.status_code == 200
    assert [row.customer.name for row, *_rest in answer.context["rows"]] == ["周岚", "白术"]
    assert ticked(answer) == [("周岚", [])]
    assert 'value="Dose"' in answer.text
    assert plans() == []


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"tier": "strategic"}, ["周岚"]),
        ({"tier": "basic"}, []),
        ({"q": "白"}, ["白术"]),
        ({"due": "on"}, ["白术"]),
        ({"tier": "unheard-of"}, ["白术", "周岚"]),
    ],
)
def test_the_list_is_narrowed_and_the_longest_overdue_stand_first(
    phone, submitted, bai, today, asked, names
):
    rows = phone.get(URL, asked | {"day": (today + DAY).isoformat()}).context["rows"]

    people = [row.customer.name for row, *_rest in rows if row.customer.is_person]
    assert people == names


def test_what_narrows_the_list_of_customers_narrows_here(phone, zhou, bai, first_hospital, today):
    def names(**asked):
        page = phone.get(URL, {name: value for name, value in asked.items() if value})
        return sorted(row.customer.name for row, *_rest in page.context["rows"])

    assert names(kind="organisation") == [first_hospital.customer.name]
    assert names(territory="E11", kind="person") == sorted(["周岚", "白术"])
    assert names(city="Nowhere") == []
    assert names(tier="none") == ["白术"]
    assert names(status="closed") == sorted(["周岚", "白术"])  # who is closed is not visited


def test_what_the_list_brought_stays_while_others_are_ticked(phone, zhou, bai, policy):
    page = phone.get(URL, {"kind": "person", "city": "Nowhere"})

    assert [field.name for field in page.context["whom"].brought] == ["kind", "city"]
    assert 'value="Nowhere"' in page.text


@pytest.mark.parametrize(
    ("language", "period", "chips"),
    [
        ("en", "Sun 29 Nov to Sat 12 Dec", ["Sun 29 Nov", "Mon 30", "Tue 1 Dec", "Wed 2"]),
        (
            "zh-hans",
            "11月29日 周日至12月12日 周六",
            ["11月29日 周日", "周一 30日", "12月1日 周二", "周三 2日"],
        ),
    ],
)
def test_the_chips_say_in_which_month_they_are(lin, language, period, chips):
    with translation.override(language):
        form = SeveralForm(user=lin, start=date(2026, 11, 29))

        assert form.period == period
        assert [label for _key, label in form.fields["days"].choices[:4]] == chips


@pytest.mark.parametrize("day", ["9999-12-31", "2001-01-01", "soon"])
def test_an_odd_day_begins_with_today(phone, zhou, policy, today, day):
    assert phone.get(URL, {"day": day}).context["start"] == today
    assert phone.get(URL, {"customer": "x"}).status_code == 200


def test_who_logs_no_visits_plans_none(as_user, wen):
    assert as_user(wen).get(URL).status_code == 403
