"""Zhou opens the link that Lin gave her: she sees what is recorded about her, confirms, disputes, withdraws, wishes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification
from customers.consents import refusals
from customers.models import Consent, PersonaFact
from customers.services.consent import give_consent
from customers.services.guest_link import make_link
from tests import factories
from visits.models import CustomerAnswer
from visits.own_page import wishes_of
from visits.services.customer_answer import settle_dispute, words_of
from visits.services.submission import log_visit
from visits.services.visit import plan_visit

pytestmark = pytest.mark.req("CMP-13")
PAGE = "/guest/own/"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def link(zhou, lin, submitted):
    link, secret = make_link(
        zhou.customer, kind="own_page", days=7, purpose="She asked for it", by=lin
    )
    link.address = reverse("customers:guest_open", args=[secret])
    return link


@pytest.fixture
def zhou_s(link):
    """Her browser: nobody is signed in, and the link is open."""
    browser = Client(headers={"Accept-Language": "en"})
    browser.get(link.address)
    browser.post(link.address)
    return browser


@pytest.fixture
def agreed(zhou, lin):
    (row,) = give_consent(
        zhou.customer,
        purpose="contact",
        channels=["phone"],
        how="spoken",
        words="On the ward",
        notice_version="2026-1",
        by=lin,
    )
    return row


def answer(browser, visit, **said):
    return browser.post(f"{PAGE}answer/", {"visit": visit.uuid, **said})


def test_she_sees_her_visits_and_consents_without_signing_in(zhou_s, agreed, submitted):
    page = zhou_s.get(PAGE)

    assert page.status_code == 200
    for shown in ["周岚", "林晓彤", "Seen", "Phone", "notice 2026-1", "It was so"]:
        assert shown in page.text, shown
    assert submitted.objective not in page.text  # our own plan


def test_nothing_is_said_of_value_that_is_not_recorded_here(zhou_s):
    assert "value" not in zhou_s.get(PAGE).text.partition("<main")[2].replace('value="', "").lower()


def test_it_speaks_chinese_too(zhou_s):
    page = zhou_s.get(PAGE, headers={"Accept-Language": "zh-Hans"})

    assert "与您有关的拜访记录" in page.text


def test_a_withdrawal_there_holds_at_once(zhou_s, zhou, link, agreed):
    said = {"purpose": "contact", "channel": "phone"}
    zhou_s.post(f"{PAGE}withdraw/", said)
    zhou_s.post(f"{PAGE}withdraw/", said)  # a second tap

    _given, row = Consent.objects.order_by("pk")
    assert (row.answer, row.how, row.recorded_by) == ("withdrawn", "own_page", None)
    trail = row.history.get()
    assert (trail.actor, trail.action) == (f"link:{link.uuid}", "consent.withdraw")
    assert len(refusals([zhou], "phone")) == 1


def test_she_says_how_she_wishes_to_be_contacted_and_who_planned_is_told(
    zhou_s, zhou, link, lin, product, messages, today
):
    plan_visit(zhou.customer, day=today, objective="Hand over the data", by=lin)
    said = {"visits_wanted": "by_appointment", "channel": "", "times": "Tuesday afternoon"}

    zhou_s.post(f"{PAGE}wishes/", said)
    zhou_s.post(f"{PAGE}wishes/", said)  # a second tap

    assert wishes_of(zhou.customer) == {
        "visits_wanted": "by_appointment",
        "times": "Tuesday afternoon",
    }
    facts = PersonaFact.objects.filter(customer=zhou.customer)
    assert {(fact.source, fact.noted_by) for fact in facts} == {("customer", None)}
    assert {fact.history.get().actor for fact in facts} == {f"link:{link.uuid}"}
    told = Notification.objects.filter(kind="wishes.changed")
    assert [row.user for row in told] == [lin]


def test_a_wish_that_cannot_be_kept_comes_back_with_its_sentence(zhou_s):
    page = zhou_s.post(f"{PAGE}wishes/", {"times": "number of prescriptions"})

    assert (page.status_code, PersonaFact.objects.count()) == (422, 0)
    assert "number of prescriptions" in page.text
    assert "Prescription counts may not be kept here" in page.text


def test_she_confirms_a_visit(zhou_s, submitted):
    answer(zhou_s, submitted, answer="confirm")
    answer(zhou_s, submitted, answer="confirm")  # a second tap

    assert [row.status for row in CustomerAnswer.objects.all()] == ["confirmed"]
    assert "Confirmed" in zhou_s.get(PAGE).text


def test_a_dispute_opens_a_task_for_compliance_alone_and_she_reads_how_it_was_settled(
    zhou_s, submitted, shen, wen, as_user
):
    answer(zhou_s, submitted, answer="confirm")
    answer(zhou_s, submitted, answer="dispute", words="I was on leave that day")

    row = CustomerAnswer.objects.get()
    told = Notification.objects.filter(kind="visit.disputed")
    assert (row.status, words_of(row)) == ("disputed", "I was on leave that day")
    assert [one.user for one in told] == [wen]
    assert row.words_sealed.startswith("s1:")

    browser, page = as_user(wen), reverse("visits:dispute_detail", args=[row.uuid])
    assert "I was on leave that day" in browser.get(page).text
    browser.post(page, {"settlement": "The day was mistyped and is amended"})

    settled = CustomerAnswer.objects.get()
    assert (settled.status, settled.settled_by) == ("settled", wen)
    assert settled.answered_at == row.answered_at
    assert browser.get("/disputes/").context["page"].rows == []
    assert "The day was mistyped and is amended" in zhou_s.get(PAGE).text


def test_a_dispute_without_words_is_asked_for_them(zhou_s, submitted):
    page = answer(zhou_s, submitted, answer="dispute", words=" ")

    assert (page.status_code, CustomerAnswer.objects.count()) == (422, 0)
    assert "Say in a few words what is not as recorded." in page.text


def test_words_that_are_too_long_come_back_to_be_shortened(zhou_s, submitted):
    page = answer(zhou_s, submitted, answer="dispute", words="x" * 501)

    assert (page.status_code, CustomerAnswer.objects.count()) == (422, 0)
    assert "x" * 501 in page.text


def test_what_was_settled_is_not_disputed_again(zhou_s, submitted, wen):
    answer(zhou_s, submitted, answer="dispute", words="I was on leave")
    settle_dispute(CustomerAnswer.objects.get(), settlement="Amended", by=wen)

    assert answer(zhou_s, submitted, answer="dispute", words="Still").status_code == 422
    assert CustomerAnswer.objects.get().status == "settled"


@pytest.mark.parametrize("who", ["lin", "shen"])
def test_neither_the_rep_nor_her_manager_sees_or_settles_it(
    who, zhou_s, submitted, as_user, request
):
    answer(zhou_s, submitted, answer="dispute", words="I was on leave")
    person = request.getfixturevalue(who)

    assert as_user(person).get("/disputes/").status_code == 403
    with pytest.raises(PermissionDenied):
        settle_dispute(CustomerAnswer.objects.get(), settlement="no", by=person)


def test_a_visit_of_somebody_else_can_neither_be_seen_nor_answered(
    zhou_s, lin, first_hospital, territories, complete
):
    other = factories.PersonFactory(
        name="顾明慧", organisation=first_hospital, territory=territories["E11"]
    )
    hers = replace(complete, participants=(other,), objective="Somebody else's")
    visit = log_visit(other.customer, record=hers, adverse_event=False, by=lin)

    assert zhou_s.get(PAGE).text.count("It was so</button>") == 1
    assert answer(zhou_s, visit, answer="confirm").status_code == 404
    assert CustomerAnswer.objects.count() == 0


def test_nobody_else_s_browser_gets_in_and_no_other_site_sends_answers(zhou_s, submitted, link):
    other = Client(headers={"Accept-Language": "en"})
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = zhou_s.cookies

    assert other.get(PAGE).status_code == 404
    assert answer(other, submitted, answer="confirm").status_code == 404
    assert answer(careful, submitted, answer="confirm").status_code == 403
    assert CustomerAnswer.objects.count() == 0


def test_it_takes_as_many_queries_for_three_visits_as_for_one(zhou_s, logged_on):
    with CaptureQueriesContext(connection) as one:
        zhou_s.get(PAGE)
    for hours in (5, 8):
        visit = logged_on(timezone.now() - timedelta(hours=hours))
        answer(zhou_s, visit, answer="confirm")
    with CaptureQueriesContext(connection) as three:
        page = zhou_s.get(PAGE)

    assert (len(page.context["lines"]), len(three)) == (3, len(one))
