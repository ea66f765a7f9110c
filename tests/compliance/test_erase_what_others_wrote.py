"""Others wrote about Zhou in many places: once she is erased, no table, no history and no payload has a word of it."""

import pytest
from django.core.files.storage import default_storage
from django.db.models import Sum

from accounts.models import Attachment
from accounts.services.job import run_job
from compliance.history import Question
from compliance.ledger.verify import verify
from compliance.models import Entry
from compliance.services.erasure import approve_erasure, destroy_outstanding_keys
from compliance.services.history_file import HISTORY_FILE, start_history_file
from customers.erasure import NOTHING, declared
from customers.models import Consent, Need, NeedEvidence, PlanObjective
from tests import factories
from tests.compliance.test_erasure import everything_in_the_database
from tests.compliance.written import PDF, SAID, paper, write_everything
from visits.models import Request, Visit, VisitProduct

pytestmark = pytest.mark.req("PRV-012", "LED-024", "CUS-09")


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def written(zhou, lin, product, messages):
    write_everything(zhou, by=lin, product=product, messages=messages)


@pytest.fixture
def erase(written, asked, wen, django_capture_on_commit_callbacks):
    def do():
        with django_capture_on_commit_callbacks(execute=True):
            approve_erasure(
                asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen)
            )

    return do


def rows_of(customer):
    """{model: how many of its rows lead to her}"""
    return {
        line.model.__name__: line.model.objects.filter(line.of(customer)).count()
        for line in declared().values()
    }


def test_there_is_a_row_of_each_kind_in_this_story(written, zhou):
    assert [name for name, number in rows_of(zhou.customer).items() if not number] == []


def test_no_table_holds_a_word_of_it_any_more(erase):
    before = everything_in_the_database()

    erase()

    after = everything_in_the_database()
    assert (SAID in before, SAID in after) == (True, False)


def test_what_is_counted_and_summed_is_as_before(erase, zhou):
    def counted():
        rows = rows_of(zhou.customer)
        # What was learned of her persona is taken away as a whole, in the current rows.
        del rows["PersonaFact"], rows["Influence"]
        return rows, sums()

    def sums():
        satisfied = Request.objects.aggregate(s=Sum("satisfaction"))["s"]
        return satisfied, PlanObjective.objects.aggregate(s=Sum("reached"))["s"]

    before = counted()

    erase()

    assert counted() == before


def test_what_names_nobody_stays(erase):
    erase()

    need, visit, talk = Need.objects.get(), Visit.objects.get(), VisitProduct.objects.get()
    assert (need.pain_point, need.lesson) == (NOTHING, "Use cards")
    assert (visit.feedback, visit.outcome, talk.reaction) == (NOTHING, "seen", "interested")


def test_history_says_who_and_when_and_not_why(erase, lin):
    erase()

    told = Need.history.filter(action="test.write").values_list(
        "pain_point", "history_change_reason", "actor"
    )
    assert list(told) == [(NOTHING, NOTHING, "system:tests")] * 2
    newest = Need.history.latest("history_id")
    assert (newest.action, newest.history_change_reason) == ("person.erase", "nothing keeps it")


def test_the_record_verifies_with_as_many_leaves(erase):
    before = dict(Entry.objects.values_list("id", "leaf"))

    erase()

    counts = verify(3, outside=[]).counts
    of_the_test = {"NO_CHECKPOINT", "SEAL_LAG"}  # nothing is sealed here
    emptied = Entry.objects.filter(body=None).count()
    assert {code: counts[code] for code in counts.keys() - of_the_test} == {"REDACTED_OK": emptied}
    after = dict(Entry.objects.filter(id__in=before).values_list("id", "leaf"))
    assert after == before


def test_the_bytes_of_her_papers_are_destroyed_and_their_hashes_stay(erase):
    hers = Attachment.objects.filter(name__in=[f"{SAID}.pdf", "photo.pdf", "card.pdf"])
    papers = {row.sha256: row.path for row in hers}
    assert [default_storage.exists(path) for path in papers.values()] == [True] * 3

    erase()

    assert [default_storage.exists(path) for path in papers.values()] == [False] * 3
    rows = Attachment.objects.filter(sha256__in=papers)
    assert rows.count() == 3
    assert {(row.name, str(row), row.is_removed) for row in rows} == {
        (NOTHING, "Removed by an erasure", True)
    }
    assert Consent.objects.get().evidence.is_removed


def test_a_paper_that_also_speaks_of_another_stays(erase, gu, lin, arrange):
    """A list of signatures is evidence of each who signed it."""
    signed = Consent.objects.get().evidence
    with arrange():
        Consent.objects.create(
            customer=gu.customer,
            purpose="contact",
            channel="phone",
            how="signed",
            answer="given",
            said_on="2026-01-05",
            notice_version="1",
            evidence=signed,
        )

    erase()

    signed.refresh_from_db()
    assert (signed.is_removed, default_storage.exists(signed.path)) == (False, True)


def test_equal_bytes_of_somebody_else_s_paper_stay(erase, lin):
    theirs = paper("another.pdf", lin, PDF)

    erase()

    assert default_storage.open(theirs.path).read() == PDF
    assert Consent.objects.get().evidence.is_removed


def test_a_removed_paper_opens_for_nobody_and_is_named_so(erase, as_user, lin, wen):
    evidence = NeedEvidence.objects.get().attachment
    address = f"/attachments/{evidence.uuid}/"
    browser = as_user(lin)

    erase()

    assert browser.get(address).status_code == 404


def test_nothing_is_taken_from_another_person(erase, gu, lin, arrange):
    with arrange():
        Need.objects.create(
            customer=gu.customer,
            owner=lin,
            category="clinical",
            pain_point="plum",
            next_review_on="2026-01-05",
            territory=lin.memberships.get().territory,
        )

    erase()

    hers = Need.objects.get(customer=gu.customer)
    entry = Entry.objects.get(table="customers_need", key=hers.pk)
    assert (hers.pain_point, "plum" in entry.body) == ("plum", True)


def test_what_a_crash_left_of_her_papers_goes_with_the_minute(written, asked, wen):
    evidence = Consent.objects.get().evidence
    approve_erasure(asked, because="nothing keeps it", by=wen, credentials=factories.signing(wen))
    left = default_storage.exists(evidence.path)

    destroy_outstanding_keys()

    assert (left, default_storage.exists(evidence.path)) == (True, False)


def test_a_file_of_changes_that_was_made_before_is_gone(erase, wen):
    asked = start_history_file(Question(label="customers.need"), form="csv", filters="", by=wen)
    job = run_job(asked.pk)
    with HISTORY_FILE.open(job) as file:
        told = file.read().decode("utf-8-sig")

    erase()

    assert (SAID in told, HISTORY_FILE.open(job)) == (True, None)
