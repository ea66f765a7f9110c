"""A manager signs what she decides on an amendment: who she is, what it means, and exactly what was signed."""

import hashlib
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from accounts import registry, sensitive, signed
from accounts.clock import database_now
from accounts.history import System, deed
from accounts.models import Notification, Signature, SigningFailure
from accounts.permissions import Role
from accounts.services import signature as verbs
from accounts.services.signature import Credentials, WrongSecret, identify, sign
from accounts.services.user import unlock_user
from accounts.signed import State, signatures_on, verify
from tests import factories
from tests.unguarded import run_as_owner
from visits.models import VisitAmendment
from visits.services.amendment import accept_amendment, file_amendment, reject_amendment

WRONG = Credentials(username="shen", secret="a guess")


@pytest.fixture
def amendment(submitted, complete, lin):
    record = replace(complete, outcome="too_short", feedback="She had to leave at once")
    return file_amendment(submitted, record=record, reason="Wrong outcome tapped", by=lin)


@pytest.fixture
def accepted(amendment, shen):
    accept_amendment(amendment, by=shen, credentials=factories.signing(shen))
    return VisitAmendment.objects.get()


def url_of(name, amendment):
    return reverse(f"visits:amendment_{name}", args=[amendment.uuid])


def change_past_the_history(sql, *values):
    """As somebody with the database's password would: capture and guards are another story (tests/compliance/ledger)."""
    with connection.cursor() as cursor:
        told = cursor.mogrify(sql, values).decode()
    run_as_owner(
        "SET CONSTRAINTS ALL IMMEDIATE",
        "ALTER TABLE accounts_signature DISABLE TRIGGER USER",
        "ALTER TABLE visits_visitamendment DISABLE TRIGGER USER",
        told,
    )


@pytest.mark.req("SIG-001", "CMP-09")
def test_a_signature_says_who_when_what_and_which_version(accepted, shen):
    (row,) = Signature.objects.all()

    assert (row.signed_by, row.printed_name, row.meaning) == (shen, "沈立群", "approved")
    assert (row.label, row.record) == ("visits.visitamendment", accepted.uuid)
    assert (row.version, row.method) == (accepted.history.latest().history_id, "password")
    assert (row.time_zone, row.signed_at.tzinfo) == (settings.TIME_ZONE, UTC)
    assert timedelta(0) <= database_now() - row.signed_at < timedelta(minutes=1)


@pytest.mark.req("SIG-001")
def test_the_hash_is_that_of_every_recorded_field_as_it_was_signed(accepted):
    row = Signature.objects.get()
    content = signed.content_of(row.label, accepted, row.version, row.fields)

    assert hashlib.sha256(content.encode()).hexdigest() == row.sha256
    assert set(row.fields) == {field.attname for field in VisitAmendment._meta.fields}
    assert '"status":"accepted"' in content and '"feedback":"She had to leave at once"' in content


@pytest.mark.req("SIG-001", "CMP-09")
def test_the_pages_of_amendment_and_visit_show_name_time_and_meaning(accepted, as_user, shen):
    row, desk = Signature.objects.get(), as_user(shen)
    pages = [url_of("detail", accepted), reverse("visits:visit_detail", args=[accepted.visit.uuid])]

    for page in (desk.get(url).text for url in pages):
        for words in (
            "沈立群",
            "Approved",
            "Signature valid",
            f"{row.signed_at:%Y-%m-%d %H:%M:%S} UTC",
        ):
            assert words in page


@pytest.mark.req("SIG-001")
def test_a_rejection_is_signed_as_one(amendment, shen):
    reject_amendment(amendment, because="She said so", by=shen, credentials=factories.signing(shen))

    assert Signature.objects.get().meaning == "rejected"


@pytest.mark.req("SIG-002", "CMP-09")
def test_the_first_signature_of_a_session_needs_both_components(amendment, shen, as_user):
    desk = as_user(shen)
    assert "accept-username" in desk.get(url_of("detail", amendment)).text

    answer = desk.post(url_of("accept", amendment), {"accept-secret": factories.PASSWORD})

    assert answer.status_code == 422
    assert "Type your user name too" in answer.text
    assert VisitAmendment.objects.get().status == "filed"


@pytest.fixture
def signed_before(shen, accepted):
    """Shen signed in this session a moment ago."""

    def again(session, secret=factories.PASSWORD, username=""):
        credentials = Credentials(username, secret, session)
        identity = identify(shen, credentials, what="test.sign")
        with deed("test.sign", by=shen):
            return sign(accepted, Signature.Meaning.REVIEWED, by=shen, identity=identity)

    again("s1", username="shen")
    return again


