"""The database empties what it keeps of a person for an approved case only, and of that person only."""

import pytest
from django.db import DatabaseError, transaction

from accounts.database_role import roles
from accounts.history import deed
from compliance.ledger.erasing import erased_tables, holders, ways_of
from compliance.ledger.redaction import FILES, HOLDERS, OF_PERSON, WAYS
from compliance.models import Entry
from compliance.services.erasure import request_erasure
from compliance.services.legal_hold import place_hold
from customers.models import Need
from tests.compliance.ledger.forgery import forged
from tests.unguarded import run_as_owner

REFUSED = "Only an approved case"
KEPT = "kept as it is written"


@pytest.fixture
def case(zhou, ruan):
    return request_erasure(zhou.customer, reason="a letter of 3 May", by=ruan)


@pytest.fixture
def approve(case, wen, sql):
    """As somebody with the application's password might: the row, without the verb."""

    def as_row(by=wen):
        with deed("test.approve", by=by, because="x"):
            case.status, case.decided_by, case.decision_reason = "approved", by, "x"
            case.decided_at = case.requested_at
            case.save()

    return as_row


@pytest.mark.req("LED-024")
def test_the_verifier_takes_for_a_person_s_what_the_database_empties():
    ways = {table.name: dict(ways_of(table)) for table in erased_tables()}

    assert {name for name, way in ways.items() if not way} == {*OF_PERSON, FILES}
    assert {name: way for name, way in ways.items() if way} == WAYS
    assert {(t.name, column) for t, column in holders() if t.name in WAYS} == set(HOLDERS)


def erase(sql, case, by, because="x"):
    with deed("erasure.approve", by=by, because=because):
        return sql(f"SELECT ledger_erase('{case.uuid}')")[0][0]


@pytest.mark.req("LED-024")
def test_without_an_approval_nothing_is_emptied(case, wen, sql):
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        erase(sql, case, wen)


@pytest.mark.req("LED-024", "PRV-010")
def test_under_a_hold_nothing_is_emptied(case, approve, zhou, wen, sql):
    approve()
    place_hold(zhou.customer, matter="inquiry 12", by=wen)

    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        erase(sql, case, wen)


@pytest.mark.req("LED-024")
def test_the_requester_s_own_approval_does_not_even_stand_in_the_table(approve, ruan):
    with pytest.raises(DatabaseError, match="decided_by_another"), transaction.atomic():
        approve(by=ruan)


@pytest.mark.req("LED-024")
def test_an_erasure_says_why(case, approve, wen, sql):
    approve()

    with pytest.raises(DatabaseError, match="author and a reason"), transaction.atomic():
        erase(sql, case, wen, because="")


@pytest.mark.req("LED-024", "PRV-014")
def test_payload_and_salt_go_and_the_leaf_stays(case, approve, zhou, wen, sql):
    approve()
    of_zhou = Entry.objects.filter(table="customers_person", key=zhou.pk).order_by("id")
    before = list(of_zhou.values_list("leaf", flat=True))

    erase(sql, case, wen)

    emptied = of_zhou.filter(body=None)
    assert list(emptied.values_list("leaf", flat=True)) == before
    assert set(emptied.values_list("salt", flat=True)) == {None}


@pytest.mark.req("LED-024")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET salt = NULL, body = NULL, redacted_by = {redaction} WHERE tbl = 'customers_person'",
        "UPDATE ledger_entry SET salt = NULL, body = NULL WHERE tbl = 'customers_person'",
        "UPDATE ledger_entry SET body = 'x' WHERE tbl = 'customers_person'",
        "UPDATE customers_historicalperson SET title = ''",
        "UPDATE customers_historicalperson SET type = 'buyer'",
    ],
    ids=["named", "unnamed", "edited", "history emptied", "history edited"],
)
def test_no_redaction_of_one_s_own_making_opens_the_guards(case, wen, statement):
    entry = Entry.objects.filter(table="customers_person").latest("id")
    told = f'{{"case": "{case.uuid}"}}'

    with pytest.raises(DatabaseError, match=KEPT), transaction.atomic():
        run_as_owner(
            "SELECT ledger_write('R', 'customers_historicalperson', history_id::text, NULL,"
            f" to_jsonb(h)::text, 'x', 'x', '{told}') FROM customers_historicalperson h",
            f"SELECT ledger_write('R', 'ledger_entry', '{entry.id}', NULL, NULL, 'x', 'x', '{told}')",
        )
        redaction = Entry.objects.latest("id").id
        run_as_owner(statement.format(redaction=redaction))


