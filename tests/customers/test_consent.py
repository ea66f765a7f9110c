"""Zhou agrees to be phoned, and withdraws it; whoever reads her page sees both, and what may be used now."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Access
from customers.consents import refusals
from customers.models import Consent
from customers.services.consent import give_consent, withdraw_consent, words_of
from tests import factories

pytestmark = pytest.mark.req("CUS-09")
TODAY = timezone.localdate()
AGREED = {
    "purpose": "contact",
    "channels": ["phone"],
    "how": "spoken",
    "words": "On the ward, after the round",
    "notice_version": "2026-1",
}
WITHDRAWN = {"purpose": "contact", "channels": ["phone"], "how": "written", "words": "By letter"}


@pytest.fixture
def agreed(zhou, lin):
    (row,) = give_consent(zhou.customer, **AGREED, by=lin)
    return row


@pytest.mark.req("PRV-004")
def test_an_answer_keeps_purpose_channel_day_notice_and_proof(agreed, zhou, lin):
    row = Consent.objects.get()

    kept = (row.customer_id, row.purpose, row.channel, row.answer, row.said_on, row.notice_version)
    assert kept == (zhou.pk, "contact", "phone", "given", TODAY, "2026-1")
    assert words_of([row]) == {row.pk: "On the ward, after the round"}
    newest = row.history.get()
    assert (newest.action, newest.history_user) == ("consent.give", lin)


@pytest.mark.req("PRV-011")
def test_how_it_was_said_lies_nowhere_in_plain(agreed):
    assert agreed.words_sealed.startswith("s1:")
    assert "ward" not in agreed.history.get().words_sealed


@pytest.mark.req("PRV-004")
def test_a_withdrawal_holds_from_the_next_question(agreed, zhou, lin):
    assert refusals([zhou], "phone") == []

    withdraw_consent(zhou.customer, **WITHDRAWN, by=lin)

    day = TODAY.strftime("%b. %-d, %Y").replace("May.", "May")
    (sentence,) = refusals([zhou], "phone")
    assert sentence.startswith("周岚 withdrew consent on ") and day[-4:] in sentence


def test_in_person_is_open_and_every_other_channel_waits_for_a_yes(zhou):
    closed = {channel for channel in Consent.Channel.values if refusals([zhou], channel)}

    assert closed == {"phone", "video", "message", "email"}


def test_who_wants_no_visits_is_left_alone_as_well(zhou, lin):
    withdraw_consent(zhou.customer, **WITHDRAWN | {"channels": ["face"]}, by=lin)

    assert len(refusals([zhou], "face")) == 1


def test_one_purpose_says_nothing_of_another(zhou, lin):
    give_consent(zhou.customer, **AGREED | {"purpose": "surveys"}, by=lin)

    assert len(refusals([zhou], "phone")) == 1
    assert refusals([zhou], "phone", purpose="surveys") == []


def test_what_was_allowed_on_the_day_stays_allowed_for_that_day(zhou, lin, arrange):
    with arrange():
        (row,) = give_consent(zhou.customer, **AGREED, by=lin)
        row.said_on = TODAY - timedelta(days=3)
        row.save()
    withdraw_consent(zhou.customer, **WITHDRAWN, by=lin)

    before = timezone.now() - timedelta(days=2)
    assert (refusals([zhou], "phone", at=before), len(refusals([zhou], "phone"))) == ([], 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"channels": []}, "channels"),
        ({"words": " "}, "words"),
        ({"notice_version": ""}, "notice_version"),
        ({"said_on": TODAY + timedelta(days=1)}, "said_on"),
        ({"channels": ["pigeon"]}, "channel"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(zhou, lin, changes, field):
    with pytest.raises(ValidationError) as refusal:
        give_consent(zhou.customer, **AGREED | changes, by=lin)

    assert list(refusal.value.message_dict) == [field]


def test_an_older_answer_does_not_take_the_place_of_a_newer_one(agreed, zhou, lin):
    with pytest.raises(ValidationError) as refusal:
        withdraw_consent(zhou.customer, **WITHDRAWN, said_on=TODAY - timedelta(days=9), by=lin)

    assert list(refusal.value.message_dict) == ["said_on"]


def test_an_organisation_agrees_to_nothing(first_hospital, lin):
    with pytest.raises(ValidationError, match="Only people"):
        give_consent(first_hospital.customer, **AGREED, by=lin)


def test_who_only_reads_records_nothing(zhou, director):
    with pytest.raises(PermissionDenied):
        give_consent(zhou.customer, **AGREED, by=director)


def test_lin_records_it_on_the_page_with_the_signed_paper(as_user, lin, zhou, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paper = SimpleUploadedFile("周岚同意书.pdf", b"%PDF-1.7")
    said = AGREED | {
        "answer": "given",
        "said_on": TODAY,
        "words": "",
        "channels": ["phone", "email"],
    }

    answer = as_user(lin).post(
        f"/customers/{zhou.customer.uuid}/consents/", said | {"evidence_file": paper}
    )

    assert answer.headers["Location"] == f"/customers/{zhou.customer.uuid}/?tab=consents"
    assert set(Consent.objects.values_list("channel", "answer")) == {
        ("phone", "given"),
        ("email", "given"),
    }
    names = set(Consent.objects.values_list("evidence__name", flat=True))
    assert names == {"consent.pdf"}  # not hers, which would be kept in plain
    page = as_user(lin).get(f"/customers/{zhou.customer.uuid}/", {"tab": "consents"}).text
    assert "Consent: Phone · E-mail" in page and "notice 2026-1" in page


def test_what_was_typed_stays_when_something_is_missing(as_user, lin, zhou):
    said = AGREED | {"answer": "given", "said_on": TODAY, "words": "", "notice_version": "2026-9"}

    page = as_user(lin).post(f"/customers/{zhou.customer.uuid}/consents/", said).text

    assert "Say who said it where" in page and 'value="2026-9"' in page
    assert Consent.objects.count() == 0


def test_the_words_are_hidden_from_who_reads_no_free_text(as_user, director, agreed, zhou):
    page = as_user(director).get(f"/customers/{zhou.customer.uuid}/", {"tab": "consents"}).text

    assert ("On the ward" in page, "•••" in page) == (False, True)


def test_the_list_shows_what_counts_and_what_came_before_when_asked(as_user, lin, agreed, zhou):
    withdraw_consent(zhou.customer, **WITHDRAWN, by=lin)
    list_of = lambda **query: as_user(lin).get("/consents/", query).context["page"].rows  # noqa: E731

    assert [row.answer for row in list_of()] == ["withdrawn"]
    assert [row.answer for row in list_of(which="all")] == ["withdrawn", "given"]
    assert [list_of(channel="phone", purpose="contact"), list_of(answer="given")] == [list_of(), []]


def test_the_list_goes_as_a_file_and_the_log_knows(as_user, lin, agreed):
    file = as_user(lin).get("/consents/", {"format": "csv"})

    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("周岚,Professional contact and information,Phone,Agreed")
    assert Access.objects.get(action="export").what == "customers.consent"


def test_another_region_s_consents_do_not_exist_for_chen(as_user, chen, agreed, zhou):
    assert as_user(chen).get("/consents/").context["page"].rows == []
    assert as_user(chen).post(f"/customers/{zhou.customer.uuid}/consents/", {}).status_code == 404


def test_the_list_asks_as_often_for_many_as_for_one(
    as_user, lin, territories, django_assert_max_num_queries
):
    for number in range(4):
        person = factories.PersonFactory(name=f"王{number}", territory=territories["E11"])
        give_consent(person.customer, **AGREED, by=lin)
    browser = as_user(lin)
    browser.get("/consents/")

    with django_assert_max_num_queries(12):
        assert len(browser.get("/consents/").context["page"].rows) == 4


@pytest.mark.req("ALL-01")
def test_a_program_records_and_withdraws(as_user, lin, zhou):
    browser = as_user(lin)
    said = {
        **{name: AGREED[name] for name in ("purpose", "how", "words", "notice_version")},
        "person": str(zhou.customer.uuid),
        "channel": "message",
    }

    given = browser.post("/api/v1/consents/", said, content_type="application/json")
    gone = browser.post(
        "/api/v1/consents/withdraw/",
        {name: value for name, value in said.items() if name != "notice_version"},
        content_type="application/json",
    )

    assert (given.status_code, given.json()["answer"]) == (201, "given")
    assert (gone.status_code, gone.json()["answer"]) == (200, "withdrawn")
    listed = browser.get("/api/v1/consents/", {"counting": "true"}).json()["results"]
    assert [row["uuid"] for row in listed] == [gone.json()["uuid"]]
