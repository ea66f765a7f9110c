"""The radar tells a theme's weight in the company, and a lesson from elsewhere without the person it is about."""

import pytest

from customers.need_radar import radar
from customers.services.need import open_need, solve_need
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.req("CUS-06")


def test_a_theme_counts_all_and_opens_only_ones_own(pain, solved, lin, chen, gu, product, aged):
    old = open_need(gu.customer, category="clinical", product=product, pain_point="Again", by=chen)
    aged(old, 100)

    (theme,) = radar(lin)

    assert (theme.category, theme.about) == ("clinical", product)
    assert (theme.open, theme.mine, theme.young, theme.middle, theme.old) == (2, 1, 1, 0, 1)
    assert (theme.solved, theme.days_to_solve, theme.oldest) == (1, 21, 100)


def test_a_solution_from_elsewhere_is_told_without_the_person(pain, solved, lin, chen):
    (theme,) = radar(lin)

    (one,) = theme.solutions
    assert (one.where, one.days, one.ask, one.need) == ("Doctor in 西岭一", 21, chen, None)
    assert one.lesson == "A card with the next date, handed out by the nurse"


def test_who_sees_the_customer_reads_the_name_and_may_open_it(solved, chen):
    (theme,) = radar(chen)

    assert [(one.where, one.need) for one in theme.solutions] == [("顾明慧", solved)]


def test_a_house_is_named_to_everybody(lin, chen, territories):
    house = OrganisationFactory(name="西岭市医院", territory=territories["W11"])
    need = open_need(house.customer, category="payment", pain_point="DRG", by=chen)
    solve_need(need, solution="x", result="y", lesson="Day wards", by=chen)

    (theme,) = radar(lin)

    assert [(one.where, one.need) for one in theme.solutions] == [("西岭市医院", None)]


def test_what_is_not_shared_is_nobodys_lesson(lin, chen, gu):
    need = open_need(gu.customer, category="supply", pain_point="Out of stock", by=chen)
    solve_need(need, solution="x", result="y", by=chen)

    assert [theme.solutions for theme in radar(lin)] == [[]]


def test_by_territory_one_reads_ones_own_map(pain, solved, lin, shen, wen, territories):
    def of(user):
        return {(theme.category, theme.about.code) for theme in radar(user, by="territory")}

    assert of(lin) == of(shen) == {("clinical", "E11")}
    assert of(wen) == {("clinical", "E11"), ("clinical", "W11")}


def test_a_category_narrows_it(pain, lin):
    assert [theme.category for theme in radar(lin, category="clinical")] == ["clinical"]
    assert radar(lin, category="supply") == []


def test_no_page_of_lins_names_chens_doctor(as_user, lin, pain, solved):
    text = as_user(lin).get("/needs/radar/").text

    assert "handed out by the nurse" in text
    assert "Doctor in 西岭一" in text
    assert "顾明慧" not in text
    assert "Patients get lost" not in text


def test_the_executive_reads_that_there_is_a_lesson_but_not_its_words(as_user, director, solved):
    text = as_user(director).get("/needs/radar/").text

    assert ("•••" in text, "nurse" in text) == (True, False)
