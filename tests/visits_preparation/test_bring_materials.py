"""Only approved versions in date, for the right customer, are planned with and recorded as shown (VIS-14, CN-025)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.formats import date_format

from accounts.models import Notification
from accounts.services.notification import text_of
from compliance.services.material import create_material, withdraw_version
from tests.factories import ProductFactory
from tests.visits.test_log_on_the_phone import inputs_of
from visits.models import Visit, VisitMaterial
from visits.record import record_of
from visits.services.amendment import file_amendment
from visits.services.preparation import open_material, prepare_visit
from visits.services.submission import submit_visit
from visits.services.visit import edit_plan, plan_visit

pytestmark = [pytest.mark.req("VIS-14"), pytest.mark.req("CN-025")]
DAY = timedelta(days=1)


def rows(visit):
    found = VisitMaterial.objects.filter(visit=visit).order_by("pk")
    return [(row.version.version, row.is_planned, row.is_shown) for row in found]


def refused(verb, *given, **said):
    with pytest.raises(ValidationError) as refusal:
        verb(*given, **said)
    return refusal.value.message_dict


def test_the_version_recorded_comes_from_the_plan(prepared, complete, lin):
    record = replace(complete, materials=record_of(prepared).materials)

    visit = submit_visit(prepared, record=record, adverse_event=False, by=lin)

    assert rows(visit) == [(1, True, True)]
    assert [str(row) for row in record_of(visit).materials] == ["Leaflet v1"]


def test_what_was_planned_and_not_shown_stays_known_as_the_plan(prepared, complete, lin):
    visit = submit_visit(prepared, record=complete, adverse_event=False, by=lin)

    assert rows(visit) == [(1, True, False)]
    assert record_of(visit).materials == ()


def test_a_customer_who_was_not_met_was_shown_nothing(prepared, showing, lin):
    record = replace(showing, outcome="not_seen", products=())

    visit = submit_visit(prepared, record=record, adverse_event=False, by=lin)

    assert rows(visit) == [(1, True, False)]


def test_a_withdrawn_one_is_refused_in_plan_and_record_and_its_planner_told(
    prepared, showing, version, lin, mo, today
):
    withdraw_version(version, because="New label", by=mo)

    said = f"“Leaflet v1” was withdrawn on {date_format(today)}: it may not be shown any more."
    submitting = {"record": showing, "adverse_event": False, "by": lin}
    assert refused(submit_visit, prepared, **submitting) == {"materials": [said]}
    assert refused(prepare_visit, prepared, materials=(version,), by=lin) == {"materials": [said]}
    assert refused(edit_plan, prepared, record=record_of(prepared), by=lin) == {"materials": [said]}
    told = Notification.objects.get(user=lin)
    assert (told.kind, told.url) == ("material.withdrawn", f"/visits/v/{prepared.uuid}/prepare/")
    assert "“Leaflet v1” was withdrawn (New label)" in text_of(told)


def test_what_was_shown_before_the_withdrawal_may_still_be_put_right(
    prepared, showing, version, lin, mo, arrange, today
):
    visit = submit_visit(prepared, record=showing, adverse_event=False, by=lin)
    withdraw_version(version, because="New label", by=mo)

    record = replace(record_of(visit), key_points="She asked for it")
    said = refused(file_amendment, visit, record=record, reason="Forgotten", by=lin)
    assert list(said) == ["materials"]  # withdrawn on that very day
    version.refresh_from_db()
    assert (version.may_be_used_on(today), version.may_be_used_on(today - DAY)) == (False, False)


def test_one_out_of_date_is_refused(planned, leaflet, approve, lin, today):
    version = approve(leaflet, valid_to=today + DAY)

    plan = {"day": today + 2 * DAY, "materials": (version,)}
    said = refused(plan_visit, planned.customer, **plan, by=lin)

    until = date_format(today + DAY)
    expected = f"“Leaflet v1” was in date until {until}: bring the version in force."
    assert said == {"materials": [expected]}


def test_a_draft_may_not_be_brought(planned, leaflet, draft, lin):
    said = refused(prepare_visit, planned, materials=(draft(leaflet),), by=lin)

    assert said == {"materials": ["“Leaflet v1” is not approved: it may not be shown."]}


def test_one_for_pharmacists_is_not_shown_to_a_doctor(planned, for_pharmacists, lin, zhou):
    said = refused(prepare_visit, planned, materials=(for_pharmacists,), by=lin)

    named = f"“Guide v1” is not approved for customers such as {zhou.customer.name}."
    assert said == {"materials": [named]}


def test_one_about_a_product_needs_the_product_on_the_visit(planned, approve, holder, xiang, lin):
    other = ProductFactory(code="OTH", name="别药", name_en="Other", holder=holder)
    sheet = approve(create_material(title="Sheet", kind="paper", products=[other], by=xiang))

    said = refused(prepare_visit, planned, materials=(sheet,), by=lin)

    expected = "“Sheet v1” is about Other: add the product, or leave it out."
    assert said == {"materials": [expected]}


def test_opened_on_her_screen_it_counts_once(prepared, version, lin, chen):
    first = open_material(prepared, version, by=lin)
    again = open_material(prepared, version, by=lin)

    assert first.opened_at == again.opened_at
    assert VisitMaterial.objects.opened().count() == 1
    with pytest.raises(PermissionDenied):
        open_material(prepared, version, by=chen)


@pytest.mark.req("VIS-04")
def test_three_taps_show_what_was_planned(as_user, prepared, lin):
    phone, url = as_user(lin), f"/visits/v/{prepared.uuid}/log/"
    typed = inputs_of(phone.get(url))  # tap 1: the card

    phone.post(url, typed | {"outcome": ["seen"], "adverse_event": "no"})  # taps 2 and 3

    visit = Visit.objects.get()
    assert (visit.status, rows(visit)) == ("submitted", [(1, True, True)])
    assert visit.objective_measure == "two prescriptions"


def test_a_page_open_since_before_the_withdrawal_says_why(as_user, prepared, version, lin, mo):
    phone, url = as_user(lin), f"/visits/v/{prepared.uuid}/log/"
    typed = inputs_of(phone.get(url)) | {"outcome": ["seen"], "adverse_event": "no"}
    withdraw_version(version, because="New label", by=mo)

    answer = phone.post(url, typed)
    assert answer.status_code == 422
    assert "“Leaflet v1” was withdrawn on" in answer.text
    afresh = inputs_of(phone.get(url))
    assert afresh.get("materials", []) == []  # offered without its tick

    phone.post(url, afresh | {"adverse_event": "no", "outcome": ["seen"]})
    assert rows(Visit.objects.get()) == [(1, True, False)]
