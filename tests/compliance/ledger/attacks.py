"""What somebody with all rights in the database might do, and by what name the verifier calls it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection

from accounts.history import deed, system
from accounts.models import Product, User
from accounts.permissions import Role
from compliance.ledger.merkle import Frontier
from compliance.ledger.signer import Signer
from compliance.models import Checkpoint, ErasureCase
from compliance.services.erasure import approve_erasure, request_erasure
from customers.models import Customer, Person
from tests import factories
from tests.compliance.ledger.forgery import RETYPED, columns_told, forged, snapshot
from tests.compliance.ledger.world import behind_its_back
from tests.unguarded import run_as_owner

RENAMED = "tbl = 'accounts_product' AND body LIKE '%维络平片%'"
OF_RENAMED = f"(SELECT id FROM ledger_entry WHERE {RENAMED})"
HISTORY = "accounts_historicalproduct"


@dataclass(frozen=True)
class Attack:
    name: str
    code: str
    deed: Callable | tuple

    def commit(self):
        if callable(self.deed):
            self.deed()
        else:
            behind_its_back(*self.deed)


def name_of(attack):
    return attack.name


def attack(name, code, *statements):
    return Attack(name, code, statements)


def sign_again(key):
    """Rewrites a leaf, hashes the whole log anew and signs every checkpoint of it with the given signer."""
    behind_its_back(
        "UPDATE ledger_entry SET leaf = replace(leaf, 'system:clerk', 'system:nobody') WHERE leaf LIKE '%system:clerk%'"
        " AND id IN (SELECT entry FROM ledger_leaf) AND tbl = 'accounts_product'",
        f"UPDATE {HISTORY} SET actor = 'system:nobody' WHERE actor = 'system:clerk'",
        "UPDATE ledger_leaf l SET hashed = sha256('\\x00'::bytea || convert_to(e.leaf, 'UTF8'))"
        " FROM ledger_entry e WHERE e.id = l.entry",
    )
    tree, previous = Frontier(), ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hashed FROM ledger_leaf ORDER BY index")
        hashes = [bytes(hashed) for (hashed,) in cursor.fetchall()]
    changes = []
    for one in Checkpoint.objects.order_by("pk"):
        for hashed in hashes[tree.size : one.size]:
            tree.append(hashed)
        note = key._note(one.note.split("\n", 1)[0], tree)
        changes.append(
            f"UPDATE ledger_checkpoint SET root = '\\x{tree.root().hex()}', frontier = '\\x{bytes(tree).hex()}',"
            f" note = '{note}', previous = '{previous}' WHERE id = {one.pk}"
        )
        previous = hashlib.sha256(note.encode()).hexdigest()
    behind_its_back(*changes)


def with_the_stolen_key():
    sign_again(Signer(settings.LEDGER_PUBLIC_KEYS.parent))


def with_another_key():
    with TemporaryDirectory() as folder:
        sign_again(Signer(folder))


def by_the_book():
    """A person's data are erased: one asks, another decides."""
    case = request_erasure(of_zhou(), reason="she wrote to us", by=officer("ruan"))
    song = officer("song")
    signed = factories.signing(song)
    approve_erasure(case, because="nothing keeps it", by=song, credentials=signed)


def without_a_case():
    """Payloads emptied with the redactions that belong to it, for a case that nobody approved."""
    key = of_zhou().pk
    case = request_erasure(of_zhou(), reason="she wrote to us", by=officer("ruan"))
    behind_its_back(
        "UPDATE ledger_entry e SET salt = NULL, body = NULL, redacted_by = ledger_write('R', 'ledger_entry',"
        f" e.id::text, NULL, NULL, 'x', 'x', '{{\"case\": \"{case.uuid}\"}}')"
        f" WHERE tbl = 'customers_person' AND key = '{key}'"
    )


def of_another_person():
    """An approved case is used to empty what is not about its person."""
    by_the_book()
    (case,) = ErasureCase.objects.all()
    behind_its_back(
        "UPDATE ledger_entry e SET salt = NULL, body = NULL, redacted_by = ledger_write('R', 'ledger_entry',"
        f" e.id::text, NULL, NULL, 'x', 'x', '{{\"case\": \"{case.uuid}\"}}')"
        f" WHERE {RENAMED}"
    )


