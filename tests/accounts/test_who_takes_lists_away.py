"""Whoever sees a list may not yet take it away: that is one permission for every export."""

import ast
from pathlib import Path

import pytest

from accounts.permissions import Permission, Role, can
from tests.access_records import build_world

ROOT = Path(__file__).resolve().parents[2]
EXPORTS = {
    "accounts/views/absence.py": "/time-off/",
    "accounts/views/filing.py": "/filings/",
    "accounts/views/user.py": "/users/",
    "compliance/views/access.py": "/access/",
    "compliance/views/alert.py": "/alerts/",
    "compliance/views/field.py": "/fields/",
    "compliance/views/history.py": "/history/",
    "compliance/views/material.py": "/materials/",
    "compliance/views/question.py": "/questions/",
    "visits/views/material_usage.py": "/materials/usage/",
    "customers/views/bulk_change.py": "/bulk-changes/",
    "customers/views/care.py": "/care/",
    "compliance/views/subject_request.py": "/data-requests/",
    "customers/views/consent.py": "/consents/",
    "customers/views/customer.py": "/customers/",
    "customers/views/data_change.py": "/data-changes/",
    "customers/views/duplicate.py": "/duplicates/",
    "customers/views/account_plan.py": "/plans/",
    "customers/views/competitor.py": "/competitors/",
    "customers/views/competitor_activity.py": "/competitor-activity/",
    "customers/views/need.py": "/needs/",
    "customers/views/scoring_model.py": "/tiers/models/{model}/moves/",
    "customers/views/tier_grid.py": "/tiers/",
    "customers/views/tier_proposal.py": "/tiers/proposals/",
    "customers/views/guest_link.py": "/guest-links/",
    "customers/views/customer_import.py": "/imports/{import}/",
    "customers/views/persona_fact.py": "/customers/persona/",
    "visits/views/appointment.py": "/appointments/",
    "visits/views/cycle_plan.py": "/cycle-plans/",
    "visits/views/dispute.py": "/disputes/",
    "visits/views/request.py": "/requests/",
    "visits/views/touchpoint.py": "/communication-ledger/",
    "visits/views/visit.py": "/visits/",
    "visits/views/waiver.py": "/waivers/",
    "analytics/views/dashboard.py": "/dashboard/",
    "analytics/views/figure.py": "/figures/visits_done/",
}
REFUSED = "Your role does not include this."


@pytest.fixture
def world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return build_world()


@pytest.mark.req("ACC-01", "GL-016")
def test_a_list_goes_as_a_file_only_to_those_who_may_take_lists_away(world, as_user):
    wrong, refused = [], set()
    for role, user in world.people.items():
        browser = as_user(user)
        for address in EXPORTS.values():
            address = address.format(
                **{"import": world.uuids["imports/"], "model": world.uuids["tiers/models/"]}
            )
            page, file = browser.get(address), browser.get(address, {"format": "csv"})
            may = can(user, Permission.EXPORT)
            if page.status_code != 200:
                as_it_should = file.status_code == page.status_code
            elif may:
                as_it_should = "attachment" in file.headers.get("Content-Disposition", "")
            else:
                refused.add((role, address))
                as_it_should = file.status_code == 403 and REFUSED in file.text
            # An import that is not read yet has no lines to offer.
            offers = may and page.status_code == 200 and "/imports/" not in address
            if not as_it_should or ("format=csv" in page.text) != offers:
                wrong.append((role, address, page.status_code, file.status_code))

    assert wrong == []
    assert {address for role, address in refused if role == Role.EXECUTIVE} == {
        "/appointments/",
        "/bulk-changes/",
        "/communication-ledger/",
        "/competitor-activity/",
        "/competitors/",
        "/care/",
        "/consents/",
        "/customers/",
        "/cycle-plans/",
        "/customers/persona/",
        "/dashboard/",
        "/data-changes/",
        "/duplicates/",
        "/figures/visits_done/",
        "/filings/",
        "/materials/",
        "/materials/usage/",
        "/needs/",
        "/plans/",
        "/questions/",
        "/requests/",
        "/tiers/",
        "/time-off/",
        f"/tiers/models/{world.uuids['tiers/models/']}/moves/",
        "/tiers/proposals/",
        "/visits/",
        "/waivers/",
    }


def test_every_export_stands_in_the_table():
    asking = {
        str(path.relative_to(ROOT))
        for path in ROOT.glob("*/views/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "export_response"
    }
    assert asking == set(EXPORTS)
