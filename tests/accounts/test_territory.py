"""The tree grows, moves and closes; who works where is dated."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Territory, TerritoryLink
from accounts.services.territory import (
    close_territory,
    create_territory,
    edit_territory,
    end_membership,
    join_territory,
    move_territory,
    reopen_territory,
    territory_of,
)
from customers.models import Alignment
from tests.conftest import TESTS, TREE

TODAY = timezone.localdate()


def seen_by(user):
    return sorted(Territory.objects.visible_to(user).values_list("code", flat=True))


def written():
    """The tree with its history, without its keys."""
    links = TerritoryLink.objects.values_list("ancestor__code", "descendant__code")
    facts = ["code", "name", "level", "parent__code", "is_active"]
    versions = Territory.history.values_list("code", "action", "actor", "history_type")
    return set(links), set(Territory.objects.values_list(*facts)), sorted(versions)


@pytest.mark.req("ACC-02")
def test_the_tree_of_the_cast_is_as_the_verb_makes_it(db, request):
    with transaction.atomic():
        tree = {}
        for level, rows in zip(Territory.Level.values, TREE, strict=True):
            for code, name, parent in rows:
                tree[code] = create_territory(
                    code=code, name=name, level=level, parent=tree.get(parent), by=TESTS
                )
        by_verb = written()
        transaction.set_rollback(True)

    request.getfixturevalue("territories")

    assert written() == by_verb


@pytest.mark.req("ACC-02")
def test_a_manager_sees_what_lies_below_and_a_rep_her_own(lin, shen, director, an):
    assert seen_by(lin) == ["E11"]
    assert seen_by(shen) == ["E1", "E11", "E12"]
    assert seen_by(director) == seen_by(an) == ["CN", "E", "E1", "E11", "E12", "W", "W1", "W11"]


@pytest.mark.req("ACC-02")
def test_a_district_moves_with_all_below_it(an, shen, chen, territories):
    join_territory(shen, territories["W"], by=an)

    move_territory(territories["E1"], territories["W"], by=an, because="new regions")

    links = TerritoryLink.objects.filter(descendant=territories["E11"])
    above = links.values_list("ancestor__code", flat=True)
    assert sorted(above) == ["CN", "E1", "E11", "W"]
    assert seen_by(shen) == ["E1", "E11", "E12", "W", "W1", "W11"]
    assert territories["E1"].history.latest().history_change_reason == "new regions"


@pytest.mark.req("ACC-02")
def test_levels_keep_their_order(an, territories):
    with pytest.raises(ValidationError, match="no place for this level"):
        move_territory(territories["E11"], territories["E"], by=an)
    with pytest.raises(ValidationError, match="no place for this level"):
        create_territory(code="X", name="X", level="territory", parent=territories["E11"], by=an)
    with pytest.raises(ValidationError, match="Only the nation"):
        create_territory(code="X", name="X", level="region", by=an)


@pytest.mark.req("ACC-02")
def test_a_rep_counts_where_she_worked_on_the_day(an, lin, territories):
    end_membership(lin.memberships.get(), on=date(2026, 6, 30), by=an)
    join_territory(lin, territories["E12"], valid_from=date(2026, 7, 1), by=an)

    assert territory_of(lin, date(2026, 6, 30)) == territories["E11"]
    assert territory_of(lin, date(2026, 7, 1)) == territories["E12"]


@pytest.mark.req("ACC-02")
def test_nobody_works_twice_in_a_territory_at_once(an, lin, territories):
    with pytest.raises(ValidationError, match="already works in the territory"):
        join_territory(lin, territories["E11"], valid_from=TODAY, by=an)


def test_a_membership_that_never_began_is_taken_back(an, lin, territories):
    later = join_territory(lin, territories["E12"], valid_from=TODAY + timedelta(days=5), by=an)

    end_membership(later, by=an)

    assert lin.memberships.count() == 1


def test_a_territory_is_renamed(an, territories):
    edit_territory(territories["E11"], code="E11", name="临江北", by=an)

    assert Territory.objects.get(code="E11").name == "临江北"


@pytest.mark.req("ACC-02")
def test_a_territory_closes_when_nobody_works_there_and_nothing_hangs_below(
    an, lin, zhou, territories
):
    with pytest.raises(ValidationError) as refusal:
        close_territory(territories["E1"], by=an)
    assert refusal.value.messages == ["Close or move the territories below it first."]
    with pytest.raises(ValidationError, match="still work there"):
        close_territory(territories["E11"], by=an)

    end_membership(lin.memberships.get(), by=an)
    with pytest.raises(ValidationError, match="Customers still belong to it"):
        close_territory(territories["E11"], by=an)
    Alignment.objects.filter(territory=territories["E11"]).update(valid_to=TODAY)
    closed = close_territory(territories["E11"], by=an, because="merged")

    assert closed.is_active is False
    with pytest.raises(ValidationError, match="is closed"):
        join_territory(lin, closed, valid_from=TODAY + timedelta(days=1), by=an)
    assert reopen_territory(closed, by=an).is_active is True


def test_a_manager_does_not_redraw_the_map(shen, territories):
    with pytest.raises(PermissionDenied):
        move_territory(territories["E1"], territories["W"], by=shen)