def under_a_case_that_is_done():
    by_the_book()
    (case,) = ErasureCase.objects.all()
    behind_its_back(RETYPED, forged("R", Person, case.uuid))


def under_an_open_case():
    """Approved, and the person's entries still say what her history was."""
    behind_its_back(RETYPED, forged("R", Person, open_case().uuid))


def open_case():
    """Of Zhou, approved by another than who asked, and not carried out."""
    case = request_erasure(of_zhou(), reason="she wrote to us", by=officer("ruan"))
    with deed("test.approve", by=officer("song"), because="x"):
        case.status, case.decided_by, case.decision_reason = "approved", officer("song"), "x"
        case.decided_at = case.requested_at
        case.save()
    return case


def after_the_erasure(*statements):
    def commit():
        by_the_book()
        behind_its_back(*statements)

    return commit


def of_zhou():
    return Customer.objects.get(kind="person")


def officer(username):
    user = User.objects.get(username=username)
    if not user.user_roles.exists():
        with deed("role.grant", by=system("tests")):
            user.user_roles.create(role=Role.COMPLIANCE, valid_from=factories.LONG_AGO)
    return User.objects.get(pk=user.pk)


CAUGHT_INSIDE = [
    attack(
        "payload edited",
        "PAYLOAD_MISMATCH",
        f"UPDATE ledger_entry SET body = replace(body, '片', '丸') WHERE {RENAMED}",
    ),
    attack(
        "payload emptied without a redaction",
        "PAYLOAD_MISSING",
        f"UPDATE ledger_entry SET body = NULL, salt = NULL WHERE {RENAMED}",
    ),
    Attack("payload emptied without an approved case", "PAYLOAD_MISSING", without_a_case),
    Attack("payload of somebody else emptied", "PAYLOAD_MISSING", of_another_person),
    Attack(
        "history of an erased person edited",
        "HISTORY_MISMATCH",
        after_the_erasure("UPDATE customers_historicalperson SET type = 'buyer'"),
    ),
    Attack(
        "history of an erased person deleted",
        "HISTORY_GAP",
        after_the_erasure("DELETE FROM customers_historicalperson"),
    ),
    Attack(
        "row of an erased person edited",
        "STATE_DRIFT",
        after_the_erasure("UPDATE customers_person SET title = '教授'"),
    ),
    attack(
        "entry edited",
        "LEAF_MISMATCH",
        f"UPDATE ledger_entry SET leaf = replace(leaf, 'system:clerk', 'system:x') WHERE {RENAMED}",
    ),
    attack(
        "entry and its leaf hash edited",
        "ROOT_MISMATCH",
        f"UPDATE ledger_entry SET leaf = replace(leaf, 'system:clerk', 'system:x') WHERE {RENAMED}",
        "UPDATE ledger_leaf l SET hashed = sha256('\\x00'::bytea || convert_to(e.leaf, 'UTF8'))"
        f" FROM ledger_entry e WHERE e.id = l.entry AND l.entry = {OF_RENAMED}",
    ),
    attack(
        "entry deleted from the middle",
        "ENTRY_MISSING",
        f"DELETE FROM ledger_entry WHERE {RENAMED}",
    ),
    attack(
        "entry and its leaf deleted from the middle",
        "INDEX_GAP",
        f"DELETE FROM ledger_leaf WHERE entry = {OF_RENAMED}",
        f"DELETE FROM ledger_entry WHERE {RENAMED}",
    ),
    attack(
        "two leaves change places",
        "ROOT_MISMATCH",
        "UPDATE ledger_leaf SET index = -1 WHERE index = 5",
        "UPDATE ledger_leaf SET index = 5 WHERE index = 6",
        "UPDATE ledger_leaf SET index = 6 WHERE index = -1",
    ),
    attack(
        "all leaves are gone",
        "INDEX_GAP",
        "TRUNCATE ledger_leaf",
    ),
    attack(
        "a checkpoint is gone",
        "CP_CHAIN",
        "DELETE FROM ledger_checkpoint WHERE id = (SELECT min(id) FROM ledger_checkpoint)",
    ),
    Attack("log signed again with another key", "SIG_BAD", with_another_key),
    attack(
        "business row edited",
        "STATE_DRIFT",
        "UPDATE accounts_product SET name = '维' WHERE code = 'VEL'",
    ),
    attack(
        "business row added",
        "STATE_ORPHAN",
        "INSERT INTO accounts_userrole (uuid, user_id, role, valid_from)"
        " SELECT gen_random_uuid(), id, 'auditor', '2020-01-01' FROM accounts_user WHERE username = 'lin'",
    ),
    attack("business row deleted", "STATE_VANISHED", "DELETE FROM accounts_userrole"),
    attack("business table emptied", "STATE_VANISHED", "TRUNCATE accounts_userrole"),
    attack("history value edited", "HISTORY_MISMATCH", f"UPDATE {HISTORY} SET name = '维'"),
    attack("history author edited", "HISTORY_MISMATCH", f"UPDATE {HISTORY} SET actor = 'user:x'"),
    attack(
        "history reason edited",
        "HISTORY_MISMATCH",
        f"UPDATE {HISTORY} SET history_change_reason = 'x'",
    ),
    attack("history verb edited", "HISTORY_MISMATCH", f"UPDATE {HISTORY} SET action = 'x.y'"),
    attack(
        "history day edited",
        "HISTORY_MISMATCH",
        f"UPDATE {HISTORY} SET history_date = history_date - interval '1 day'",
    ),
    attack(
        "history row edited with a forged R",
        "HISTORY_MISMATCH",
        f"UPDATE {HISTORY} SET name = '维'",
        forged("R", Product),
    ),
    attack(
        "history row edited with a forged N",
        "HISTORY_MISMATCH",
        f"UPDATE {HISTORY} SET name = '维'",
        forged("N", Product),
    ),
    Attack(
        "history row edited with a forged R of a case that is done",
        "HISTORY_MISMATCH",
        under_a_case_that_is_done,
    ),
    Attack(
        "history row edited with a forged R of an open case",
        "HISTORY_MISMATCH",
        under_an_open_case,
    ),
    attack(
        "live row edited with a forged S",
        "STATE_DRIFT",
        "UPDATE accounts_product SET name = '维' WHERE code = 'VEL'",
        snapshot(Product),
    ),
    attack(
        "live row edited with a forged S beside a T that says nothing new",
        "STATE_DRIFT",
        "UPDATE accounts_product SET name = '维' WHERE code = 'VEL'",
        *columns_told("accounts_product"),
        snapshot(Product),
    ),
    Attack(
        "live row of an erased person edited with a forged R and S",
        "STATE_DRIFT",
        after_the_erasure(
            "UPDATE customers_person SET title = '教授'", forged("R", Person), snapshot(Person)
        ),
    ),
    attack("history row deleted", "HISTORY_GAP", f"DELETE FROM {HISTORY} WHERE name = '维络平片'"),
    attack("history emptied", "HISTORY_GAP", f"TRUNCATE {HISTORY}"),
    attack(
        "history row inserted",
        "HISTORY_MISMATCH",
        f"CREATE TEMP TABLE copied ON COMMIT DROP AS SELECT * FROM {HISTORY} LIMIT 1",
        "UPDATE copied SET history_id = 999999, name = '维'",
        f"INSERT INTO {HISTORY} OVERRIDING SYSTEM VALUE SELECT * FROM copied",
    ),
]