@pytest.mark.req("SIG-002")
def test_each_later_one_needs_at_least_the_secret(signed_before):
    assert signed_before("s1").session == "s1"
    with pytest.raises(WrongSecret):
        signed_before("s1", secret="")


@pytest.mark.req("SIG-002")
def test_another_session_or_a_quarter_of_an_hour_asks_for_both_again(signed_before, monkeypatch):
    with pytest.raises(ValidationError, match="user name too"):
        signed_before("s2")
    later = database_now() + timedelta(minutes=14, seconds=50)
    monkeypatch.setattr(verbs, "database_now", lambda: later)
    signed_before("s1")
    much_later = later + timedelta(minutes=15, seconds=1)
    monkeypatch.setattr(verbs, "database_now", lambda: much_later)

    with pytest.raises(ValidationError, match="user name too"):
        signed_before("s1")


@pytest.mark.req("SIG-003", "CMP-09")
def test_a_change_of_the_record_voids_the_signature_and_says_whose(accepted, as_user, shen, an):
    with deed("test.change", by=an):
        accepted.decision_reason = "Something else"
        accepted.save()

    (found,) = signatures_on(accepted)
    assert (found.state, found.voided_by) == (State.VOID, "安管")
    page = as_user(shen).get(url_of("detail", accepted)).text
    assert "Signature void" in page and "changed after it was signed: 安管" in page


@pytest.mark.req("SIG-003")
def test_a_change_past_the_history_voids_it_too(accepted):
    change_past_the_history("UPDATE visits_visitamendment SET reason = 'forged'")

    (found,) = signatures_on(VisitAmendment.objects.get())
    assert (found.state, found.change) == (State.VOID, None)


@pytest.mark.req("SIG-003", "CMP-09")
@pytest.mark.parametrize("name", ["meaning", "printed_name", "signed_at", "method"])
def test_a_signature_that_was_edited_does_not_verify(accepted, name):
    value = {"signed_at": "2020-01-01T00:00:00Z"}.get(name, "reviewed")
    change_past_the_history(f"UPDATE accounts_signature SET {name} = %s", value)

    assert verify(Signature.objects.get()).state == State.BROKEN


@pytest.mark.req("SIG-003")
def test_a_signature_moved_to_another_record_does_not_verify_there(
    accepted, submitted, complete, lin
):
    other = file_amendment(
        submitted, record=replace(complete, objective="Else"), reason="Typo", by=lin
    )
    change_past_the_history(
        "UPDATE accounts_signature SET record = %s, version = %s",
        other.uuid,
        other.history.latest().history_id,
    )

    assert [found.state for found in signatures_on(other)] == [State.BROKEN]


@pytest.mark.req("SIG-003")
def test_even_with_the_right_hash_it_needs_the_key(accepted, submitted, complete, lin, shen):
    """Whoever can write in the database and count a SHA-256 has not the installation's master key."""
    other = file_amendment(
        submitted, record=replace(complete, objective="Else"), reason="Typo", by=lin
    )
    version = other.history.latest().history_id
    row = Signature.objects.get()
    content = signed.content_of(row.label, other, version, row.fields)
    change_past_the_history(
        "UPDATE accounts_signature SET record = %s, version = %s, sha256 = %s, binding = %s",
        other.uuid,
        version,
        signed.digest(content),
        signed.digest(content),
    )

    assert [found.state for found in signatures_on(other)] == [State.BROKEN]


@pytest.mark.req("SIG-004")
def test_failures_are_on_record_although_nothing_was_decided(amendment, shen):
    with pytest.raises(WrongSecret, match="Tries left: 4"):
        accept_amendment(amendment, by=shen, credentials=WRONG)

    failure = SigningFailure.objects.get()
    assert (failure.user, failure.what) == (shen, "visit.amend")
    assert failure.history.get().action == "signature.fail"
    assert VisitAmendment.objects.get().status == "filed"
    assert not Signature.objects.exists()


def fail(amendment, person, times):
    for _time in range(times):
        with pytest.raises(WrongSecret):
            accept_amendment(amendment, by=person, credentials=WRONG)


@pytest.mark.req("SIG-004", "CMP-09")
def test_the_fifth_failure_locks_and_tells_security(amendment, shen, an, wen):
    fail(amendment, shen, 5)

    with pytest.raises(PermissionDenied, match="locked"):
        accept_amendment(amendment, by=shen, credentials=factories.signing(shen))
    told = Notification.objects.filter(kind="signature.locked")
    assert {row.user for row in told} == {an, wen}


