"""Hua visits for Lin while she is away: what he did there stays in her territory, and he finishes it (ACC-04)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Job
from accounts.services.delegation import end_delegation, stand_in
from accounts.services.job import run_job
from tests import factories
from tests.accounts.test_stand_in import cover, hua  # noqa: F401
from visits.models import Request
from visits.services.submission import Question, submit_visit
from visits.services.touchpoint_file import TOUCHPOINT_FILE
from visits.services.visit import plan_visit, reschedule_visit

DAY = timedelta(days=1)


@pytest.fixture
def rep(hua):  # noqa: F811
    return hua


@pytest.fixture
def given(cover):  # noqa: F811
    return cover


@pytest.fixture
def covered(rep, zhou, given, policy, topic, today):
    """Hua's plan for tomorrow with Lin's customer; he looks at his own field again."""
    assert stand_in(rep, given.uuid)
    visit = plan_visit(zhou.customer, day=today + DAY, by=rep)
    rep.stands_in = None
    return visit


@pytest.fixture
def bai(territories):
    """Hua's own doctor."""
    return factories.PersonFactory(name="白苏", territory=territories["E12"]).customer


@pytest.mark.req("ACC-04")
def test_a_visit_that_moves_keeps_its_territory_whatever_its_rep_looks_at(
    covered, rep, given, bai, territories, today
):
    own = plan_visit(bai, day=today, by=rep)
    moved = reschedule_visit(covered, day=today, by=rep)
    assert stand_in(rep, given.uuid)
    own = reschedule_visit(own, day=today + DAY, by=rep)

    assert (moved.territory, own.territory) == (territories["E11"], territories["E12"])


@pytest.mark.req("ACC-04", "VIS-04")
def test_it_is_finished_when_the_cover_is_over(
    covered, rep, given, complete, territories, today, service_levels
):
    end_delegation(given, by=rep)
    asked = Question("medical_inquiry", "Is there data on the elderly?")

    visit = submit_visit(covered, record=complete, adverse_event=False, by=rep, questions=[asked])

    assert (visit.status, visit.day) == ("submitted", today)
    assert visit.territory == territories["E11"]
    assert Request.objects.get().visit == visit


@pytest.mark.req("ACC-04", "VIS-04")
def test_whose_customer_moved_away_is_not_seen_by_an_old_plan(
    covered, rep, given, complete, zhou, arrange
):
    with arrange():
        zhou.customer.alignments.all().delete()
    with pytest.raises(ValidationError, match="not one of yours"):
        submit_visit(covered, record=complete, adverse_event=False, by=rep)


@pytest.mark.req("ACC-04", "VIS-01")
def test_a_plan_reaches_no_further_than_the_cover(rep, zhou, given, today):
    assert stand_in(rep, given.uuid)
    assert plan_visit(zhou.customer, day=given.valid_to, by=rep).day == given.valid_to
    with pytest.raises(ValidationError) as refusal:
        plan_visit(zhou.customer, day=given.valid_to + DAY, by=rep)

    (said,) = refusal.value.message_dict["day"]
    assert said.startswith("You stand in for 林晓彤 until ")


@pytest.fixture
def asked_for(submitted, given, rep):
    """The job of the ledger's file that Hua asked for while he stood in for Lin."""
    assert stand_in(rep, given.uuid)
    return TOUCHPOINT_FILE.start(form="csv", filters="", by=rep)


@pytest.mark.req("ACC-04", "VIS-11")
def test_a_file_from_the_background_holds_the_field_of_the_page(asked_for):
    run_job(asked_for.pk)

    assert Job.objects.get().result == {"rows": 1}


@pytest.mark.req("ACC-04", "VIS-11")
def test_no_file_is_made_for_a_cover_that_is_over(asked_for, given, rep):
    end_delegation(given, by=rep)
    run_job(asked_for.pk)

    assert "cover under which this file was asked for is over" in Job.objects.get().problem