ACCESS = "accounts_access"
COPIED = "at, user_id, action, what, filters, reason, request_id, ip"
CAUGHT_INSIDE += [
    attack(name, "ACCESS_MISMATCH", statement)
    for name, statement in {
        "access row edited": f"UPDATE {ACCESS} SET what = 'customers.organisation' WHERE filters LIKE '2%'",
        "access row deleted": f"DELETE FROM {ACCESS} WHERE filters LIKE '2%'",
        "access row inserted": f"INSERT INTO {ACCESS} ({COPIED}) SELECT {COPIED} FROM {ACCESS} LIMIT 1",
        "access row inserted where nobody looked": f"INSERT INTO {ACCESS} ({COPIED})"
        f" SELECT at + interval '1 hour', {COPIED.partition(', ')[2]} FROM {ACCESS} WHERE filters LIKE '4%'",
        "access row inserted before the log began": f"INSERT INTO {ACCESS} ({COPIED})"
        f" SELECT at - interval '1 hour', {COPIED.partition(', ')[2]} FROM {ACCESS} WHERE filters LIKE '4%'",
        "access row moved to another hour": f"UPDATE {ACCESS} SET at = at + interval '1 hour' WHERE filters LIKE '4%'",
        "access log emptied": f"TRUNCATE {ACCESS}",
        "month of the access log emptied": f"DO $$ BEGIN EXECUTE (SELECT format('TRUNCATE %s',"
        f" tableoid::regclass) FROM {ACCESS} WHERE filters LIKE '2%'); END $$",
    }.items()
]

