"""Who watches the watchers: alerts about the record are never silenced, nor handled by those whom they name."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.history import deed, system
from accounts.models import Notification
from compliance.forms.alert import OwnerForm
from compliance.models import Alert, Suppression
from compliance.risk.rule import Fact
from compliance.services.alert import assign_alert, may_handle, triage_alert
from compliance.services.evaluation import try_parameters, watch
from compliance.services.suppression import suppress_alerts
from tests.compliance.risk.conftest import BECAUSE, in_force
from tests.unguarded import run_as_owner

CAPTURE_OFF = "ALTER TABLE accounts_product DISABLE TRIGGER ledger_capture_update"
TODAY = timezone.localdate


@pytest.fixture
def guard_is_off(wen):
    run_as_owner(CAPTURE_OFF)
    watch()
    return Alert.objects.get(rule="RSK-54")


@pytest.mark.req("RSK-54")
def test_nobody_silences_a_rule_about_the_record(guard_is_off, wen):
    with pytest.raises(PermissionDenied, match="never silent"):
        suppress_alerts(guard_is_off, until=TODAY(), because=BECAUSE, by=wen)


@pytest.mark.req("RSK-54")
def test_its_page_offers_no_silence_and_refuses_it_with_a_sentence(guard_is_off, wen, as_user):
    page = f"/alerts/{guard_is_off.uuid}/"
    until = TODAY() + timedelta(days=1)

    shown = as_user(wen).get(page).content.decode()
    answer = as_user(wen).post(
        f"{page}suppress/", {"suppress-until": until.isoformat(), "suppress-because": BECAUSE}
    )
    assert ("/suppress/" in shown, answer.status_code) == (False, 403)
    assert "never silent" in answer.content.decode()


@pytest.mark.req("RSK-54")
def test_a_silence_of_an_earlier_release_no_longer_mutes_the_next_guard(guard_is_off, wen):
    with deed("suppression.suppress", by=system("tests"), because=BECAUSE):
        Suppression.objects.create(
            rule="RSK-54",
            label="ledger",
            subject="guard",
            name="guard",
            valid_from=TODAY(),
            valid_to=TODAY(),
            reason=BECAUSE,
            by=wen,
        )
    run_as_owner("ALTER TABLE accounts_product DISABLE TRIGGER ledger_capture_delete")
    watch()

    assert Alert.objects.filter(rule="RSK-54").count() == 2


@pytest.fixture
def naming_wen(facts, run, wen, law):
    """An alert that has no person, and names Wen among the authors."""
    inputs = {"minutes": 200, "actors": [wen.actor, "system:clerk"]}
    facts.append(Fact("ledger.transaction", "1:7", "7", inputs))
    (alert,) = run()
    return Alert.objects.get(pk=alert.pk)


@pytest.mark.req("RSK-53", "RSK-E04")
def test_who_is_named_among_the_authors_sees_no_alert_about_it(naming_wen, wen, law):
    assert list(Alert.objects.visible_to(wen)) == []
    assert list(Alert.objects.visible_to(law)) == [naming_wen]
    assert [one.user for one in Notification.objects.filter(kind="alert.raised_high")] == [law]


@pytest.mark.req("RSK-53", "RSK-E04")
def test_who_is_named_among_the_authors_neither_handles_nor_is_given_it(naming_wen, wen, law):
    with pytest.raises(PermissionDenied, match="about themselves"):
        triage_alert(naming_wen, by=wen)
    with pytest.raises(ValidationError, match="can't handle"):
        triage_alert(naming_wen, owner=wen, by=law)

    offered = OwnerForm(alert=naming_wen, user=law).fields["owner"].queryset
    assert (may_handle(naming_wen, wen), list(offered)) == (False, [])


@pytest.mark.req("RSK-E04", "RSK-E05")
def test_a_trial_of_parameters_tells_nobody_of_what_names_them(naming_wen, rule, wen, law):
    values, since = in_force().whole, timezone.now() - timedelta(days=2)

    assert try_parameters(rule, values, since=since, by=wen) == []
    assert len(try_parameters(rule, values, since=since, by=law)) == 1


@pytest.mark.req("RSK-E04")
def test_an_alert_is_given_to_nobody_who_may_not_see_it(raised, wen, shen):
    alert = triage_alert(raised(70), by=wen)

    with pytest.raises(ValidationError, match="can't handle"):
        assign_alert(alert, owner=shen, by=wen)
