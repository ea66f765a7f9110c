"""A filing's way on the pages: drafted, filed with evidence, suspended, and read by those who may."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Access, RepFiling
from tests.factories import UserFactory

TODAY = timezone.localdate()
PDF = b"%PDF-1.7 evidence"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def hua(territories):
    return UserFactory(username="hua", name="华笙", roles=["rep"])


def drafted(browser, hua, holder):
    answer = browser.post(
        "/filings/new/",
        {
            "user": hua.uuid,
            "holder": holder.uuid,
            "contract": "labour",
            "categories": ["cardiovascular"],
            "valid_from": TODAY,
            "id_document": "resident",
            "id_number": "110101199003078515",
        },
    )
    filing = RepFiling.objects.get(user=hua)
    assert answer.url == f"/filings/{filing.uuid}/"
    return filing


def file_it(browser, filing, content=PDF):
    return browser.post(
        f"/filings/{filing.uuid}/file/",
        {
            "number": "BA-9",
            "valid_from": TODAY,
            "valid_to": TODAY,
            "on": TODAY,
            "evidence_file": ContentFile(content, name="platform.pdf"),
        },
    )


@pytest.mark.req("ACC-03")
def test_a_filing_is_drafted_filed_checked_and_suspended(wen, hua, holder, product, as_user):
    browser = as_user(wen)
    filing = drafted(browser, hua, holder)
    assert file_it(browser, filing).status_code == 302
    browser.post(f"/filings/{filing.uuid}/check/", {"check-on": TODAY})
    browser.post(
        f"/filings/{filing.uuid}/suspend/",
        {"suspend-on": TODAY, "suspend-because": "degree missing"},
    )

    filing.refresh_from_db()
    assert (filing.status, filing.number, filing.checked_by) == ("suspended", "BA-9", wen)
    actions = filing.history.order_by("history_id").values_list("action", flat=True)
    assert list(actions) == ["filing.draft", "filing.filed", "filing.check", "filing.suspended"]


@pytest.mark.req("ACC-03")
def test_evidence_is_opened_by_the_rep_it_concerns_and_by_no_other_rep(
    wen, hua, holder, product, chen, as_user
):
    browser = as_user(wen)
    filing = drafted(browser, hua, holder)
    file_it(browser, filing)
    filing.refresh_from_db()
    url = f"/attachments/{filing.evidence.uuid}/"

    answer = as_user(hua).get(url)
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="platform.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert as_user(chen).get(url).status_code == 404


def test_evidence_that_is_no_document_is_refused_beside_the_form(
    wen, hua, holder, product, as_user
):
    browser = as_user(wen)
    filing = drafted(browser, hua, holder)

    answer = file_it(browser, filing, b"<html>")

    assert "This kind of file is not taken." in answer.text
    filing.refresh_from_db()
    assert filing.status == "draft"


@pytest.mark.req("PRV-002")
def test_the_identity_number_is_shown_for_a_reason_only(wen, an, hua, holder, product, as_user):
    browser = as_user(wen)
    filing = drafted(browser, hua, holder)
    url = f"/filings/{filing.uuid}/reveal/"
    assert "110101199003078515" not in browser.get(f"/filings/{filing.uuid}/").text

    assert browser.post(url, {"reveal-because": ""}).status_code == 422
    assert "110101199003078515" in browser.post(url, {"reveal-because": "audit"}).text
    assert as_user(an).post(url, {"reveal-because": "audit"}).status_code == 403
    assert [*Access.objects.filter(action="unmask").values_list("user", "reason")] == [
        (wen.pk, "audit")
    ]


@pytest.mark.req("ACC-03")
def test_the_list_tells_valid_from_expired(wen, lin, hua, holder, product, as_user):
    browser = as_user(wen)
    filing = drafted(browser, hua, holder)

    def people(state):
        page = browser.get(f"/filings/?state={state}").context["page"]
        return [row.user.username for row in page.rows]

    assert {state: people(state) for state in ("valid", "draft", "expired", "")} == {
        "valid": ["lin"],
        "draft": ["hua"],
        "expired": [],
        "": ["hua", "lin"],
    }
    file_it(browser, filing)
    assert people("expiring") == ["hua"]


@pytest.mark.parametrize("state", ["draft", "filed", "suspended", "withdrawn"])
def test_the_page_offers_only_what_may_follow(wen, lin, as_user, state):
    filing = lin.filings.get()
    RepFiling.objects.filter(pk=filing.pk).update(status=state)

    text = as_user(wen).get(f"/filings/{filing.uuid}/").text

    offered = {word for word in ("file", "suspend", "resume", "withdraw") if f"/{word}/" in text}
    assert (
        offered
        == {
            "draft": {"file", "withdraw"},
            "filed": {"suspend", "withdraw"},
            "suspended": {"resume", "withdraw"},
            "withdrawn": set(),
        }[state]
    )


@pytest.mark.req("ACC-03")
def test_the_administrator_keeps_products_and_their_messages(an, holder, as_user):
    browser = as_user(an)
    values = {"code": "VEL", "name": "维络平", "category": "cardiovascular", "is_active": "on"}
    answer = browser.post("/products/new/", values | {"holder": holder.uuid})
    browser.post(f"{answer.url}messages/", {"kind": "safety", "text": "安全", "is_active": "on"})
    product = holder.products.get()
    message = product.key_messages.get()
    browser.post(f"/messages/{message.uuid}/", {"kind": "safety", "text": "更安全"})

    message.refresh_from_db()
    newer = message.replaced_by
    assert (message.text, message.is_active, message.version) == ("安全", False, 1)
    assert (newer.text, newer.is_active, newer.version) == ("更安全", False, 2)
    assert "更安全" in browser.get(answer.url).text


@pytest.mark.req("CN-001")
def test_a_company_with_a_wrong_code_is_refused_beside_the_field(an, as_user):
    answer = as_user(an).post(
        "/companies/new/", {"name": "错", "credit_code": "91350100M000100Y44"}
    )

    assert "is not a unified social credit code" in answer.text
