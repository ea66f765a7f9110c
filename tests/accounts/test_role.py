"""Roles are given for a time, and those that would watch over themselves never meet."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connections
from django.utils import timezone

from accounts.models import User, UserRole
from accounts.permissions import CONFLICTS, GRANTS, Permission, Role, can
from accounts.services.role import end_role, grant_role
from tests.factories import UserFactory

TODAY = timezone.localdate()


@pytest.mark.req("CN-005")
def test_who_promotes_never_sells_at_the_same_time(an, lin):
    with pytest.raises(ValidationError) as refusal:
        grant_role(lin, Role.COMMERCIAL, by=an)

    assert refusal.value.message_dict == {
        "role": [
            "Commercial and Representative are never held by the same person at the same time. "
            "End the other role first."
        ]
    }


@pytest.mark.req("CN-005")
@pytest.mark.parametrize("promoting", ["rep", "manager"])
def test_the_database_itself_refuses_to_let_one_person_promote_and_sell(arrange, promoting):
    person = UserFactory(roles=[promoting])

    with pytest.raises(IntegrityError, match="never_with_commercial"), arrange():
        UserRole.objects.create(user=person, role="commercial", valid_from=TODAY)


@pytest.mark.req("CN-005")
def test_commercial_people_touch_no_visit():
    assert {name for name in GRANTS[Role.COMMERCIAL] if name.startswith("visit")} == set()
    assert Permission.VISIT_LOG in GRANTS[Role.REP]


@pytest.mark.req("WFL-003")
@pytest.mark.parametrize("pair", sorted(sorted(pair) for pair in CONFLICTS), ids="-".join)
def test_conflicting_roles_are_refused_whichever_comes_first(an, pair):
    for one, other in (pair, reversed(pair)):
        person = UserFactory(roles=[one])
        with pytest.raises(ValidationError):
            grant_role(person, other, by=an)
        assert person.roles == {one}


@pytest.mark.req("WFL-003")
def test_roles_that_do_not_overlap_in_time_may_follow_each_other(an):
    person = UserFactory()
    grant_role(person, "rep", valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30), by=an)

    with pytest.raises(ValidationError):
        grant_role(person, "commercial", valid_from=date(2026, 6, 30), by=an)
    grant_role(person, "commercial", valid_from=date(2026, 7, 1), by=an)

    assert person.roles == {"commercial"}


@pytest.mark.req("WFL-003")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_of_two_simultaneous_grants_one_wins():
    person, administrator = UserFactory(), UserFactory(roles=["admin"])
    answers, start = [], threading.Barrier(2)

    def grant(role):
        start.wait()
        try:
            grant_role(person, role, by=User.objects.get(pk=administrator.pk))
            answers.append("granted")
        except ValidationError:
            answers.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=grant, args=[role]) for role in ("compliance", "manager")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["granted", "refused"]


def test_the_same_role_is_held_once(an, lin):
    with pytest.raises(ValidationError, match="already holds the role"):
        grant_role(lin, "rep", by=an)


def test_nobody_changes_their_own_roles(an):
    with pytest.raises(PermissionDenied, match="their own roles"):
        grant_role(an, "steward", by=an)
    with pytest.raises(PermissionDenied, match="their own roles"):
        end_role(an.user_roles.get(), by=an)


def test_a_role_that_ended_gives_nothing_from_the_next_day(an, lin):
    end_role(lin.user_roles.get(), on=TODAY - timedelta(days=1), by=an, because="moved")

    assert not can(lin, Permission.VISIT_LOG)
    assert lin.user_roles.get().history.latest().history_change_reason == "moved"


def test_a_role_that_never_began_is_taken_back(an, lin):
    later = grant_role(lin, "medical", valid_from=TODAY + timedelta(days=9), by=an)

    end_role(later, by=an)

    assert [held.role for held in lin.user_roles.all()] == ["rep"]


def test_somebody_stays_administrator(an):
    other = UserFactory(roles=["admin"])
    end_role(an.user_roles.get(), by=other)

    with pytest.raises(ValidationError, match="must stay administrator"):
        end_role(other.user_roles.get(), by=an)
