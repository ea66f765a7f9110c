"""Each night customers that changed are compared; a steward finds two that are one, or says that they are two (CUS-11)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from customers.models import Duplicate, DuplicateKey
from customers.services.duplicate import (
    dismiss_duplicate,
    find_duplicates,
    find_duplicates_of,
    find_if_due_by_the_clock,
    reopen_duplicate,
)
from customers.services.person import create_person
from tests.conftest import TESTS
from tests.factories import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.req("CUS-11")


def pairs():
    return [(row.left.name, row.right.name) for row in Duplicate.objects.order_by("pk")]


def reasons():
    return dict(Duplicate.objects.get().reasons)


def test_a_name_with_another_in_brackets_is_found_and_says_why(first_hospital, twin):
    assert find_duplicates(by=TESTS) == 1

    found = Duplicate.objects.get()
    assert (found.left_id, found.right_id, found.status) == (first_hospital.pk, twin.pk, "open")
    assert reasons() == {"same_name": 50, "same_city": 10}
    assert found.score == 60


def test_a_second_night_finds_nothing_new_and_reads_only_what_changed(
    first_hospital, twin, zhou, steward
):
    find_duplicates(by=TESTS)
    before = set(DuplicateKey.objects.values_list("customer_id", "key"))

    assert find_duplicates(by=TESTS) == 0
    assert set(DuplicateKey.objects.values_list("customer_id", "key")) == before


def test_a_person_is_found_by_the_sound_of_her_name_where_she_works(zhou, first_hospital):
    latin = PersonFactory(name="Dr. Lan ZHOU", organisation=first_hospital)

    find_duplicates(by=TESTS)

    assert pairs() == [(zhou.customer.name, latin.customer.name)]
    assert reasons() == {"same_sound": 30, "same_place": 30, "same_city": 10}


def test_namesakes_elsewhere_are_not_proposed(zhou, territories):
    other = OrganisationFactory(name="西岭市中医院", city="西岭市", territory=territories["W11"])
    PersonFactory(name="周岚", organisation=other)

    assert find_duplicates(by=TESTS) == 0


def test_numbers_tell_houses_apart(first_hospital, territories):
    OrganisationFactory(name="临江市第二人民医院", territory=territories["E11"])

    assert find_duplicates(by=TESTS) == 0


def test_codes_of_one_source_tell_customers_apart(territories, arrange):
    ones = [OrganisationFactory(name="康宁大药房", city="临江市") for _ in range(2)]
    with arrange():
        for number, one in enumerate(ones):
            one.customer.source, one.customer.external_id = "gov", f"59{number}"
            one.customer.save()

    assert find_duplicates(by=TESTS) == 0


def test_the_same_private_phone_is_compared_by_its_keyed_hash(lin, steward):
    said = {"type": "doctor", "mobile": "138 0000 1234", "by": steward}
    create_person(name="周岚", **said)
    create_person(name="周兰", **said)

    find_duplicates(by=TESTS)

    assert reasons() == {"homophone": 15, "same_mobile": 45}


def test_what_a_steward_dismissed_is_never_proposed_again(first_hospital, twin, steward):
    find_duplicates(by=TESTS)
    found = dismiss_duplicate(Duplicate.objects.get(), because="two buildings", by=steward)
    DuplicateKey.objects.all().delete()

    assert find_duplicates(by=TESTS) == 0
    assert (found.status, found.decision_reason, found.decided_by) == (
        "dismissed",
        "two buildings",
        steward,
    )
    assert found.history.latest().action == "duplicate.dismiss"


def test_a_dismissed_pair_can_be_looked_at_once_more(first_hospital, twin, steward):
    find_duplicates(by=TESTS)
    dismiss_duplicate(Duplicate.objects.get(), because="two buildings", by=steward)

    again = reopen_duplicate(Duplicate.objects.get(), because="the sign says one", by=steward)

    assert (again.status, again.decided_by) == ("open", None)


def test_a_rep_does_not_decide(first_hospital, twin, lin):
    find_duplicates(by=TESTS)

    with pytest.raises(PermissionDenied):
        dismiss_duplicate(Duplicate.objects.get(), because="two", by=lin)


def test_the_clock_asks_once_a_night(first_hospital, twin):
    night = timezone.localtime().replace(hour=3, minute=5)

    assert find_if_due_by_the_clock(night.replace(hour=2)) is None
    assert find_if_due_by_the_clock(night) == 1
    assert find_if_due_by_the_clock(timezone.localtime().replace(hour=4)) is None


def test_the_list_shows_pairs_to_those_who_see_both(as_user, first_hospital, twin, steward, chen):
    find_duplicates(by=TESTS)

    seen = [len(as_user(user).get("/duplicates/").context["page"].rows) for user in (steward, chen)]

    assert seen == [1, 0]
    found = Duplicate.objects.get()
    assert as_user(chen).get(f"/duplicates/{found.uuid}/").status_code == 404


def test_the_list_is_narrowed_and_taken_away(as_user, first_hospital, twin, steward):
    find_duplicates(by=TESTS)
    browser = as_user(steward)

    counts = [
        len(browser.get(f"/duplicates/?{query}").context["page"].rows)
        for query in (
            "kind=person",
            "kind=organisation",
            "score=likely",
            "territory=E11",
            "territory=W11",
        )
    ]

    assert counts == [0, 1, 0, 1, 0]
    file = b"".join(browser.get("/duplicates/?format=csv").streaming_content).decode()
    assert "临江一院" in file


def test_a_large_block_is_not_compared(territories):
    for _ in range(42):
        OrganisationFactory(name="便民诊所", city="临江市")

    assert find_duplicates(by=TESTS) == 0


def test_a_new_customer_is_compared_at_once_and_the_night_still_comes(
    first_hospital, zhou, lin, django_capture_on_commit_callbacks
):
    find_duplicates(by=TESTS)
    night = DuplicateKey.objects.latest("made_at").made_at
    with django_capture_on_commit_callbacks() as callbacks:
        again = create_person(name="周岚", type="doctor", organisation=first_hospital, by=lin)
    assert len(callbacks) > 0

    assert find_duplicates_of(again.pk, by=TESTS) == 1
    assert pairs() == [("周岚", "周岚")]
    assert DuplicateKey.objects.filter(customer=again.pk).latest("made_at").made_at == night


def test_before_the_first_night_nobody_is_compared(zhou, latin):
    assert find_duplicates_of(latin.pk, by=TESTS) == 0
    assert DuplicateKey.objects.count() == 0
