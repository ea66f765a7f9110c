"""A steward makes one of two records; nothing that was submitted is rewritten, and all of it is read as one (CUS-11)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Notification
from customers.day import turn_alignments
from customers.models import Alignment, Consent, Customer, CustomerTerritory, Duplicate
from customers.services.alignment import align_customer
from customers.services.consent import give_consent, withdraw_consent
from customers.services.customer import reopen_customer
from customers.services.data_change import file_data_change
from customers.services.merge import going, merge_customers
from customers.services.need import open_need
from customers.services.person import edit_person
from customers.services.persona_fact import note_fact
from customers.timeline import timeline
from tests.factories import PersonFactory

pytestmark = pytest.mark.req("CUS-11")
WHY = "the same badge"


def merge(pair, survivor, by, **more):
    return merge_customers(pair, survivor=survivor.customer, because=WHY, by=by, **more)


def fresh(row):
    return Customer.objects.get(pk=row.pk)


def test_the_survivor_takes_the_chosen_values_and_keeps_the_other_name(pair, zhou, latin, steward):
    edit_person(latin, specialty="心血管内科", office_phone="0571-1234567", by=steward)

    merge(pair, zhou, steward, take=["specialty"])

    zhou.refresh_from_db()
    assert (zhou.specialty, zhou.office_phone, zhou.title) == ("心血管内科", "", "主任医师")
    assert fresh(zhou).aliases == ["Dr. Lan ZHOU"]
    assert zhou.history.latest().action == "person.edit"


def test_the_other_is_archived_leads_there_and_stays_so(pair, zhou, latin, steward, as_user):
    merge(pair, zhou, steward)

    merged = fresh(latin)
    assert (merged.merged_into_id, merged.status) == (zhou.pk, "archived")
    with pytest.raises(ValidationError, match="undo the merge first"):
        reopen_customer(merged, because="back", by=steward)
    answer = as_user(steward).get(f"/customers/{merged.uuid}/")
    assert answer.url == f"/customers/{zhou.customer.uuid}/"
    assert Duplicate.objects.get().status == "merged"


def test_submitted_visits_stay_and_are_read_there_while_open_ones_move(
    pair, zhou, latin, steward, visit_lin, shen
):
    done, planned = visit_lin("submitted"), visit_lin("planned")

    merge(pair, zhou, steward)

    done.refresh_from_db()
    planned.refresh_from_db()
    assert (done.customer_id, planned.customer_id) == (latin.pk, zhou.pk)
    assert done.history.count() == 1
    told = [entry.url for entry in timeline(fresh(zhou), shen)[0] if "/visits/v/" in entry.url]
    assert set(told) == {f"/visits/v/{planned.uuid}/", f"/visits/v/{done.uuid}/"}


def test_what_would_move_is_counted_before(pair, zhou, latin, steward, visit_lin, arrange):
    visit_lin("submitted")
    visit_lin("planned")

    with arrange():
        found = {
            one.words: (one.moving, one.staying) for one in going(latin.customer, zhou.customer)
        }

    assert found["visits"] == (1, 1)


def test_two_plans_of_one_day_are_settled_first(pair, zhou, latin, steward, visit_lin, lin):
    visit_lin("planned")
    visit_lin("planned", zhou.customer)

    with pytest.raises(ValidationError, match="has to be cancelled first"):
        merge(pair, zhou, steward)

    assert fresh(latin).merged_into is None


def test_whoever_served_either_sees_both(pair, zhou, latin, steward, territories):
    merge(pair, zhou, steward)

    held = CustomerTerritory.objects.order_by("territory__code")
    seen = {
        pk: [row.territory.code for row in held if row.customer_id == pk]
        for pk in (zhou.pk, latin.pk)
    }
    assert seen == {zhou.pk: ["E11", "E12"], latin.pk: ["E11", "E12"]}


def test_a_later_alignment_of_the_survivor_reaches_the_merged_record(
    pair, zhou, latin, steward, territories, chen
):
    merge(pair, zhou, steward)

    align_customer(fresh(zhou), territories["W11"], by=steward)

    assert latin.customer in Customer.objects.visible_to(chen)


def test_the_morning_keeps_it_so(pair, zhou, latin, steward):
    merge(pair, zhou, steward)
    before = set(CustomerTerritory.objects.values_list("customer_id", "territory_id"))
    CustomerTerritory.objects.filter(customer=latin.pk).delete()

    turn_alignments()

    assert set(CustomerTerritory.objects.values_list("customer_id", "territory_id")) == before


def test_a_withdrawal_on_either_record_counts(pair, zhou, latin, steward):
    said = {"purpose": "contact", "how": "spoken", "words": "on the ward"}
    give_consent(zhou.customer, channels=["phone"], notice_version="1", by=steward, **said)
    withdraw_consent(latin.customer, channels=["phone"], by=steward, **said)
    give_consent(latin.customer, channels=["email"], notice_version="1", by=steward, **said)

    merge(pair, zhou, steward)

    counting = Consent.objects.filter(customer=zhou.pk).counting()
    assert {(row.channel, row.answer) for row in counting} == {
        ("phone", "withdrawn"),
        ("email", "given"),
    }


def test_what_is_known_and_needed_comes_along(pair, zhou, latin, steward, lin):
    note_fact(latin.customer, kind="patients", value="高龄", source="visit", by=steward)
    align_customer(latin.customer, Alignment.objects.get(customer=zhou.pk).territory, by=steward)
    need = open_need(latin.customer, category="clinical", pain_point="No tool", by=lin)

    merge(pair, zhou, steward)

    need.refresh_from_db()
    assert need.customer_id == zhou.pk
    assert zhou.customer.persona_facts.get().is_current


def test_the_people_of_a_house_work_for_the_one_that_stays(houses, first_hospital, twin, steward):
    person = PersonFactory(name="顾明慧", organisation=twin)

    merge(houses, first_hospital, steward)

    place = person.affiliations.get()
    assert (place.organisation_id, place.is_primary) == (first_hospital.pk, True)


def test_who_served_the_merged_record_is_told(pair, zhou, latin, steward, lin):
    merge(pair, latin, steward)

    told = Notification.objects.get(user=lin)
    assert told.kind == "customer.merged"
    assert told.url == f"/customers/{latin.customer.uuid}/"


def test_what_waits_is_decided_first(pair, zhou, latin, steward, lin):
    align_customer(latin.customer, Alignment.objects.get(customer=zhou.pk).territory, by=steward)
    file_data_change(latin.customer, values={"title": "主任"}, evidence="card", by=lin)

    with pytest.raises(ValidationError, match="decide on it first"):
        merge(pair, zhou, steward)


def test_a_rep_merges_nothing(pair, zhou, lin):
    with pytest.raises(PermissionDenied):
        merge(pair, zhou, lin)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"because": " "}, "because"), ({"take": ["mobile_sealed"]}, "take")],
    ids=["no reason", "no such field"],
)
def test_what_is_wrong_is_said_beside_its_field(pair, zhou, steward, wrong, field):
    said = {"survivor": zhou.customer, "because": WHY} | wrong

    with pytest.raises(ValidationError) as refusal:
        merge_customers(pair, **said, by=steward)

    assert list(refusal.value.error_dict) == [field]
