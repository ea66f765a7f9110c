"""Zhou opens the link that Lin gave her: she sees what is recorded about her, confirms, disputes, withdraws."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification
from compliance.services.erasure import approve_erasure, request_erasure
from customers.consents import refusals
from customers.models import Consent, GuestLink
from customers.services.consent import give_consent
from customers.services.guest_link import make_link, revoke_link
from tests import factories
from visits.models import CustomerAnswer
from visits.services.customer_answer import settle_dispute, words_of

pytestmark = pytest.mark.req("CMP-13")


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def made(zhou, lin, submitted):
    return make_link(zhou.customer, kind="own_page", by=lin)


@pytest.fixture
def url(made):
    return reverse("visits:own_page", args=[made[1]])


@pytest.fixture
def zhou_s():
    """Her browser: nobody is signed in."""
    return Client(headers={"Accept-Language": "en"})


def answer(browser, url, visit, **said):
    return browser.post(f"{url}answer/", {"visit": visit.uuid, **said})


def test_she_sees_her_visits_and_consents_without_signing_in(zhou_s, url, zhou, lin, submitted):
    give_consent(
        zhou.customer,
        purpose="contact",
        channels=["phone"],
        how="spoken",
        words="On the ward",
        notice_version="2026-1",
        by=lin,
    )

    page = zhou_s.get(url)

    assert page.status_code == 200
    for shown in ["周岚", "林晓彤", "Seen", "Phone", "notice 2026-1"]:
        assert shown in page.text, shown
    assert submitted.objective not in page.text  # our own plan


def test_the_page_is_kept_by_no_cache_and_told_to_nobody(zhou_s, url):
    heads = zhou_s.get(url).headers

    assert (heads["Cache-Control"], heads["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "noindex" in heads["X-Robots-Tag"]


def test_a_withdrawal_there_holds_at_once(zhou_s, url, zhou, lin):
    give_consent(
        zhou.customer,
        purpose="contact",
        channels=["phone"],
        how="spoken",
        words="On the ward",
        notice_version="2026-1",
        by=lin,
    )

    zhou_s.post(f"{url}withdraw/", {"purpose": "contact", "channel": "phone"})

    row = Consent.objects.latest("pk")
    link = GuestLink.objects.get()
    assert (row.answer, row.how, row.recorded_by) == ("withdrawn", "own_page", None)
    assert (row.history.get().actor, row.history.get().action) == (
        f"link:{link.uuid}",
        "consent.withdraw",
    )
    assert len(refusals([zhou], "phone")) == 1


def test_she_confirms_a_visit(zhou_s, url, submitted):
    answer(zhou_s, url, submitted, answer="confirm")
    answer(zhou_s, url, submitted, answer="confirm")  # a second tap

    assert [row.status for row in CustomerAnswer.objects.all()] == ["confirmed"]
    assert "Confirmed" in zhou_s.get(url).text


def test_a_dispute_reaches_compliance_and_the_manager_who_settles_it(
    zhou_s, url, submitted, shen, wen, as_user
):
    answer(zhou_s, url, submitted, answer="dispute", words="I was on leave that day")

    row = CustomerAnswer.objects.get()
    told = Notification.objects.filter(kind="visit.disputed").values_list(
        "user__username", flat=True
    )
    assert (row.status, words_of(row), set(told)) == (
        "disputed",
        "I was on leave that day",
        {"shen", "wen"},
    )
    assert row.words_sealed.startswith("s1:")

    browser, page = as_user(shen), reverse("visits:dispute_detail", args=[row.uuid])
    assert "I was on leave that day" in browser.get(page).text
    browser.post(page, {"settlement": "The day was mistyped and is amended"})

    row.refresh_from_db()
    assert (row.status, row.settled_by) == ("settled", shen)
    assert browser.get("/disputes/").context["page"].rows == []


def test_a_dispute_without_words_is_asked_for_them(zhou_s, url, submitted):
    page = answer(zhou_s, url, submitted, answer="dispute", words=" ")

    assert (page.status_code, CustomerAnswer.objects.count()) == (422, 0)
    assert "Say in a few words what is not as recorded." in page.text


def test_the_rep_does_not_see_or_settle_it(zhou_s, url, submitted, lin, as_user):
    answer(zhou_s, url, submitted, answer="dispute", words="I was on leave")

    assert as_user(lin).get("/disputes/").status_code == 403
    with pytest.raises(PermissionDenied):
        settle_dispute(CustomerAnswer.objects.get(), settlement="no", by=lin)


def test_another_s_visit_is_not_there(zhou_s, url, gu, chen, product, complete, topic, today):
    from_elsewhere = factories.PersonFactory(name="顾明慧")
    assert from_elsewhere.customer.name not in zhou_s.get(url).text
    assert (
        zhou_s.post(f"{url}answer/", {"visit": gu.customer.uuid, "answer": "confirm"}).status_code
        == 404
    )


def test_each_opening_is_kept(zhou_s, url):
    zhou_s.get(url)
    zhou_s.get(url)

    link = GuestLink.objects.get()
    actions = [row.action for row in link.history.order_by("history_id")]
    assert (link.openings, actions) == (
        2,
        ["guest_link.make", "guest_link.open", "guest_link.open"],
    )
    assert {row.actor for row in link.history.filter(action="guest_link.open")} == {
        f"link:{link.uuid}"
    }


def test_the_secret_is_kept_nowhere(made):
    link, secret = made

    assert link.token_hash != secret and len(secret) >= 43
    assert not hasattr(link.history.get(), "token_hash")


@pytest.mark.parametrize("ending", ["revoked", "expired", "erased", "wrong"])
def test_a_link_that_ended_opens_nothing(
    ending, zhou_s, made, url, zhou, lin, steward, wen, arrange
):
    link, _secret = made
    if ending == "revoked":
        revoke_link(link, by=lin)
    elif ending == "expired":
        with arrange():
            link.expires_at = timezone.now() - timedelta(seconds=1)
            link.save()
    elif ending == "erased":
        case = request_erasure(zhou.customer, reason="a letter", by=steward)
        approve_erasure(case, because="nothing keeps it", by=wen)
    else:
        url = f"{url[:-2]}x/"

    assert zhou_s.get(url).status_code == 404


def test_who_asks_too_often_waits(zhou_s, url):
    codes = [zhou_s.get(f"{url[:-2]}x/").status_code for _time in range(40)]

    assert set(codes) == {404}
    assert zhou_s.get(url).status_code == 429
    assert Client(REMOTE_ADDR="10.0.0.9").get(url).status_code == 200


def test_lin_makes_a_link_sees_it_once_and_revokes_it(as_user, lin, zhou, zhou_s):
    browser = as_user(lin)
    page = browser.post(f"/customers/{zhou.customer.uuid}/links/own_page/", {"days": 3})
    (address,) = re.findall(r'value="http://testserver(/own/[^"]+)"', page.text)
    assert zhou_s.get(address).status_code == 200

    browser.post(reverse("customers:link_revoke", args=[GuestLink.objects.get().uuid]))

    assert zhou_s.get(address).status_code == 404
    assert "revoked" in browser.get(f"/customers/{zhou.customer.uuid}/", {"tab": "consents"}).text


def test_an_organisation_has_no_page_of_her_own(as_user, lin, first_hospital):
    page = as_user(lin).post(
        f"/customers/{first_hospital.customer.uuid}/links/own_page/", {"days": 3}
    )

    assert "Only a person has a page of her own." in page.text
