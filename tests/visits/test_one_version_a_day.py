"""On each day one visit policy holds, and one promise for a kind and tier: the database says so, whoever writes."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from tests.unguarded import run_as_owner
from visits.models import ServiceLevel, VisitPolicy
from visits.services.service_level import set_service_level

pytestmark = pytest.mark.req("VIS-07")
JANUARY, MARCH, JUNE = date(2036, 1, 1), date(2036, 3, 1), date(2036, 6, 1)
DAY = timedelta(days=1)
HOURS = {"department": "quality", "response_hours": 8, "resolution_hours": 45}


def policy_from(day, version):
    return VisitPolicy(version=version, criteria=["objective"], valid_from=day)


def promise(day, *, tier="", by):
    return set_service_level(kind="complaint", tier=tier, valid_from=day, by=by, **HOURS)


def test_two_policies_of_one_day_are_refused_with_a_sentence(arrange, db):
    with arrange():
        policy_from(JANUARY, 1).save()

    with pytest.raises(ValidationError) as refusal:
        policy_from(MARCH, 2).full_clean()
    assert refusal.value.messages == ["Another version of the policy holds in that period."]

    with pytest.raises(IntegrityError, match="visit_policy_one_a_day"), arrange():
        policy_from(MARCH, 2).save()


def test_two_promises_of_one_day_are_refused_with_a_sentence(arrange, an):
    promise(JANUARY, by=an)
    second = ServiceLevel(kind="complaint", tier="", valid_from=MARCH, **HOURS)

    with pytest.raises(ValidationError) as refusal:
        second.full_clean()
    assert refusal.value.messages == [
        "Something else is promised for this kind and tier in that period."
    ]

    with pytest.raises(IntegrityError, match="service_level_one_a_day"), arrange():
        second.save()


@pytest.mark.req("VIS-08")
def test_a_promise_ends_where_the_next_begins_whichever_was_entered_first(an):
    for day in (JANUARY, JUNE, MARCH):
        promise(day, by=an)
    promise(MARCH, tier="strategic", by=an)

    general = ServiceLevel.objects.filter(tier="").order_by("valid_from")
    assert [(row.valid_from, row.valid_to) for row in general] == [
        (JANUARY, MARCH - DAY),
        (MARCH, JUNE - DAY),
        (JUNE, None),
    ]


def test_a_second_promise_from_the_same_day_is_refused_beside_the_day(an):
    promise(JANUARY, by=an)

    with pytest.raises(ValidationError) as refusal:
        promise(JANUARY, by=an)

    assert refusal.value.message_dict == {
        "valid_from": ["A promise for this kind and tier begins on that day already."]
    }


def test_a_promise_begins_after_the_days_of_which_promises_are_given(an, today):
    with pytest.raises(ValidationError) as refusal:
        promise(today - DAY, by=an)
    assert refusal.value.message_dict == {
        "valid_from": ["Promises of that day are given already; choose a later day."]
    }

    promise(today, by=an)  # nobody could ask before
    with pytest.raises(ValidationError, match="are given already"):
        promise(today, tier="strategic", by=an)
    promise(today + DAY, tier="strategic", by=an)


def test_the_migration_ends_what_held_on_together_and_says_so(arrange, db):
    run_as_owner("ALTER TABLE visits_servicelevel DROP CONSTRAINT service_level_one_a_day")
    with arrange():
        for day in (JANUARY, MARCH):
            ServiceLevel.objects.create(kind="complaint", tier="", valid_from=day, **HOURS)

    migration = import_module("visits.migrations.0002_versions_end_where_the_next_begins")
    migration.end_where_the_next_begins(apps, None)

    older, newer = ServiceLevel.objects.order_by("valid_from")
    assert (older.valid_to, newer.valid_to) == (MARCH - DAY, None)
    told = older.history.latest()
    assert told.actor == "migration:visits.0002_versions_end_where_the_next_begins"
    assert told.valid_to == MARCH - DAY
