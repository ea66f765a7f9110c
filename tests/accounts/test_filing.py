"""Without a valid filing nobody promotes (CN-001, CN-002)."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import Access, LegalEntity, Reminder, RepFiling
from accounts.models.legal_entity import check_credit_code
from accounts.services.filing import (
    check_filing,
    draft_filing,
    edit_filing,
    expiry_still_matters,
    file_filing,
    filings_in_force,
    plan_expiry_reminders,
    record_check,
    resume_filing,
    reveal_id_number,
    suspend_filing,
    withdraw_filing,
)
from tests import factories
from tests.factories import COMPANY_ZONE
from tests.unguarded import rewriting_history

TODAY = timezone.localdate()
BEGIN, END = date(2025, 4, 1), date(2026, 3, 31)
ID_NUMBER = "110101199003078515"


@pytest.fixture
def hua(territories):
    """A rep whose filing is still to be made."""
    return factories.UserFactory(username="hua", name="华笙", roles=["rep"])


def draft(hua, holder, by, **more):
    values = {"contract": "labour", "categories": ["cardiovascular"], "valid_from": BEGIN}
    return draft_filing(hua, holder, by=by, **(values | more))


def filed(hua, holder, by, *, valid_from=BEGIN, valid_to=END, **more):
    filing = draft(hua, holder, by, valid_from=valid_from, **more)
    evidence = factories.AttachmentFactory(uploaded_by=by)
    return file_filing(
        filing, number="BA-77", valid_from=valid_from, valid_to=valid_to, evidence=evidence, by=by
    )


def refusal(user, day, products=()):
    """(code, sentence) of the refusal, or None when the person may promote."""
    try:
        check_filing(user, day, products)
    except ValidationError as error:
        return error.code, error.message
    return None


@pytest.mark.req("CN-001")
@pytest.mark.parametrize(
    "code", ["91350100M000100Y44", "91350100M000100Y4", "9135010OM000100Y43", ""]
)
def test_a_wrong_credit_code_is_refused(code):
    with pytest.raises(ValidationError, match="not a unified social credit code"):
        check_credit_code(code)


@pytest.mark.req("CN-001")
def test_a_right_credit_code_is_taken(holder):
    holder.full_clean()
    assert LegalEntity.objects.get().credit_code == "91350100M000100Y43"


@pytest.mark.req("CN-001")
@pytest.mark.parametrize("missing", ["number", "valid_to", "evidence"])
def test_filed_means_with_number_term_and_evidence(hua, holder, wen, missing):
    values = {
        "number": "BA-77",
        "valid_from": BEGIN,
        "valid_to": END,
        "evidence": factories.AttachmentFactory(uploaded_by=wen),
    }
    values[missing] = "" if missing == "number" else None

    with pytest.raises(ValidationError, match="number, a last day and evidence"):
        file_filing(draft(hua, holder, wen), by=wen, **values)


@pytest.mark.req("CN-001")
def test_the_database_refuses_it_too(hua, holder, arrange):
    row = RepFiling(user=hua, holder=holder, status="filed", contract="labour", valid_from=BEGIN)

    with pytest.raises(IntegrityError, match="number_term_and_evidence"), arrange():
        row.save()


@pytest.mark.req("CN-001")
def test_two_filings_of_one_rep_at_one_holder_do_not_overlap(hua, holder, wen):
    filed(hua, holder, wen)

    with pytest.raises(ValidationError, match="already has a filing of this holder"):
        draft(hua, holder, wen, valid_from=END, valid_to=date(2027, 3, 31))
    assert draft(hua, holder, wen, valid_from=END + timedelta(days=1)).status == "draft"


@pytest.mark.req("CN-002")
def test_a_filing_counts_on_its_last_day_and_not_on_the_next(hua, holder, wen, product):
    filed(hua, holder, wen)

    assert refusal(hua, date(2026, 3, 31), [product]) is None
    code, sentence = refusal(hua, date(2026, 4, 1), [product])
    assert code == "FILING_INVALID"
    assert sentence == (
        "Your filing ended on 31 March 2026, so nothing of 1 April 2026 can be submitted. "
        "Ask 温知礼 (Compliance officer) about the filing."
    )


@pytest.mark.req("CN-002")
def test_without_any_filing_the_sentence_says_so(hua, an):
    assert refusal(hua, date(2026, 4, 1)) == (
        "FILING_INVALID",
        "You have no valid filing on 1 April 2026, so this can't be submitted. "
        "Ask 安管 (Administrator) about the filing.",
    )


@pytest.mark.req("CN-002")
def test_a_product_of_another_category_or_holder_is_not_covered(hua, holder, wen, product):
    filed(hua, holder, wen)
    oncology = factories.ProductFactory(holder=holder, category="oncology", name_en="Oncora")
    stranger = factories.LegalEntityFactory(credit_code="91110000600037341L", name="Other")
    foreign = factories.ProductFactory(holder=stranger, name_en="Forevin")

    code, sentence = refusal(hua, END, [product, oncology, foreign])
    assert code == "FILING_INVALID"
    assert sentence.startswith("Your filing does not cover Oncora, Forevin on 31 March 2026.")


@pytest.mark.req("CN-002")
def test_a_suspension_holds_from_its_day_until_it_is_lifted(hua, holder, wen):
    begin = TODAY - timedelta(days=100)
    filing = filed(hua, holder, wen, valid_from=begin, valid_to=TODAY + timedelta(days=100))
    backdate(filing, TODAY - timedelta(days=50))
    suspend_filing(filing, on=TODAY - timedelta(days=20), by=wen, because="wrong degree")
    filing = resume_filing(filing, on=TODAY - timedelta(days=10), by=wen)

    days = {
        ago: bool(filings_in_force(hua, TODAY - timedelta(days=ago)))
        for ago in (101, 100, 21, 20, 11, 10, 0)
    }
    assert days == {101: False, 100: True, 21: True, 20: False, 11: False, 10: True, 0: True}


def backdate(filing, day):
    """As if it had been filed on that day."""
    RepFiling.objects.filter(pk=filing.pk).update(status_on=day)
    with rewriting_history(RepFiling):
        filing.history.filter(status="filed").update(status_on=day)


@pytest.mark.req("CN-002")
def test_a_suspended_or_withdrawn_filing_stops_and_says_its_state(hua, holder, wen):
    filing = filed(hua, holder, wen, valid_to=TODAY)
    suspend_filing(filing, by=wen, because="wrong degree")
    assert "counts as “Suspended”" in refusal(hua, TODAY)[1]

    withdraw_filing(filing, by=wen, because="left the product")
    assert "counts as “Withdrawn”" in refusal(hua, TODAY)[1]
    with pytest.raises(ValidationError, match="can't become Filed"):
        resume_filing(filing, by=wen)


def test_changes_of_status_go_forward_in_time(hua, holder, wen):
    filing = filed(hua, holder, wen, valid_to=TODAY)

    with pytest.raises(ValidationError, match="later change can't precede"):
        suspend_filing(filing, on=TODAY - timedelta(days=1), by=wen, because="x")
    with pytest.raises(ValidationError, match="lies in the future"):
        suspend_filing(filing, on=TODAY + timedelta(days=1), by=wen, because="x")


def test_a_filing_that_counts_is_changed_only_with_a_reason(hua, holder, wen):
    filing = filed(hua, holder, wen)

    with pytest.raises(ValidationError, match="Say why"):
        edit_filing(filing, degree="本科", by=wen)
    assert edit_filing(filing, degree="本科", by=wen, because="diploma seen").degree == "本科"
    assert filing.history.latest().history_change_reason == "diploma seen"


@pytest.mark.req("ACC-03")
def test_the_rep_is_reminded_60_30_14_7_and_1_days_before(hua, holder, wen):
    end = TODAY + timedelta(days=40)
    filing = filed(hua, holder, wen, valid_to=end)

    planned = Reminder.objects.filter(subject=filing.uuid).order_by("due_at")
    assert list(planned.values_list("user", "moment", "due_at")) == [
        (hua.pk, moment, nine_o_clock(end - timedelta(days=int(moment))))
        for moment in ("30", "14", "7", "1")
    ]

    suspend_filing(filing, by=wen, because="wrong degree")
    assert planned.count() == 0


@pytest.mark.req("ACC-03")
def test_filings_that_came_by_a_file_are_reminded_of_from_the_next_day(lin):
    filing = lin.filings.get()
    end = TODAY + timedelta(days=20)
    RepFiling.objects.filter(pk=filing.pk).update(valid_to=end)

    plan_expiry_reminders()
    plan_expiry_reminders()

    planned = Reminder.objects.filter(subject=filing.uuid).order_by("due_at")
    assert list(planned.values_list("moment", flat=True)) == ["14", "7", "1"]


def nine_o_clock(day):
    return datetime(day.year, day.month, day.day, 9, tzinfo=COMPANY_ZONE)


@pytest.mark.req("ACC-03")
def test_nobody_is_reminded_once_the_next_filing_is_there(hua, holder, wen):
    end = TODAY + timedelta(days=5)
    filing = filed(hua, holder, wen, valid_to=end)
    reminder = Reminder.objects.get(subject=filing.uuid)
    assert expiry_still_matters(reminder).params["number"] == "BA-77"

    filed(hua, holder, wen, valid_from=end + timedelta(days=1), valid_to=end + timedelta(days=300))

    assert expiry_still_matters(reminder) is None


@pytest.mark.req("PRV-002")
def test_the_identity_number_is_sealed_and_reading_it_leaves_an_entry(hua, holder, wen):
    filing = draft(hua, holder, wen, id_number=ID_NUMBER)
    assert ID_NUMBER not in filing.id_number_sealed

    with pytest.raises(ValidationError, match="Say what you need"):
        reveal_id_number(filing, by=wen, because=" ")
    assert reveal_id_number(filing, by=wen, because="platform form") == ID_NUMBER

    entry = Access.objects.get()
    assert (entry.user, entry.action, entry.subject, entry.reason) == (
        wen,
        "unmask",
        filing.uuid,
        "platform form",
    )


@pytest.mark.req("PRV-002")
def test_the_administrator_who_enters_a_number_does_not_read_it_back(hua, holder, an):
    with pytest.raises(PermissionDenied):
        reveal_id_number(draft(hua, holder, an, id_number=ID_NUMBER), by=an, because="curious")


@pytest.mark.req("CN-001")
def test_a_check_on_the_platform_is_written_down(hua, holder, wen):
    filing = record_check(filed(hua, holder, wen), by=wen)

    assert (filing.checked_on, filing.checked_by) == (TODAY, wen)


@pytest.mark.req("ACC-03")
def test_reps_see_their_own_filings_and_managers_their_peoples(lin, chen, shen, wen, an):
    own, other = lin.filings.get(), chen.filings.get()

    seen = {user.username: set(RepFiling.objects.visible_to(user)) for user in (lin, shen, wen, an)}
    assert seen == {"lin": {own}, "shen": {own}, "wen": {own, other}, "an": {own, other}}


def test_a_rep_files_nothing_herself(lin, holder):
    with pytest.raises(PermissionDenied):
        draft(lin, holder, lin)
