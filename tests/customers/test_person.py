"""Lin brings in a doctor; her mobile number is sealed, and shown only to those who say why."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Access, DataKey
from customers.identity import person_identity
from customers.models import Affiliation, Person
from customers.search import search
from customers.services.affiliation import affiliate, end_affiliation, make_primary
from customers.services.department import add_department
from customers.services.person import create_person, edit_person, reveal_mobile
from tests.factories import OrganisationFactory

TODAY = timezone.localdate()
MOBILE = "138 0013 8000"


@pytest.fixture
def he(lin, first_hospital):
    return create_person(
        name="何兰舟",
        type="doctor",
        title="主治医师",
        organisation=first_hospital,
        mobile=MOBILE,
        by=lin,
    )


def places(person):
    return [
        (row.organisation.customer.name, row.is_primary, row.valid_from, row.valid_to)
        for row in person.affiliations.order_by("valid_from", "pk")
    ]


@pytest.mark.req("CUS-02")
def test_a_new_person_works_at_the_place_given_and_is_her_authors(lin, chen, he):
    assert places(he) == [("临江市第一人民医院", True, TODAY, None)]
    assert list(Person.objects.visible_to(lin)) == [he]
    assert list(Person.objects.visible_to(chen)) == []
    he.customer.refresh_from_db()
    assert he.customer.identity == person_identity("何兰舟", "临江市第一人民医院")


@pytest.mark.req("CUS-02")
def test_a_mobile_is_sealed_everywhere_and_found_only_whole(lin, he):
    assert "138" not in he.mobile_sealed and "138" not in he.history.latest().mobile_sealed
    assert search(lin, "13800138000") == search(lin, "+86 138-0013-8000") == [he.customer]
    assert search(lin, "1380013") == []


@pytest.mark.req("CMP-03")
def test_a_mobile_is_shown_to_those_who_may_and_say_why(wen, he):
    assert reveal_mobile(he, reason="Complaint 17", by=wen) == MOBILE

    seen = Access.objects.get()
    assert (seen.user, seen.action, seen.subject, seen.reason) == (
        wen,
        "unmask",
        he.customer.uuid,
        "Complaint 17",
    )


@pytest.mark.req("CMP-03")
def test_without_a_reason_or_the_permission_nothing_is_shown(lin, wen, he):
    with pytest.raises(PermissionDenied):
        reveal_mobile(he, reason="I forgot", by=lin)
    with pytest.raises(ValidationError, match="Say why"):
        reveal_mobile(he, reason=" ", by=wen)
    assert not Access.objects.exists()


def test_a_destroyed_number_is_gone_and_the_page_says_so(wen, he):
    DataKey.objects.filter(subject=he.customer.uuid).update(
        wrapped=b"", destroyed_at=timezone.now()
    )

    with pytest.raises(ValidationError, match="destroyed"):
        reveal_mobile(he, reason="Complaint 17", by=wen)


@pytest.mark.req("CUS-02")
def test_an_edit_keeps_the_number_unless_it_is_given(lin, he):
    edit_person(he, title="主任医师", by=lin)
    assert search(lin, MOBILE) == [he.customer]

    edited = edit_person(he, mobile="", by=lin)
    assert (edited.title, edited.mobile_sealed, search(lin, MOBILE)) == ("主任医师", "", [])


@pytest.mark.req("CUS-02")
def test_people_work_at_several_places_and_one_is_the_main_one_on_each_day(lin, zhou):
    second = OrganisationFactory(name="临江市第二人民医院")
    affiliate(zhou, second, position="会诊", is_primary=True, by=lin)

    assert places(zhou) == [
        ("临江市第一人民医院", True, datetime.date(2020, 1, 1), TODAY - datetime.timedelta(days=1)),
        ("临江市第一人民医院", False, TODAY, None),
        ("临江市第二人民医院", True, TODAY, None),
    ]


@pytest.mark.req("CUS-02")
def test_the_main_place_can_move_on_a_later_day(lin, zhou):
    second = OrganisationFactory(name="临江市第二人民医院")
    later = affiliate(zhou, second, by=lin)
    moving = TODAY + datetime.timedelta(days=10)

    make_primary(later, on=moving, by=lin)

    for day, place in [(TODAY, "临江市第一人民医院"), (moving, "临江市第二人民医院")]:
        primary = Affiliation.objects.on(day).primary().get(person=zhou)
        assert primary.organisation.customer.name == place


def test_ending_a_place_of_work_keeps_its_days(lin, zhou):
    end_affiliation(zhou.affiliations.get(), on=TODAY, because="Left", by=lin)

    assert places(zhou) == [("临江市第一人民医院", True, datetime.date(2020, 1, 1), TODAY)]


def test_nobody_works_twice_at_one_place_or_in_a_department_of_another(lin, zhou, first_hospital):
    elsewhere = add_department(OrganisationFactory(name="乙医院"), name="心内科", by=lin)

    with pytest.raises(ValidationError, match="already works there"):
        affiliate(zhou, first_hospital, by=lin)
    with pytest.raises(ValidationError, match="belongs elsewhere"):
        affiliate(zhou, first_hospital, department=elsewhere, by=lin)
