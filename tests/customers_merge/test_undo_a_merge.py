"""What was merged is two again, exactly as it was, or not at all and with the reason (CUS-11)."""

import pytest
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict

from customers.models import (
    Alignment,
    Consent,
    Customer,
    CustomerTerritory,
    Duplicate,
    Merge,
    PersonaFact,
    SearchKey,
)
from customers.services.affiliation import identity_today
from customers.services.consent import withdraw_consent
from customers.services.customer import put_in_step
from customers.services.duplicate import find_duplicates
from customers.services.merge import merge_customers
from customers.services.merge_undo import undo_merge
from customers.services.person import edit_person
from customers.services.persona_fact import note_fact
from tests.conftest import TESTS
from tests.factories import PersonFactory
from visits.models import Visit

pytestmark = pytest.mark.req("CUS-11")


@pytest.fixture
def merged(pair, zhou, latin, steward, visit_lin):
    """All that can come along came along: values, a phone, a visit, a fact, a consent, a territory."""
    put_in_step(zhou.customer, identity=identity_today(zhou.customer))
    edit_person(latin, specialty="心血管内科", mobile="13800001234", by=steward)
    note_fact(latin.customer, kind="patients", value="高龄", source="visit", by=steward)
    said = {"purpose": "contact", "how": "spoken", "words": "on the ward"}
    withdraw_consent(latin.customer, channels=["phone"], by=steward, **said)
    visit_lin("planned")
    before = state()
    merge = merge_customers(
        pair, survivor=zhou.customer, take=["name", "specialty"], because="one badge", by=steward
    )
    assert state() != before
    return merge, before


def state():
    """All that a merge touches, but the day and words of a state."""
    left_out = {"status_on", "status_reason", "tier", "mobile_sealed"}
    customers = Customer.objects.order_by("pk")
    rows = [model_to_dict(row, exclude=left_out) for row in customers]
    halves = [model_to_dict(row.half, exclude=left_out) for row in customers]
    return {
        "customers": rows,
        "halves": halves,
        "merged": list(customers.values_list("merged_into", "identity", "sort_key")),
        "found by": list(SearchKey.objects.order_by("pk").values_list("text", "phone_hashes")),
        "visits": list(Visit.objects.values_list("pk", "customer")),
        "facts": list(PersonaFact.objects.values_list("customer", "kind")),
        "consents": list(Consent.objects.values_list("customer", "answer")),
        "places": sorted(CustomerTerritory.objects.values_list("customer", "territory")),
        "aligned": sorted(Alignment.objects.values_list("customer", "territory", "valid_to")),
        "pairs": list(Duplicate.objects.values_list("left", "right", "status")),
    }


def test_both_are_as_they_were(merged, steward):
    merge, before = merged

    undone = undo_merge(merge, because="two sisters", by=steward)

    assert state() == before
    assert (undone.undone_by, undone.undo_reason) == (steward, "two sisters")
    assert undone.merged.history.latest().action == "customer.unmerge"


def test_the_history_of_both_tells_of_the_merge_and_of_its_end(merged, steward):
    merge, _before = merged

    undo_merge(merge, because="two sisters", by=steward)

    told = merge.merged.history.order_by("history_id").values_list("action", flat=True)
    assert list(told)[-2:] == ["customer.merge", "customer.unmerge"]


def test_what_was_changed_since_stands_in_the_way(merged, zhou, steward):
    merge, _before = merged
    edit_person(zhou, specialty="肾内科", by=steward)

    with pytest.raises(ValidationError) as refusal:
        undo_merge(merge, because="two sisters", by=steward)

    assert refusal.value.messages == ["“Specialty” of Dr. Lan ZHOU was changed since the merge."]


def test_a_visit_submitted_since_is_locked(merged, steward, arrange):
    merge, _before = merged
    visit = Visit.objects.get()
    with arrange():
        visit.status, visit.outcome, visit.adverse_event_mentioned = "submitted", "seen", False
        visit.started_at = visit.submitted_at = merge.merged_at
        visit.save()

    with pytest.raises(ValidationError, match="submitted since, and is locked"):
        undo_merge(merge, because="two sisters", by=steward)

    assert Merge.objects.in_force().count() == 1


def test_a_later_merge_is_undone_first(merged, zhou, first_hospital, steward):
    merge, _before = merged
    third = PersonFactory(name="周岚", organisation=first_hospital)
    find_duplicates([zhou.pk, third.pk], by=TESTS)
    pair = Duplicate.objects.open().get()
    later = merge_customers(pair, survivor=third.customer, because="one more", by=steward)

    merge.merged.refresh_from_db()
    assert merge.merged.merged_into_id == third.pk
    with pytest.raises(ValidationError, match="undo the later merge first"):
        undo_merge(merge, because="two sisters", by=steward)
    undo_merge(later, because="not her", by=steward)
    merge.merged.refresh_from_db()
    assert merge.merged.merged_into_id == zhou.pk


def test_nothing_is_undone_twice(merged, steward):
    merge, _before = merged
    undo_merge(merge, because="two sisters", by=steward)

    with pytest.raises(ValidationError, match="undone already"):
        undo_merge(merge, because="two sisters", by=steward)


def test_a_steward_merges_and_undoes_on_the_page(as_user, pair, zhou, latin, steward):
    browser, address = as_user(steward), f"/duplicates/{pair.uuid}/"
    form = browser.get(address).context["form"]
    said = {f"merge-{name}": form[name].value() or "" for name in form.fields}
    said |= {"merge-survivor": "left", "merge-because": "one badge"}

    effect = browser.post(f"{address}merge/", said).context["effect"]
    assert (effect["survivor"].pk, Merge.objects.count()) == (zhou.pk, 0)
    browser.post(f"{address}merge/", said | {"confirmed": "1"})
    assert Merge.objects.in_force().get().survivor_id == zhou.pk
    page = browser.get(f"/customers/{zhou.customer.uuid}/")
    assert "Merged from Dr. Lan ZHOU" in page.text
    browser.post(f"{address}undo/", {"undo-because": "two sisters"})
    assert Merge.objects.in_force().count() == 0


def test_without_a_reason_the_page_keeps_what_was_chosen(as_user, pair, steward):
    refused = as_user(steward).post(
        f"/duplicates/{pair.uuid}/merge/",
        {"merge-survivor": "right", "merge-keep_name": "left", "merge-keep_title": "left"},
    )

    form = refused.context["form"]
    assert (refused.status_code, list(form.errors)) == (422, ["because"])
    assert (form["survivor"].value(), form["keep_name"].value()) == ("right", "left")
