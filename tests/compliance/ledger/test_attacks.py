"""Who may do everything in the database changes it behind the ledger's back, and each time the verifier names it.

Each attack happens in a transaction of its own, which is rolled back. What is checked against checkpoints from outside
is checked by the stand-alone verifier on an export as well.
"""

import pytest

from accounts.history import system
from accounts.models import Notification
from accounts.services.notification import text_of
from compliance.ledger.verify import verify
from compliance.services.verification import run_verification
from customers.models import Person
from tests.compliance.ledger import attacks, false_words, words_of_others, world
from tests.compliance.ledger.forgery import as_the_owner, column_told, snapshot
from tests.unguarded import run_as_owner

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def kept(company, tmp_path):
    """The checkpoints as a sink keeps them."""
    folder = tmp_path / "kept"
    folder.mkdir()
    for number, (_where, note) in enumerate(company):
        (folder / f"{number}.txt").write_text(note)
    return folder


def codes(report):
    return set(report.counts)


@pytest.mark.req("CMP-02", "LED-014", "LED-015")
def test_a_company_that_nobody_touched_verifies(company, kept, tmp_path):
    report = verify(3, outside=company)
    world.export(tmp_path / "export.zip")

    assert (report.exit_code, report.findings) == (0, [])
    assert world.run_alone(tmp_path, tmp_path / "export.zip", [kept]) == (0, set())


@pytest.mark.req("CMP-02", "LED-014", "LED-015")
@pytest.mark.parametrize(
    "attack",
    attacks.CAUGHT_INSIDE + false_words.CAUGHT_INSIDE + words_of_others.CAUGHT_INSIDE,
    ids=attacks.name_of,
)
def test_it_is_caught_by_what_the_database_holds(attack, company, kept, tmp_path):
    attack.commit()

    inside = verify(3, outside=[])
    world.export(tmp_path / "export.zip")
    alone = world.run_alone(tmp_path, tmp_path / "export.zip", [kept])
    assert (inside.exit_code, attack.code in codes(inside)) == (1, True), inside.findings
    assert (alone[0], attack.code in alone[1]) == (1, True), alone


@pytest.mark.req("CMP-02", "LED-014", "LED-015")
@pytest.mark.parametrize("attack", attacks.CAUGHT_OUTSIDE, ids=attacks.name_of)
def test_it_is_caught_only_by_a_checkpoint_from_outside(attack, company, kept, tmp_path):
    attack.commit()

    inside, outside = verify(3, outside=[]), verify(3, outside=company)
    world.export(tmp_path / "export.zip")
    alone = world.run_alone(tmp_path, tmp_path / "export.zip", [kept])
    assert codes(inside) == {"NO_CHECKPOINT"}, inside.findings
    assert (outside.exit_code, attack.code in codes(outside)) == (1, True), outside.findings
    assert (alone[0], attack.code in alone[1]) == (1, True), alone


@pytest.mark.req("LED-014")
@pytest.mark.parametrize("attack", attacks.GUARDS_OFF, ids=attacks.name_of)
def test_a_guard_that_is_off_is_named(attack, company):
    attack.commit()

    assert codes(verify(3, outside=company)) == {"GUARD_OFF"}


@pytest.mark.req("LED-014")
def test_compliance_is_told_of_what_a_nightly_run_finds(wen, settings, tmp_path):
    settings.LEDGER_SINKS = [f"directory:{tmp_path}"]
    edited = next(one for one in attacks.CAUGHT_INSIDE if one.name == "business row edited")
    edited.commit()

    run_verification(level=3, by=system("clock"))

    told = Notification.objects.get(user=wen)
    assert "STATE_DRIFT" in text_of(told)


@pytest.mark.req("LED-028")
def test_what_goes_before_it_is_sealed_goes_without_a_trace(company):
    """The honest limit: docs/ledger.md says so."""
    attacks.INSIDE_THE_WINDOW.commit()

    assert verify(3, outside=company).exit_code == 0


@pytest.mark.req("LED-024")
def test_a_redacted_payload_is_noticed_and_no_fault(company, kept, tmp_path):
    attacks.REDACTION.commit()

    report = verify(3, outside=company)
    world.export(tmp_path / "export.zip")
    # The person's three entries and the customer's two: as they were entered, and as they were emptied. And of what
    # was written of her: the need as it was opened, dropped and emptied, its photograph with two, and that it has it.
    assert (report.exit_code, dict(report.counts)) == (0, {"REDACTED_OK": 5 + 6})
    assert world.run_alone(tmp_path, tmp_path / "export.zip", [kept]) == (0, {"REDACTED_OK"})


@pytest.mark.req("LED-014", "LED-024")
def test_who_is_erased_again_after_a_column_came_is_no_fault(company):
    attacks.by_the_book()
    run_as_owner(
        "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED",
        "ALTER TABLE customers_person ADD COLUMN pager text",
        "ALTER TABLE customers_historicalperson ADD COLUMN pager text",
        *column_told("customers_person", "pager"),
        snapshot(Person),
    )
    world.behind_its_back(as_the_owner())
    attacks.by_the_book()

    assert set(verify(3, outside=company).counts) == {"REDACTED_OK"}


@pytest.mark.req("LED-014")
def test_a_checkpoint_of_another_log_is_a_fork(company):
    note = company[0][1]
    origin = note.split("\n", 1)[0]

    report = verify(2, outside=[("elsewhere", note.replace(origin, "pharmacrm/other"))])

    assert {"EXT_FORK", "SIG_BAD"} <= codes(report)


@pytest.mark.req("LED-016")
def test_a_log_that_fell_silent_is_stale(company, settings):
    settings.LEDGER_STALE_MINUTES = 0

    report = verify(2, outside=company)

    assert (report.exit_code, codes(report)) == (3, {"STALE"})
