"""Lin gives Zhou a link to her own page: it opens once, in one browser, until it expires or is revoked."""

import io
import logging
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Access
from accounts.services.leaver import deactivate_user
from compliance.services.erasure import approve_erasure, request_erasure
from customers.guest_door import MOST
from customers.models import GuestLink
from customers.services.customer import archive_customer
from customers.services.guest_link import make_link, revoke_link
from customers.services.search_key import rebuild_search_keys
from tests import factories

pytestmark = pytest.mark.req("CMP-13", "CUS-15")
PAGE = "/guest/own/"
SAID = {"kind": "own_page", "days": 7, "purpose": "She asked for it"}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def made(zhou, lin):
    return make_link(zhou.customer, **SAID, by=lin)


@pytest.fixture
def link(made):
    return made[0]


@pytest.fixture
def address(made):
    return reverse("customers:guest_open", args=[made[1]])


def browser(**options):
    return Client(headers={"Accept-Language": "en"}, **options)


@pytest.fixture
def hers(address):
    """A browser in which the link is open."""
    client = browser()
    client.get(address)
    client.post(address)
    return client


def test_the_address_shows_a_button_and_nothing_of_anybody_until_it_is_pressed(address, zhou):
    page = browser().get(address)

    assert page.status_code == 200
    assert "Open the page" in page.text and "周岚" not in page.text and "林晓彤" not in page.text
    assert GuestLink.objects.get().openings == 0


def test_the_button_opens_the_page_whose_address_has_no_secret(address):
    client = browser()
    client.get(address)

    assert client.post(address).headers["Location"] == PAGE
    assert client.get(PAGE).status_code == 200
    cookie = client.cookies["guest_own_page"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (
        True,
        "Strict",
        "/guest/",
        "",
    )


def test_a_second_tap_in_the_same_browser_is_the_same_opening(hers, address):
    assert hers.post(address).headers["Location"] == PAGE
    assert GuestLink.objects.get().openings == 1


def test_another_browser_finds_a_used_link_closed(hers, address):
    other = browser()
    replayed = [other.get(address).status_code, other.post(address).status_code]

    assert replayed == [200, 404]
    assert other.get(PAGE).status_code == 404
    assert hers.get(PAGE).status_code == 200


def test_a_browser_that_keeps_no_cookies_is_told_so_and_the_link_stays_unused(address):
    page = browser().post(address)

    assert "keeps no cookies" in page.text
    assert (GuestLink.objects.get().openings, browser().get(PAGE).status_code) == (0, 404)


def test_the_page_stays_open_for_an_hour_however_long_the_link_would_have_lasted(hers, link):
    link.refresh_from_db()

    assert link.expires_at - link.opened_at == timedelta(hours=1)


@pytest.mark.parametrize("ending", ["revoked", "expired", "erased", "archived", "left"])
def test_a_link_that_ended_opens_nothing_not_even_the_page_that_is_open(
    ending, hers, link, address, zhou, lin, steward, wen, an, arrange
):
    if ending == "revoked":
        revoke_link(link, because="Sent to a wrong number", by=lin)
    elif ending == "expired":
        with arrange():
            GuestLink.objects.get().delete()
            link.expires_at = timezone.now() - timedelta(seconds=1)
            link.save(force_insert=True)
    elif ending == "erased":
        case = request_erasure(zhou.customer, reason="a letter", by=steward)
        approve_erasure(case, because="law", by=wen, credentials=factories.signing(wen))
    elif ending == "left":
        deactivate_user(lin, by=an, because="She works elsewhere now")
    else:
        archive_customer(zhou.customer, because="moved away", by=steward)

    assert (hers.get(PAGE).status_code, browser().get(address).status_code) == (404, 404)


def test_what_never_was_one_and_what_was_revoked_read_the_same(link, address, lin):
    revoke_link(link, because="Sent to a wrong number", by=lin)
    revoked, never = browser().get(address), browser().get(f"{address[:-2]}x/")

    assert (revoked.status_code, never.status_code) == (404, 404)
    assert sentence_of(revoked) == sentence_of(never)


def sentence_of(page):
    return page.text.partition("page-body")[2]


def test_guests_pages_are_kept_by_no_cache_and_told_to_no_other_site(hers, address):
    for page in (hers.get(address), hers.get(PAGE), browser().get(PAGE)):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert page.headers["X-Frame-Options"] == "DENY"


def test_who_is_signed_in_with_us_opens_nobody_s_page(address, as_user, lin):
    hers = as_user(lin)

    assert (hers.get(address).status_code, hers.post(address).status_code) == (403, 403)
    assert hers.get(PAGE).status_code == 403
    assert GuestLink.objects.get().openings == 0


def test_each_opening_is_in_the_history_and_in_the_access_log(hers, link, as_user, wen):
    trail = link.history.order_by("history_id").values_list("action", "actor")
    assert list(trail)[1:] == [("guest_link.open", f"link:{link.uuid}")]

    seen = Access.objects.get(what="customers.guestlink", action="view")
    assert (seen.user, seen.subject, seen.ip) == (None, link.uuid, "127.0.0.1")
    for page in ("/access/", f"/history/customers.guestlink/{link.uuid}/"):
        assert "Whoever holds the link" in as_user(wen).get(page).text, page


def test_the_secrets_are_kept_nowhere(made, hers, link):
    row, secret = GuestLink.objects.get(), made[1]
    key = hers.cookies["guest_own_page"].value
    kept = {row.token_hash, row.holder_hash, *map(str, vars(link.history.latest()).values())}

    assert len(secret) >= 43 and len(key) >= 43
    assert not {secret, key} & kept
    assert not hasattr(link.history.latest(), "token_hash")


def test_no_line_of_the_log_holds_the_secret_of_an_address(address, made):
    lines, logger = io.StringIO(), logging.getLogger()
    ours = next(handler for handler in logger.handlers if handler.name == "stderr")
    stream = ours.setStream(lines)
    try:
        careful = Client(enforce_csrf_checks=True)
        assert (careful.post(address).status_code, careful.get(f"{address}x/").status_code) == (
            403,
            404,
        )
        logger.warning("%s %s", "GET", address)
    finally:
        ours.setStream(stream)

    assert "/guest/open/…/" in lines.getvalue()
    assert made[1] not in lines.getvalue()


def test_who_asks_too_often_waits_a_minute(address):
    here, elsewhere = browser(), browser(REMOTE_ADDR="10.0.0.9")
    # A minute may end once among them.
    codes = [here.get(f"{address[:-2]}x/").status_code for _time in range(2 * MOST + 2)]

    assert set(codes) == {404, 429}
    assert elsewhere.get(address).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"days": 31}, "days"),
        ({"days": 0}, "days"),
        ({"purpose": " "}, "purpose"),
        ({"kind": "board"}, "kind"),
        ({"kind": "all"}, "kind"),
    ],
    ids=["too long", "no day", "no purpose", "a person's board", "no page"],
)
def test_a_link_is_refused_with_a_sentence_beside_the_field(wrong, field, zhou, lin):
    with pytest.raises(ValidationError) as refusal:
        make_link(zhou.customer, **SAID | wrong, by=lin)

    assert list(refusal.value.error_dict) == [field]


