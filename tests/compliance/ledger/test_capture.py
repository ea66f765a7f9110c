"""Every way of writing a recorded row leaves an entry; nothing else does."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from accounts.copying import copy_recorded
from accounts.database_role import as_owner
from accounts.history import (
    bulk_create_recorded,
    bulk_update_recorded,
    coming_from,
    deed,
    recorded_models,
    system,
)
from accounts.models import Product
from compliance.ledger.guards import (
    expected_functions,
    expected_guards,
    found_functions,
    found_guards,
)
from compliance.ledger.install import install
from customers.models import Customer
from tests import factories

CLERK = system("clerk")


def ops(entries):
    return [entry[0] for entry in entries]


def by_save(row):
    row.name = "Renamed"
    row.save()


def by_bulk_update(row):
    row.name = "Renamed"
    bulk_update_recorded([row], ["name"])


def by_update(row):
    Product.objects.filter(pk=row.pk).update(name="Renamed")


def by_sql(row):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_product SET name = 'Renamed' WHERE id = %s", [row.pk])


@pytest.mark.req("LED-004")
@pytest.mark.parametrize("write", [by_save, by_bulk_update, by_update, by_sql])
def test_however_a_row_is_changed_one_entry_holds_it_before_and_after(product, write, entries_of):
    with deed("product.edit", by=CLERK, because="a typing error"):
        write(product)

    operation, old, new, why, act = entries_of(product)[-1]
    assert (operation, why, act) == ("U", "a typing error", "product.edit")
    assert {name for name in old if old[name] != new[name]} == {"name"}
    assert (old["name"], new["name"]) == ("维络平", "Renamed")
    assert ops(entries_of(product)) == ["I", "U"]


@pytest.mark.req("LED-004")
@pytest.mark.parametrize("write", [bulk_create_recorded, copy_recorded])
def test_rows_that_come_in_bulk_have_an_entry_each(holder, write, entries_of):
    rows = [Product(code=f"B{n}", name="维", category="x", holder=holder) for n in range(3)]

    with deed("product.load", by=CLERK):
        write(rows)

    made = Product.objects.filter(code__startswith="B")
    assert [ops(entries_of(row)) for row in made] == [["I"]] * 3


@pytest.mark.req("LED-004")
def test_a_row_that_goes_leaves_what_it_was(holder, arrange, entries_of):
    product = factories.ProductFactory(holder=holder)
    pk = product.pk
    with arrange():
        product.delete()

    product.pk = pk
    operation, old, new, _why, _act = entries_of(product)[-1]
    assert (operation, old["code"], new) == ("D", product.code, None)


@pytest.mark.req("LED-006")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_change_without_history_does_not_reach_the_commit(product):
    with pytest.raises(IntegrityError, match="has no history"), transaction.atomic():
        by_update(product)


def test_derived_columns_need_no_history_and_leave_no_entry(zhou, entries_of, sql):
    before = len(entries_of(zhou.customer))

    Customer.objects.filter(pk=zhou.customer.pk).update(tier="growth")

    sql("SET CONSTRAINTS ALL IMMEDIATE")
    assert len(entries_of(zhou.customer)) == before


def test_a_password_is_in_no_entry(lin, entries_of):
    assert not {"password", "last_login"} & entries_of(lin)[-1][2].keys()


@pytest.mark.req("LED-007")
def test_an_entry_says_who_in_which_request_and_keeps_the_reason_out_of_the_leaf(
    product, an, leaves_of, entries_of
):
    with (
        coming_from("web", request_id="request-7"),
        deed("product.edit", by=an, because="Zhou asked for it"),
    ):
        by_save(product)

    leaf = leaves_of(product)[-1]
    assert (leaf["actor"], leaf["req"]) == (an.actor, "request-7")
    assert entries_of(product)[-1][3] == "Zhou asked for it"
    assert leaf.keys() == {
        *("v", "id", "inc", "xid", "at", "tbl", "op", "actor", "req", "dbuser", "pk", "pc")
    }


@pytest.mark.req("PRV-013")
def test_no_leaf_holds_personal_data(zhou, lin, sql):
    told = " ".join(leaf for (leaf,) in sql("SELECT leaf FROM ledger_entry"))

    assert [word for word in (zhou.customer.name, lin.name, lin.email) if word in told] == []


@pytest.mark.req("LED-005")
@pytest.mark.parametrize(
    "setting",
    [
        "timezone = 'Asia/Shanghai'",
        "datestyle = 'SQL, DMY'",
        "intervalstyle = 'sql_standard'",
        "extra_float_digits = -15",
        "bytea_output = 'escape'",
        "search_path = pg_catalog, public",
    ],
)
def test_a_row_reads_the_same_whatever_the_session_prefers(lin, setting, sql, entries_of):
    with deed("user.edit", by=CLERK):
        sql(
            f"SET LOCAL {setting}",
            "UPDATE public.accounts_user SET name = '林晓' WHERE username = 'lin'",
        )
        sql("RESET datestyle")

    _op, old, new, _why, _act = entries_of(lin)[-1]
    assert {name for name in old if old[name] != new[name]} == {"name"}


@pytest.mark.req("LED-003")
def test_every_recorded_table_is_captured_and_guarded():
    assert expected_guards() - found_guards() == set()
    assert expected_functions().items() - found_functions().items() == set()


@pytest.fixture
def migrating():
    """Under the owner's role, in a transaction that is taken back."""
    with as_owner(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.req("LED-003")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_new_recorded_table_has_its_guards_after_the_next_migration(migrating, sql):
    model = recorded_models(apps)[0]
    table = model._meta.db_table
    sql(f'DROP TRIGGER ledger_capture_insert ON "{table}"')
    lost = expected_guards() - found_guards()

    install()

    assert ({guard.name for guard in lost}, expected_guards() - found_guards()) == (
        {"ledger_capture_insert"},
        set(),
    )


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_new_column_is_in_the_next_entry_of_every_row(product, migrating, sql, entries_of):
    sql(
        "SET CONSTRAINTS ALL IMMEDIATE",
        "ALTER TABLE accounts_product ADD COLUMN shade text DEFAULT 'blue'",
    )

    install()

    operation, _old, new, _why, act = entries_of(product)[-1]
    assert (operation, new["shade"], act) == ("S", "blue", "ledger.take_over")


@pytest.mark.req("PRV-014")
def test_a_commitment_hides_in_32_random_bytes(product, sql):
    salts = [bytes(salt) for (salt,) in sql("SELECT salt FROM ledger_entry")]

    assert {len(salt) for salt in salts} == {32}
    assert len(set(salts)) == len(salts)