CAUGHT_OUTSIDE = [
    attack(
        "tail cut off everywhere",
        "EXT_TRUNCATED",
        # At the last checkpoint before the renaming.
        "CREATE TEMP TABLE cut_at ON COMMIT DROP AS SELECT max(size) AS size FROM ledger_checkpoint WHERE size <="
        f" (SELECT index FROM ledger_leaf WHERE entry = {OF_RENAMED})",
        "CREATE TEMP TABLE cut ON COMMIT DROP AS SELECT e.* FROM ledger_entry e WHERE id NOT IN"
        " (SELECT entry FROM ledger_leaf WHERE index < (SELECT size FROM cut_at))",
        "DELETE FROM accounts_userrole",
        "INSERT INTO accounts_userrole (id, uuid, user_id, role, valid_from) OVERRIDING SYSTEM VALUE"
        " SELECT r.id, r.uuid, r.user_id, r.role, r.valid_from FROM cut, jsonb_populate_record("
        "NULL::accounts_userrole, split_part(body, E'\\n', 1)::jsonb) r"
        " WHERE tbl = 'accounts_userrole' AND leaf LIKE '%\"op\":\"D\"%'",
        "DELETE FROM accounts_user WHERE username = 'chen'",
        "UPDATE accounts_product SET name = '维络平'",
        f"DELETE FROM {HISTORY} WHERE xid IN (SELECT xid FROM cut)",
        "DELETE FROM accounts_historicaluser WHERE xid IN (SELECT xid FROM cut)",
        "DELETE FROM accounts_historicaluserrole WHERE xid IN (SELECT xid FROM cut)",
        "DELETE FROM ledger_entry WHERE id IN (SELECT id FROM cut)",
        "DELETE FROM ledger_leaf WHERE entry IN (SELECT id FROM cut)",
        "DELETE FROM ledger_checkpoint WHERE size > (SELECT size FROM cut_at)",
    ),
    Attack("log signed again with the stolen key", "EXT_FORK", with_the_stolen_key),
]

GUARDS_OFF = [
    Attack(name, "GUARD_OFF", lambda statement=statement: run_as_owner(statement))
    for name, statement in {
        "capture off": "ALTER TABLE accounts_product DISABLE TRIGGER ledger_capture_update",
        "capture on, but not always": "ALTER TABLE accounts_product ENABLE TRIGGER ledger_capture_update",
        "capture told to leave out a column": "DROP TRIGGER ledger_capture_update ON accounts_product;"
        " CREATE TRIGGER ledger_capture_update AFTER UPDATE ON accounts_product REFERENCING OLD TABLE AS old_rows"
        " NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger_capture('id', '{name}');"
        " ALTER TABLE accounts_product ENABLE ALWAYS TRIGGER ledger_capture_update",
        "history no longer append-only": f"DROP TRIGGER ledger_append_only ON {HISTORY}",
        "commit check off": "ALTER TABLE accounts_product DISABLE TRIGGER ledger_needs_history",
        "function replaced": "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN coalesce(NEW, OLD); END'",
        "a pinned setting reset": "ALTER FUNCTION ledger_capture() RESET timezone",
        "a rule instead": "CREATE RULE quiet AS ON DELETE TO accounts_product DO INSTEAD NOTHING",
    }.items()
]


def before_the_seal():
    """A person is added and taken out again before the next seal."""
    gone = factories.UserFactory(username="ghost")
    behind_its_back(
        f"DELETE FROM ledger_entry WHERE tbl = 'accounts_user' AND key = '{gone.pk}'",
        f"DELETE FROM accounts_historicaluser WHERE id = {gone.pk}",
        f"DELETE FROM accounts_user WHERE id = {gone.pk}",
    )


INSIDE_THE_WINDOW = Attack("gone before the seal", "", before_the_seal)
REDACTION = Attack("redaction", "REDACTED_OK", by_the_book)
