"""What somebody might do with rows that lead to a person, and by what name the verifier calls it."""

from accounts.models import Attachment
from compliance.models import ErasureCase
from customers.models import Need
from tests.compliance.ledger.attacks import (
    Attack,
    after_the_erasure,
    attack,
    by_the_book,
    open_case,
)
from tests.compliance.ledger.forgery import forged, snapshot
from tests.compliance.ledger.world import behind_its_back

OF_HER = "SELECT n.id FROM customers_need n JOIN customers_customer c ON c.id = n.customer_id WHERE c.kind = 'person'"
OF_HOSPITAL = OF_HER.replace("'person'", "'organisation'")
PHOTO = "SELECT id FROM accounts_attachment WHERE name = 'photo-organisation.png'"
EMPTIED = """UPDATE ledger_entry e SET salt = NULL, body = NULL, redacted_by = ledger_write('R', 'ledger_entry', e.id::text,
    NULL, NULL, 'x', 'x', '{{"case": "{case}"}}') WHERE tbl = '{table}' AND key = ({row})::text"""
OTHERWISE = f"UPDATE customers_historicalneed SET pain_point = 'x' WHERE id = ({OF_HOSPITAL})"


def emptied_under(make_case, table, row):
    """By hand, with the redactions that belong to it."""
    return lambda: behind_its_back(EMPTIED.format(case=make_case().uuid, table=table, row=row))


def a_case_that_is_done():
    by_the_book()
    return ErasureCase.objects.get()


def a_row_of_another():
    """Emptied and told anew as the database's function does it, under a case that would allow its own person's."""
    case = open_case().uuid
    behind_its_back(
        EMPTIED.format(case=case, table="customers_need", row=OF_HOSPITAL),
        OTHERWISE,
        forged("R", Need, case),
        snapshot(Need),
    )


def a_file_of_another():
    case = open_case().uuid
    renamed = f"SET name = 'x' WHERE id = ({PHOTO})"
    behind_its_back(
        EMPTIED.format(case=case, table="accounts_attachment", row=PHOTO),
        f"UPDATE accounts_historicalattachment {renamed}",
        forged("R", Attachment, case),
        f"UPDATE accounts_attachment {renamed}",
        snapshot(Attachment),
    )


CAUGHT_INSIDE = [
    attack(
        "what was written of a person emptied without a redaction",
        "PAYLOAD_MISSING",
        f"UPDATE ledger_entry SET salt = NULL, body = NULL WHERE tbl = 'customers_need' AND key = ({OF_HER})::text",
    ),
    Attack(
        "what was written of a person emptied under an open case, its history not",
        "PAYLOAD_MISSING",
        emptied_under(open_case, "customers_need", OF_HER),
    ),
    Attack(
        "what was written of another emptied under a case that is done",
        "PAYLOAD_MISSING",
        emptied_under(a_case_that_is_done, "customers_need", OF_HOSPITAL),
    ),
    Attack("what was written of another told anew", "PAYLOAD_MISSING", a_row_of_another),
    Attack(
        "history of what was written of another told anew", "HISTORY_MISMATCH", a_row_of_another
    ),
    Attack("file of another emptied", "PAYLOAD_MISSING", a_file_of_another),
    Attack("history of a file of another told anew", "HISTORY_MISMATCH", a_file_of_another),
    Attack(
        "history of what was emptied edited",
        "HISTORY_MISMATCH",
        after_the_erasure(
            f"UPDATE customers_historicalneed SET pain_point = 'x' WHERE id = ({OF_HER})"
        ),
    ),
    Attack(
        "reason in emptied history edited",
        "HISTORY_MISMATCH",
        after_the_erasure(
            f"UPDATE customers_historicalneed SET history_change_reason = 'x' WHERE id = ({OF_HER})"
        ),
    ),
    Attack(
        "what was emptied filled again with a forged R and S",
        "STATE_DRIFT",
        after_the_erasure(
            f"UPDATE customers_need SET pain_point = 'x' WHERE id = ({OF_HER})",
            forged("R", Need),
            snapshot(Need),
        ),
    ),
]
