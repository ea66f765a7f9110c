"""Nobody switches the trail off: whoever tries is told before anything is served."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from accounts.admin import Configuration, ReadOnly
from compliance.trail_checks import check_admin_cannot_write_the_trail
from visits.models import Visit

pytestmark = pytest.mark.req("GL-011")


def found():
    return [message.id for message in run_checks() if message.id.startswith("trail.")]


def test_as_it_is_shipped_nothing_is_wrong():
    assert found() == []


def test_a_history_that_is_switched_off_is_an_error_that_stops_every_command(settings):
    settings.SIMPLE_HISTORY_ENABLED = False

    assert found() == ["trail.E001"]
    with pytest.raises(SystemCheckError, match="switches the history off"):
        call_command("check")


@pytest.mark.parametrize("value", [False, None])
def test_reverting_records_is_an_error(settings, value):
    settings.SIMPLE_HISTORY_REVERT_DISABLED = value

    assert found() == ["trail.E002"]


@pytest.mark.parametrize(
    "label", ["visits.HistoricalVisit", "accounts.Signature", "compliance.Entry", "compliance.Leaf"]
)
def test_a_part_of_the_trail_that_an_administrator_could_edit_is_an_error(label):
    site, model = admin.AdminSite(), apps.get_model(label)
    site._registry[model] = Configuration(model, site)

    assert [one.id for one in check_admin_cannot_write_the_trail(None, sites=[site])] == [
        "trail.E003"
    ]
    site._registry[model] = ReadOnly(model, site)
    assert check_admin_cannot_write_the_trail(None, sites=[site]) == []


def test_a_business_record_is_no_part_of_the_trail():
    site = admin.AdminSite()
    site._registry[Visit] = Configuration(Visit, site)

    assert check_admin_cannot_write_the_trail(None, sites=[site]) == []