@pytest.mark.req("LED-024")
def test_an_approved_case_does_not_open_the_guards_for_another_person(case, approve, gu, wen):
    approve()
    entry = Entry.objects.filter(table="customers_person", key=gu.pk).latest("id")

    with pytest.raises(DatabaseError, match=KEPT), transaction.atomic():
        run_as_owner(
            f"SELECT ledger_write('R', 'ledger_entry', '{entry.id}', NULL, NULL, 'x', 'x',"
            f' \'{{"case": "{case.uuid}"}}\')'
        )
        redaction = Entry.objects.latest("id").id
        run_as_owner(
            f"UPDATE ledger_entry SET salt = NULL, body = NULL, redacted_by = {redaction} WHERE id = {entry.id}"
        )


@pytest.fixture
def needs(zhou, gu, lin):
    """Of Zhou and of Gu."""

    def written(person):
        return Need.objects.create(
            customer=person.customer,
            owner=lin,
            category="clinical",
            pain_point=f"of {person}",
            next_review_on="2026-01-05",
            territory=lin.memberships.get().territory,
        )

    with deed("test.write", by=lin):
        return written(zhou), written(gu)


@pytest.mark.req("LED-024")
def test_of_what_was_written_only_her_rows_are_emptied(case, approve, needs, wen, sql):
    approve()

    erase(sql, case, wen)

    of_needs = Entry.objects.filter(table="customers_need").order_by("id")
    entries = [of_needs.filter(key=need.pk).first().body for need in needs]
    assert (entries[0], "of " in entries[1]) == (None, True)
    assert [need.history.get().pain_point for need in needs] == ["–", needs[1].pain_point]


@pytest.mark.req("LED-024")
def test_what_was_ever_written_of_another_is_not_hers(case, approve, needs, zhou, wen, lin, sql):
    """Else whoever can write a row could have anybody's record emptied."""
    _of_zhou, of_gu = needs
    with deed("test.move", by=lin):
        of_gu.customer = zhou.customer
        of_gu.save()
    approve()

    erase(sql, case, wen)

    entries = Entry.objects.filter(table="customers_need", key=of_gu.pk)
    assert set(entries.filter(body=None)) == set()
    assert set(of_gu.history.values_list("pain_point", flat=True)) == {of_gu.pain_point}


def redact_by_hand(case, need, change):
    """As the database's function does it, by who may do everything but switch the guards off."""
    entry = Entry.objects.get(table="customers_need", key=need.pk)
    otherwise = '((to_jsonb(h) || \'{"pain_point": "x"}\'::jsonb) -'
    run_as_owner(
        forged("R", Need, case.uuid).replace("(to_jsonb(h) -", otherwise),
        f"SELECT ledger_write('R', 'ledger_entry', '{entry.id}', NULL, NULL, 'x', 'x', '{{\"case\": \"{case.uuid}\"}}')",
    )
    redaction = Entry.objects.latest("id").id
    run_as_owner(change.format(redaction=redaction, entry=entry.id, need=need.pk))


@pytest.mark.req("LED-024")
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_entry SET salt = NULL, body = NULL, redacted_by = {redaction} WHERE id = {entry}",
        "UPDATE customers_historicalneed SET pain_point = 'x' WHERE id = {need}",
    ],
    ids=["payload", "history"],
)
def test_an_approved_case_opens_no_row_that_leads_to_another(case, approve, needs, change):
    approve()
    of_zhou, of_gu = needs

    redact_by_hand(case, of_zhou, change)
    with pytest.raises(DatabaseError, match=KEPT), transaction.atomic():
        redact_by_hand(case, of_gu, change)


@pytest.mark.req("LED-024", "LED-001")
@pytest.mark.skipif(not roles().are_split, reason="one role does all: no DATABASE_OWNER_URL")
def test_the_application_erases_by_case_only_never_row_by_row(case, approve, needs, sql):
    approve()
    row = f"ledger_erase_row('{case.uuid}', ledger_plan() -> 2, {needs[0].pk}, '{{}}')"

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        sql(f"SELECT {row}")
