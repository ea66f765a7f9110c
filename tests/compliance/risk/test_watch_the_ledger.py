"""The record watches itself: changes that no deed explains (RSK-53), and a ledger that is not in order (RSK-54)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.database_role import as_owner
from accounts.history import deed, system
from accounts.models import Product
from compliance.models import Alert, Checkpoint, Delivery, Entry, Verification
from compliance.risk.ledger_facts import unexplained_changes
from compliance.risk.ledger_rules import judge_change, judge_trouble
from compliance.risk.rule import RULES
from compliance.services.evaluation import evaluate, watch
from tests import factories
from tests.compliance.ledger.world import behind_its_back
from tests.unguarded import run_as_owner

PAST = """UPDATE accounts_product SET name = name WHERE id = %s;
    INSERT INTO accounts_historicalproduct SELECT (jsonb_populate_record(h, jsonb_build_object(
      'history_id', nextval(pg_get_serial_sequence('accounts_historicalproduct', 'history_id')),
      'xid', pg_current_xact_id()::text::bigint, 'actor', 'user:forged', 'history_date', now()))).*
    FROM accounts_historicalproduct h WHERE id = %s ORDER BY history_id DESC LIMIT 1"""
NOBODY = {"actors": [""], "roles": ["pharmacrm"], "our_roles": ["pharmacrm"], "changes": 1}
LIMITS = {"is_on": True, "sink_minutes": 15, "lag_minutes": 5}


def look(code):
    return evaluate(RULES[code], since=timezone.now() - timedelta(days=2))


def change_past_the_application(product):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.actor', '', true)")
        cursor.execute(PAST, [product.pk, product.pk])


@pytest.mark.req("RSK-53")
def test_a_change_without_an_author_is_noticed_once_with_its_record(product, wen):
    change_past_the_application(product)

    (alert,) = look("RSK-53")
    assert look("RSK-53") == []
    assert (alert.severity, alert.sentence, alert.label) == ("high", "nobody", "ledger.transaction")
    assert [(one["label"], one["key"]) for one in alert.evidence] == [
        ("accounts.product", str(product.uuid))
    ]


@pytest.mark.req("RSK-53")
def test_of_a_record_that_is_no_longer_there_the_number_is_left(product, wen):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.actor', '', true)")
        cursor.execute("DELETE FROM accounts_keymessage WHERE product_id = %s", [product.pk])
        cursor.execute("DELETE FROM accounts_product WHERE id = %s", [product.pk])

    (alert,) = look("RSK-53")
    assert alert.evidence == [
        {
            "label": "accounts.product",
            "key": str(product.pk),
            "name": str(product.pk),
            "change": None,
        }
    ]


@pytest.mark.req("RSK-53", "LED-001")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_what_the_owner_s_role_migrates_is_no_stranger_s(product, wen):
    with as_owner(), deed("product.edit", by=system("migrate")):
        product.name = "Renamed"
        product.save()

    assert look("RSK-53") == []


@pytest.mark.req("RSK-53")
def test_many_records_cost_as_many_queries_as_one(wen, holder):
    counts = []
    for number in (1, 9):
        products = [
            factories.ProductFactory(code=f"{number}-{n}", holder=holder) for n in range(number)
        ]
        newest_checkpoint(minutes_ago=1)
        for product in products:
            change_past_the_application(product)
        with CaptureQueriesContext(connection) as queries:
            (fact,) = unexplained_changes(timezone.now())
        assert len(fact.evidence) == number
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.req("RSK-53")
def test_what_people_and_tasks_do_is_explained(product, lin, wen, zhou):
    assert look("RSK-53") == []
    assert Product.objects.count() == 1


@pytest.mark.req("RSK-53")
@pytest.mark.parametrize(
    ("inputs", "more", "sentence"),
    [
        ({}, [], "nobody"),
        ({"actors": ["", "user:1"]}, [], "nobody"),
        ({"actors": ["user:1"]}, [], None),
        ({"actors": ["user:1"], "roles": ["pharmacrm", "dba"]}, [], "role"),
        ({"actors": ["user:1"], "roles": ["pharmacrm", "dba"]}, ["dba"], None),
        ({"roles": ["dba"]}, ["dba"], "nobody"),
    ],
)
def test_no_author_or_a_strange_role(inputs, more, sentence):
    verdict = judge_change(NOBODY | inputs, {"is_on": True, "more_roles": more})

    assert (verdict and verdict.sentence) == sentence


@pytest.mark.req("RSK-54")
@pytest.mark.parametrize(
    ("inputs", "is_wrong"),
    [
        ({"trouble": "guard", "missing": []}, False),
        ({"trouble": "guard", "missing": ["accounts_user.ledger_capture_update"]}, True),
        ({"trouble": "verification", "level": 2, "exit_code": 0, "codes": []}, False),
        ({"trouble": "verification", "level": 2, "exit_code": 1, "codes": ["GAP"]}, True),
        ({"trouble": "verification", "level": 1, "exit_code": 3, "codes": ["STALE"]}, True),
        ({"trouble": "sink", "sink": "directory:/w", "minutes": 15}, False),
        ({"trouble": "sink", "sink": "directory:/w", "minutes": 16}, True),
        ({"trouble": "lag", "entry": 7, "minutes": 5}, False),
        ({"trouble": "lag", "entry": 7, "minutes": 6}, True),
    ],
)
def test_each_trouble_at_its_limit_and_beyond(inputs, is_wrong):
    verdict = judge_trouble(inputs, LIMITS)

    assert (verdict is not None) == is_wrong
    if verdict:
        assert verdict.severity == "high"
        assert str(inputs.get("minutes", "")) in RULES["RSK-54"].words_for(
            verdict.sentence, verdict.words
        )


@pytest.mark.req("RSK-54")
def test_a_guard_that_is_switched_off_is_noticed_within_the_minute(wen):
    watch()
    assert Alert.objects.count() == 0

    run_as_owner("ALTER TABLE accounts_product DISABLE TRIGGER ledger_capture_update")
    watch()
    watch()

    (alert,) = Alert.objects.all()
    assert (alert.rule, alert.sentence) == ("RSK-54", "guard")
    assert alert.inputs["missing"] == ["accounts_product.ledger_capture_update"]

    run_as_owner("ALTER TABLE accounts_product DISABLE TRIGGER ledger_capture_delete")
    watch()
    assert Alert.objects.count() == 2


@pytest.mark.req("RSK-54")
def test_a_verification_that_found_something_is_noticed_once(wen):
    now = timezone.now()
    for exit_code, counts in [(0, {}), (1, {"GAP": 1}), (1, {"GAP": 1})]:
        Verification.objects.create(
            level=2, started_at=now, ended_at=now, exit_code=exit_code, size=1, counts=counts
        )
        look("RSK-54")

    (alert,) = Alert.objects.filter(sentence="verification")
    assert alert.words == {"level": 2, "exit_code": 1, "codes": "GAP"}


@pytest.mark.req("RSK-54")
def test_a_sink_that_has_been_silent_for_too_long_is_noticed_once(wen, settings):
    settings.LEDGER_SINKS = ["directory:/worm"]
    checkpoint = newest_checkpoint(minutes_ago=16)
    Delivery.objects.create(
        checkpoint=checkpoint, sink="directory:/worm", due_at=timezone.now(), tries=4
    )

    assert [alert.sentence for alert in look("RSK-54")] == ["sink"]
    assert look("RSK-54") == []


@pytest.mark.req("RSK-54")
def test_a_sink_that_is_none_any_more_is_not_missed(wen, settings):
    settings.LEDGER_SINKS = []
    checkpoint = newest_checkpoint(minutes_ago=16)
    Delivery.objects.create(checkpoint=checkpoint, sink="directory:/worm", due_at=timezone.now())

    assert look("RSK-54") == []


@pytest.mark.req("RSK-54")
def test_an_entry_that_waits_too_long_for_its_seal_is_noticed_once(wen, monkeypatch):
    newest_checkpoint(minutes_ago=20)
    factories.ProductFactory(code="LATE")
    assert look("RSK-54") == []

    later = timezone.now() + timedelta(minutes=7)
    monkeypatch.setattr(timezone, "now", lambda: later)
    (alert,) = look("RSK-54")
    assert (alert.sentence, alert.inputs["minutes"]) == ("lag", 7)
    assert look("RSK-54") == []


@pytest.mark.req("RSK-54")
def test_what_a_long_transaction_wrote_first_waits_no_longer_than_what_it_wrote_last(wen, holder):
    newest_checkpoint(minutes_ago=20)
    first = factories.ProductFactory(code="FIRST", holder=holder)
    long_ago = (timezone.now() - timedelta(minutes=19)).isoformat()
    behind_its_back(
        f"""UPDATE ledger_entry SET leaf = regexp_replace(leaf, '"at":"[^"]*"', '"at":"{long_ago}"')
        WHERE tbl = 'accounts_product' AND key = '{first.pk}'"""
    )
    factories.ProductFactory(code="LAST", holder=holder)

    assert look("RSK-54") == []


@pytest.mark.req("RSK-54")
def test_a_backlog_that_is_being_sealed_is_no_new_matter_each_minute(wen, holder, monkeypatch):
    stall = newest_checkpoint(minutes_ago=20)
    factories.ProductFactory(code="LATE", holder=holder)
    later = timezone.now() + timedelta(minutes=7)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert [alert.window for alert in look("RSK-54")] == [f"after {stall.size}"]

    newest_checkpoint(minutes_ago=0)
    factories.ProductFactory(code="NEXT", holder=holder)
    assert look("RSK-54") == []


@pytest.mark.req("RSK-53")
def test_who_writes_of_a_new_log_is_no_role_of_ours_for_that(product, wen):
    behind_its_back(
        """UPDATE ledger_entry SET leaf = regexp_replace(leaf, '"dbuser":"[^"]*"', '"dbuser":"dba"')
        WHERE tbl IN ('ledger_incarnation', 'accounts_product')"""
    )

    alerts = look("RSK-53")
    assert [(alert.sentence, alert.words["roles"]) for alert in alerts] == [("role", "dba")] * 2
    told = {row for alert in alerts for row in alert.inputs["rows"]}
    assert f"accounts_product {product.pk}" in told


def newest_checkpoint(*, minutes_ago):
    """It covers all that has been written until now."""
    last = Entry.objects.order_by("-id").first()
    return Checkpoint.objects.create(
        size=last.id,
        root=b"r",
        frontier=b"",
        xid=last.xid,
        entry=last.id,
        incarnation=last.incarnation,
        note="",
        sealed_at=timezone.now() - timedelta(minutes=minutes_ago),
    )