def test_only_who_sees_the_customer_makes_or_revokes_a_link(link, zhou, chen, as_user, mo):
    with pytest.raises(ValidationError, match="not one of yours"):
        make_link(zhou.customer, **SAID, by=chen)
    with pytest.raises(PermissionDenied):
        make_link(zhou.customer, **SAID, by=mo)

    assert as_user(chen).get(f"/guest-links/{link.uuid}/").status_code == 404
    assert as_user(chen).get(f"/customers/{zhou.customer.uuid}/links/own_page/").status_code == 404
    assert as_user(mo).get("/guest-links/").status_code == 403


def test_lin_makes_a_link_sees_it_once_and_revokes_it_with_a_reason(as_user, lin, zhou):
    hers = as_user(lin)
    new = f"/customers/{zhou.customer.uuid}/links/own_page/"
    page = hers.post(new, {"days": 3, "purpose": "She asked"})
    link = GuestLink.objects.get()
    detail = f"/guest-links/{link.uuid}/"

    assert page.context["url"] in page.text and "no-store" in page.headers["Cache-Control"]
    assert page.context["url"] not in hers.get(new).text + hers.get(detail).text
    assert hers.post(detail, {"because": ""}).context["form"].errors == {
        "because": ["This field is required."]
    }
    hers.post(detail, {"because": "Sent to a wrong number"})
    link.refresh_from_db()
    assert (link.revoked_by, link.revoked_because) == (lin, "Sent to a wrong number")
    assert link.history.latest().history_change_reason == "Sent to a wrong number"
    assert "Revoked" in hers.get(detail).text


def test_managers_and_compliance_find_all_links_narrowed_and_as_a_file(
    link, shen, wen, chen, as_user, lin, zhou, first_hospital
):
    board, _secret = make_link(
        first_hospital.customer, **SAID | {"kind": "board", "purpose": "Quarter"}, by=lin
    )

    for person, found in [(shen, [board, link]), (wen, [board, link]), (chen, [])]:
        assert as_user(person).get("/guest-links/").context["page"].rows == found
    rebuild_search_keys([zhou.pk])
    narrowed = as_user(wen).get("/guest-links/?kind=own_page&state=in_force&q=周岚")
    assert narrowed.context["page"].rows == [link]
    assert as_user(wen).get("/guest-links/?state=revoked").context["page"].rows == []
    file = b"".join(as_user(wen).get("/guest-links/?format=csv").streaming_content).decode()
    assert "Quarter" in file and "周岚" in file


def test_links_of_who_leaves_are_revoked_in_the_same_deed(link, lin, an):
    ended = make_link(link.customer, **SAID, by=lin)[0]
    revoke_link(ended, because="Sent to nobody", by=lin)

    done = deactivate_user(lin, by=an, because="resigned")

    link.refresh_from_db()
    assert done["others"] == 1
    assert (link.revoked_by, link.revoked_because) == (an, "Whoever made it has left.")
    assert link.history.latest().action == "user.deactivate"
