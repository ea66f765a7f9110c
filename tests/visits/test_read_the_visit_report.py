"""Shen reads the report of a visit on her phone and takes it along on paper."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import Access
from tests import factories
from visits.services.request import raise_request
from visits.services.visit import plan_visit


def address(visit):
    return reverse("visits:visit_report", args=[visit.uuid])


@pytest.mark.req("VIS-11")
def test_the_report_is_made_of_what_was_logged(as_user, shen, lin, submitted, service_levels):
    raise_request(
        submitted.customer,
        kind="medical_inquiry",
        words="Is 5 mg enough over 75?",
        visit=submitted,
        by=lin,
    )
    report = as_user(shen).get(address(submitted)).context["report"]

    told = {section.title: dict(section.rows) for section in report.sections}
    assert list(told) == ["Contact", "Record", "What comes of it", "Effective visit", "Proof"]
    assert told["Contact"]["Representative"] == "林晓彤"
    assert told["Contact"]["Adverse event mentioned"] == "no"
    assert told["Record"] == {
        "Topic": "Therapy",
        "Objective": "Hand over the subgroup data",
        "Next step": "Send material",
    }
    assert told["What comes of it"] == {
        "Request: Medical inquiry": "Is 5 mg enough over 75? (Medical, Open)",
        f"Follow-up, due {submitted.follow_ups.get().due_on}": "Send material (林晓彤)",
    }
    assert told["Proof"]["Place in the ledger"] == "unsealed"
    assert [(talk[0], talk[2]) for talk in report.talks] == [
        (str(submitted.products.get().product), "Interested")
    ]


@pytest.mark.req("VIS-11")
def test_the_paper_holds_chinese_and_is_logged(as_user, shen, submitted):
    answer = as_user(shen).get(address(submitted), {"format": "pdf"})

    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert [word in text for word in ("Visit report: 周岚", "林晓彤", str(submitted.uuid))] == [
        True
    ] * 3
    row = Access.objects.get(user=shen, action="export")
    assert (row.what, row.subject) == ("visits.visit", submitted.uuid)


@pytest.mark.req("VIS-11")
def test_notes_are_masked_for_who_may_not_read_them(as_user, submitted):
    director = factories.UserFactory(username="director9", name="董事", roles=["executive"])
    report = as_user(director).get(address(submitted)).context["report"]

    assert dict(report.sections[1].rows)["Objective"] == "•••"


def test_what_is_only_planned_has_no_report_and_another_s_is_not_there(
    as_user, lin, chen, planned, submitted, zhou, today
):
    assert as_user(chen).get(address(submitted)).status_code == 404

    later = plan_visit(zhou.customer, day=today + timedelta(days=1), by=lin)
    assert as_user(lin).get(address(later)).status_code == 404