@pytest.mark.req("SIG-004")
def test_an_administrator_unlocks_and_a_success_clears(amendment, shen, an):
    fail(amendment, shen, 5)
    unlock_user(shen, by=an)
    fail(amendment, shen, 4)

    accept_amendment(amendment, by=shen, credentials=factories.signing(shen))

    assert not shen.signing_failures.open().exists()
    assert shen.signing_failures.count() == 9


@pytest.mark.req("SIG-004")
def test_the_page_keeps_what_was_typed_and_says_how_many_tries_are_left(amendment, shen, as_user):
    answer = as_user(shen).post(
        url_of("reject", amendment),
        {"reject-because": "No", "reject-username": "shen", "reject-secret": "a guess"},
    )

    assert answer.status_code == 422
    assert "Tries left: 4" in answer.text and "No</textarea>" in answer.text
    assert "a guess" not in answer.text


@pytest.mark.req("SIG-005")
def test_nobody_signs_for_somebody_else(amendment, shen, an, lin):
    """There is no delegation yet (ACC-04): so nobody signs for anybody, not even in their name."""
    identity = identify(shen, factories.signing(shen), what="test.sign")

    with pytest.raises(PermissionDenied), deed("test.sign", by=an):
        sign(amendment, Signature.Meaning.APPROVED, by=an, identity=identity)
    with pytest.raises(WrongSecret):
        accept_amendment(amendment, by=shen, credentials=factories.signing(lin))
    with pytest.raises(PermissionDenied):
        identify(System("system:clock"), WRONG, what="test.sign")


@pytest.fixture
def shens_app(shen):
    """The secret of Shen's authenticator app; she comes in by the company's sign-on and has no password."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(shen, secret)
    with deed("test.arrange", by=factories.TESTS):
        shen.set_unusable_password()
        shen.save()
    return secret


def code_of(secret):
    return totp.format_hotp_value(
        totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))
    )


@pytest.mark.req("SIG-002", "CMP-09")
def test_who_signs_on_by_the_company_signs_with_the_code_of_the_app(amendment, shen, shens_app):
    credentials = factories.signing(shen, secret=code_of(shens_app))

    accept_amendment(amendment, by=shen, credentials=credentials)

    assert Signature.objects.get().method == "totp"
    # The same code signs nothing else.
    with pytest.raises(WrongSecret):
        identify(shen, credentials, what="test.sign")


def test_who_has_neither_password_nor_app_is_told_how_to_get_one(amendment, shen):
    with deed("test.arrange", by=factories.TESTS):
        shen.set_unusable_password()
        shen.save()

    with pytest.raises(PermissionDenied, match="authenticator app"):
        accept_amendment(amendment, by=shen, credentials=factories.signing(shen))


@pytest.mark.req("SIG-008")
def test_a_signature_a_failure_and_a_voiding_change_ask_for_a_seal_at_once(
    amendment, shen, monkeypatch
):
    asked = []
    monkeypatch.setattr(registry, "sealers", [lambda: asked.append("now")])
    fail(amendment, shen, 1)
    assert asked == ["now"]

    accept_amendment(amendment, by=shen, credentials=factories.signing(shen))
    asked.clear()
    with deed("test.change", by=factories.TESTS):
        row = VisitAmendment.objects.get()
        row.decision_reason = "Something else"
        row.save()

    assert asked == ["now"]


@pytest.mark.req("SIG-008")
def test_a_signature_is_an_entry_of_the_ledger_with_its_signer(accepted, shen):
    key = Signature.objects.get().pk
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT leaf::json ->> 'actor' FROM ledger_entry WHERE tbl = 'accounts_signature' AND key = %s",
            [str(key)],
        )
        assert cursor.fetchall() == [(shen.actor,)]


def test_another_master_key_makes_another_binding(accepted, monkeypatch):
    monkeypatch.setattr(sensitive, "_derived", lambda purpose: b"0" * 32)

    assert verify(Signature.objects.get()).state == State.BROKEN


def test_roles_without_the_decision_are_not_asked_for_a_secret(amendment, lin):
    with pytest.raises(PermissionDenied):
        accept_amendment(amendment, by=lin, credentials=WRONG)

    assert Role.MANAGER not in lin.roles and not SigningFailure.objects.exists()
