"""Six colleagues of one department are on a visit with one tap; those of the department stand first."""

import pytest
from django.urls import reverse

from customers.models import Department
from tests import factories
from visits.forms.offers import Offers
from visits.services.visit import plan_visit

pytestmark = pytest.mark.req("VIS-04")


@pytest.fixture
def ward(first_hospital, arrange):
    with arrange():
        return Department.objects.create(organisation=first_hospital, name="心内科")


@pytest.fixture
def six(first_hospital, territories, ward, arrange):
    """Six doctors of the ward, whose names come last in the alphabet."""
    people = [
        factories.PersonFactory(
            name=f"赵{n}", organisation=first_hospital, territory=territories["E11"]
        )
        for n in range(6)
    ]
    with arrange():
        for person in people:
            work = person.affiliations.get()
            work.department = ward
            work.save()
    return people


@pytest.fixture
def visit(six, lin, policy, today):
    return plan_visit(six[0].customer, day=today, by=lin)


def test_one_tap_ticks_the_department_and_keeps_who_was_ticked(as_user, lin, visit, six, zhou):
    page = as_user(lin)
    form = page.get(reverse("visits:visit_log", args=[visit.uuid]))
    widget = form.context["form"].fields["participants"].widget

    assert "Everybody of 心内科" in form.text
    answer = page.get(f"{widget.department_url}&participants={zhou.customer.uuid}")

    ticked = set(answer.context["form"]["participants"].value())
    assert ticked == {str(one.customer.uuid) for one in [*six, zhou]}
    assert answer.text.count("checked") == 7


def test_those_of_the_department_stand_first(lin, visit, six, zhou):
    people = list(Offers.of_visit(visit).people([]).values())

    assert set(people[:6]) == set(six)


def test_a_department_elsewhere_is_not_found(as_user, lin, visit, first_hospital):
    place = reverse("visits:colleague_list", args=[first_hospital.customer.uuid])

    assert as_user(lin).get(f"{place}?department=x").status_code == 404
