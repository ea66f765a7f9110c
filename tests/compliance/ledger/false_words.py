"""What somebody might have the log itself say, and by what name the verifier calls it."""

from django.db import connection

from accounts.history import System, deed
from accounts.models import Product
from compliance.services.erasure import request_erasure
from tests.compliance.ledger.attacks import Attack, attack, of_zhou, officer
from tests.compliance.ledger.forgery import as_the_owner, column_dropped, column_told, snapshot


def approved_by_who_asked():
    """The database believes the row; the log knows who wrote it."""
    case = request_erasure(of_zhou(), reason="she wrote to us", by=officer("ruan"))
    with deed("erasure.approve", by=officer("ruan"), because="x"), connection.cursor() as cursor:
        case.status, case.decided_by, case.decision_reason = "approved", officer("song"), "x"
        case.decided_at = case.requested_at
        case.save()
        cursor.execute("SELECT ledger_erase(%s)", [case.uuid])


def under_a_made_up_name():
    product = Product.objects.get(code="VEL")
    with deed("product.edit", by=System("user:11111111-1111-4111-8111-111111111111")):
        product.name = "维"
        product.save()


CAUGHT_INSIDE = [
    Attack("erasure approved by who asked for it", "PAYLOAD_MISSING", approved_by_who_asked),
    Attack("a change in the name of nobody", "ACTOR_UNKNOWN", under_a_made_up_name),
    attack(
        "an entry that quotes an older transaction",
        "OUT_OF_ORDER",
        "SELECT ledger_write('H', 'ledger_entry', '', NULL, NULL, NULL, NULL)",
        """UPDATE ledger_entry SET leaf = regexp_replace(leaf, '"xid":\\d+', '"xid":3')
        WHERE id = (SELECT max(id) FROM ledger_entry)""",
    ),
    attack(
        "columns told by another than the migration",
        "SHAPE_MISMATCH",
        *column_told("accounts_product", "bogus"),
    ),
    attack(
        "columns told that the table has not",
        "SHAPE_MISMATCH",
        *column_told("accounts_product", "bogus"),
        as_the_owner(),
    ),
    attack(
        "live row edited, told anew beside columns of a forged T",
        "STATE_DRIFT",
        "UPDATE accounts_product SET name = '维' WHERE code = 'VEL'",
        *column_told("accounts_product", "bogus"),
        snapshot(Product),
        as_the_owner(),
    ),
    attack(
        "live row edited, told anew beside a column that went and came back",
        "SHAPE_MISMATCH",
        *column_dropped("accounts_product", "name"),
        "UPDATE accounts_product SET name = '维' WHERE code = 'VEL'",
        *column_told("accounts_product", "name"),
        snapshot(Product),
        as_the_owner(),
    ),
]
