"""Filters of a big company offer what is near, and take everything that the reader may see."""

import pytest

from accounts.forms import choosing
from accounts.permissions import Role
from customers.forms.filter import CustomerFilter
from customers.forms.segment import SegmentForm
from tests import factories
from visits.forms.visit import VisitFilter
from visits.services.visit import local_today

CUT = "More: choose a territory first"


@pytest.fixture
def director(territories):
    return factories.UserFactory(username="director", roles=[Role.EXECUTIVE])


@pytest.fixture
def few(monkeypatch):
    """Eight territories are already more than anybody scrolls through."""
    monkeypatch.setattr(choosing, "MOST", 4)


def labels(form, name):
    return [str(value or label) for value, label in form.fields[name].choices][1:]


def test_a_small_company_is_offered_whole(director):
    form = CustomerFilter({}, user=director)
    assert labels(form, "territory") == ["CN", "E", "E1", "E11", "E12", "W", "W1", "W11"]


def test_of_a_big_company_the_upper_levels_are_offered_first(director, few):
    form = CustomerFilter({}, user=director)
    assert labels(form, "territory") == ["CN", "E", "E1", "W", CUT]


def test_a_chosen_territory_brings_what_is_above_and_below_it(director, few):
    form = CustomerFilter({"territory": "W1"}, user=director)
    assert labels(form, "territory") == ["CN", "W", "W1", "W11"]


def test_a_territory_that_is_not_offered_is_taken_from_the_address(director, few, territories):
    form = CustomerFilter({"territory": "E12"}, user=director)
    assert form.is_valid()
    assert form.cleaned_data["territory"] == territories["E12"]


def test_a_mistyped_territory_offers_the_upper_levels(director, few):
    form = CustomerFilter({"territory": "nowhere"}, user=director)
    assert labels(form, "territory") == ["CN", "E", "E1", "W", CUT]


def test_representatives_of_the_chosen_territory_are_offered(director, lin, chen, territories):
    address = {"territory": str(territories["W1"].uuid)}
    form = VisitFilter(address, user=director, today=local_today(director))
    assert labels(form, "rep") == [str(chen.uuid)]


def test_the_chosen_representative_stays_on_offer(director, lin, chen, monkeypatch):
    monkeypatch.setattr(choosing, "MOST", 1)
    for rep in (lin, chen):
        form = VisitFilter({"rep": str(rep.uuid)}, user=director, today=local_today(director))
        assert str(rep.uuid) in labels(form, "rep")
        assert labels(form, "rep")[-1] == CUT


def test_a_chosen_representative_of_elsewhere_stays_on_offer(director, lin, chen, territories):
    """The filter narrows the list by her: it may not read as if nobody were chosen."""
    address = {"territory": str(territories["W1"].uuid), "rep": str(lin.uuid)}
    form = VisitFilter(address, user=director, today=local_today(director))
    assert labels(form, "rep") == [str(lin.uuid), str(chen.uuid)]


def test_a_filter_is_shared_around_the_territory_by_which_it_narrows(director, few, territories):
    form = SegmentForm(user=director, around=territories["W1"])
    keys = [territories[code].pk for code in ["CN", "W", "W1", "W11"]]
    assert labels(form, "shared_with") == [str(key) for key in keys]


def test_the_choices_are_read_once(director, django_assert_num_queries):
    form = CustomerFilter({}, user=director)
    with django_assert_num_queries(1):
        assert labels(form, "territory") == labels(form, "territory")
