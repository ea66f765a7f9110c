"""A version of a material counts once somebody else than its author has approved it, and until it is withdrawn."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from accounts.history import deed
from accounts.models import Access, Reminder
from accounts.permissions import Role
from compliance.material_reminders import EXPIRES, still_matters
from compliance.models import MaterialVersion
from compliance.services import material as verbs
from tests.factories import TESTS, UserFactory

pytestmark = [pytest.mark.req("VIS-14"), pytest.mark.req("WFL-010")]
DAY = timedelta(days=1)


def test_a_version_goes_from_its_draft_to_an_approval_and_history_tells(version, leaflet, mo):
    assert (version.status, version.approved_by, version.approval_number) == (
        "approved",
        mo,
        "YQ-1",
    )
    assert list(version.history.order_by("history_id").values_list("action", flat=True)) == [
        "material_version.draft",
        "material_version.submit",
        "material_version.approve",
    ]


def test_nobody_approves_what_they_wrote_or_handed_in(leaflet, draft, xiang, mo):
    both = UserFactory(username="both", roles=[Role.MEDICAL])
    drafted = verbs.submit_version(draft(leaflet), by=both)

    for user in (both, xiang):
        with pytest.raises(PermissionDenied):
            verbs.approve_version(drafted, approval_number="1", by=user)
    assert verbs.approve_version(drafted, approval_number="1", by=mo).status == "approved"


def test_who_dates_a_draft_anew_does_not_approve_it(leaflet, draft, xiang, mo, today):
    drafted = draft(leaflet)
    verbs.date_version(drafted, valid_from=today, valid_to=today + DAY, by=mo)

    with pytest.raises(PermissionDenied):
        verbs.approve_version(verbs.submit_version(drafted, by=xiang), approval_number="1", by=mo)


def test_whom_it_is_for_and_about_stays_while_a_version_waits_or_holds(
    leaflet, draft, product, xiang, mo
):
    def refused(**changes):
        with pytest.raises(ValidationError) as refusal:
            verbs.edit_material(leaflet, **changes, by=xiang)
        return list(refusal.value.message_dict)

    drafted = draft(leaflet)
    verbs.edit_material(leaflet, audience=["doctor"], by=xiang)
    handed_in = verbs.submit_version(drafted, by=xiang)
    assert refused(audience=[], products=[]) == ["audience", "products"]
    approved = verbs.approve_version(handed_in, approval_number="1", by=mo)
    assert refused(audience=["nurse"], products=[product]) == ["audience"]
    kept = {"audience": ["doctor"], "products": [product]}
    assert verbs.edit_material(leaflet, title="Second", **kept, by=xiang).title == "Second"

    verbs.withdraw_version(approved, because="New data", by=mo)
    assert verbs.edit_material(leaflet, audience=[], by=xiang).audience == []


def test_the_database_refuses_an_approval_by_its_author(leaflet, draft, xiang):
    drafted = verbs.submit_version(draft(leaflet), by=xiang)
    drafted.status, drafted.approved_by, drafted.approved_at = (
        "approved",
        xiang,
        drafted.submitted_at,
    )
    drafted.approval_number = "1"

    with pytest.raises(IntegrityError), transaction.atomic(), deed("test.forge", by=TESTS):
        drafted.save()


@pytest.mark.parametrize(
    ("status", "change"),
    [
        ("approved", {"status": "draft", "approved_at": None, "approved_by": None}),
        ("approved", {"approval_number": "YQ-2"}),
        ("approved", {"version": 9}),
    ],
    ids=["undone", "renumbered", "retold"],
)
def test_the_database_refuses_to_retell_an_approval(version, status, change):
    assert version.status == status
    for name, value in change.items():
        setattr(version, name, value)

    with pytest.raises(IntegrityError), transaction.atomic(), deed("test.forge", by=TESTS):
        version.save()


def test_the_next_version_takes_the_place_of_the_one_before(version, leaflet, approve, today):
    later = approve(leaflet, valid_from=today + 10 * DAY)

    version.refresh_from_db()
    assert (version.valid_to, later.version) == (today + 9 * DAY, 2)
    usable = MaterialVersion.objects.usable_on
    assert [list(usable(day)) for day in (today + 9 * DAY, today + 10 * DAY)] == [
        [version],
        [later],
    ]


def test_what_has_no_last_day_or_no_number_is_not_approved(leaflet, draft, xiang, mo):
    with pytest.raises(ValidationError) as refusal:
        verbs.submit_version(draft(leaflet, valid_to=None), by=xiang)
    assert refusal.value.message_dict == {
        "valid_to": ["Say the last day on which it may be shown."]
    }
    drafted = MaterialVersion.objects.get()
    drafted = verbs.date_version(
        drafted, valid_from=drafted.valid_from, valid_to=drafted.valid_from + DAY, by=xiang
    )
    handed_in = verbs.submit_version(drafted, by=xiang)
    with pytest.raises(ValidationError) as refusal:
        verbs.approve_version(handed_in, approval_number=" ", by=mo)
    assert refusal.value.message_dict == {"approval_number": ["Enter the number of the approval."]}


def test_its_owner_hears_before_it_ends_and_no_more_once_it_is_withdrawn(version, xiang, mo):
    reminders = Reminder.objects.filter(kind=EXPIRES, user=xiang, handled_at=None)
    assert set(reminders.values_list("moment", flat=True)) == {"60", "30", "14", "7", "1"}
    reminder = reminders.first()
    assert still_matters(reminder).params["material"] == "Leaflet v1"

    verbs.withdraw_version(version, because="New label", by=mo)

    assert (reminders.count(), still_matters(reminder)) == (0, None)


def test_the_pages_lead_from_a_draft_to_a_withdrawal(as_user, leaflet, xiang, mo, lin, today):
    marketing, medical, rep = as_user(xiang), as_user(mo), as_user(lin)
    page = f"/materials/{leaflet.uuid}/"
    file = SimpleUploadedFile("leaflet.pdf", b"%PDF-1.7 second")
    marketing.post(
        f"{page}versions/", {"upload": file, "valid_from": today, "valid_to": today + 30 * DAY}
    )
    version = leaflet.versions.get()
    steps = f"/materials/versions/{version.uuid}/"
    assert rep.get(page).status_code == 404

    marketing.post(f"{steps}submit/")
    assert "Decide on version 1" in medical.get(page).text
    assert "Decide on version 1" not in marketing.get(page).text
    refused = medical.post(f"{steps}approve/", {"approve-approval_number": ""})
    assert refused.status_code == 422
    medical.post(f"{steps}approve/", {"approve-approval_number": "YQ-7"})
    assert "YQ-7" in rep.get(page).text
    opened = rep.get(f"{steps}file/")
    assert (b"".join(opened.streaming_content), opened["Content-Type"]) == (
        b"%PDF-1.7 second",
        "application/pdf",
    )
    assert "attachment" not in opened["Content-Disposition"]
    assert Access.objects.filter(what="compliance.materialversion", user=lin).count() == 1

    marketing.post(f"{steps}withdraw/", {"withdraw-because": "New label"})
    version.refresh_from_db()
    assert (version.status, version.reason, version.withdrawn_by) == (
        "withdrawn",
        "New label",
        xiang,
    )
    assert rep.post(f"{steps}withdraw/", {"withdraw-because": "no"}).status_code == 403


def test_a_spreadsheet_is_no_material(as_user, leaflet, xiang, today):
    file = SimpleUploadedFile("list.csv", b"a,b\n1,2")

    page = as_user(xiang).post(
        f"/materials/{leaflet.uuid}/versions/",
        {"upload": file, "valid_from": today, "valid_to": today + DAY},
    )

    assert "This kind of file is not taken." in page.text
    assert not leaflet.versions.exists()


def test_lists_ask_no_more_for_many_than_for_one(
    as_user, xiang, product, approve, django_assert_max_num_queries
):
    for title in ("One", "Two", "Three"):
        made = verbs.create_material(title=title, kind="paper", products=[product], by=xiang)
        approve(made)
    browser = as_user(xiang)

    with django_assert_max_num_queries(12):
        page = browser.get("/materials/?state=usable")
    assert page.text.count("data-row") == 3
    assert browser.get("/materials/?q=Two").text.count("data-row") == 1
    assert browser.get("/materials/?state=draft").text.count("data-row") == 0
