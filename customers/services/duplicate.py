"""Finds customers that may be the same, each night among those that changed, and keeps what a steward found (CUS-11)."""

import logging
from datetime import timedelta
from itertools import islice

from celery import current_app
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerError

from accounts.history import (
    bulk_create_recorded_once,
    bulk_delete_recorded,
    bulk_update_recorded,
    deed,
    system,
)
from accounts.permissions import Permission, require
from accounts.registry import why_frozen
from customers.likeness import LARGEST_BLOCK, PROPOSED_FROM, keys_of, reasons_for, score_of
from customers.likeness_reading import described
from customers.models import (
    Affiliation,
    Customer,
    Duplicate,
    DuplicateKey,
    Organisation,
    Person,
)

logger = logging.getLogger(__name__)
CLOCK = system("find_duplicates")
FIRST_HOUR = 3  # at night
BATCH = 2000  # customers whose pairs are looked at together
# What began before the last search may have committed after it.
OVERLAP = timedelta(hours=6)
Status = Duplicate.Status
# Pairs of the given customers with those that share a key which not too many bear. A merged record is no other customer.
PAIRS = """
    WITH mine AS (SELECT customer_id, key FROM customers_duplicatekey WHERE customer_id = ANY(%s)),
    telling AS (
        SELECT k.key FROM (SELECT DISTINCT key FROM mine) asked JOIN customers_duplicatekey k USING (key)
        GROUP BY k.key HAVING count(*) BETWEEN 2 AND %s
    )
    SELECT DISTINCT least(a.customer_id, b.customer_id), greatest(a.customer_id, b.customer_id)
    FROM mine a JOIN telling USING (key) JOIN customers_duplicatekey b USING (key)
    WHERE a.customer_id <> b.customer_id
"""


def find_if_due_by_the_clock(now=None):
    """For the tick: once each day from three in the morning on. Returns the number found, or None where it is not due."""
    now = timezone.localtime(now)
    last = _last_search()
    if now.hour < FIRST_HOUR or (last and timezone.localdate(last) == now.date()):
        return None
    return find_duplicates(by=CLOCK)


@transaction.atomic
def find_duplicates(customer_ids=None, *, by):
    """Compares what changed since the last search, or these, with all others. Returns how many pairs are new."""
    with connection.cursor() as cursor:
        # One search at a time; the other waits, and then finds nothing changed.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('duplicate.find'))")
    # Who is compared before the night is compared by it again: it takes up where it ended itself.
    made_at = timezone.now() if customer_ids is None else _last_search() or timezone.now()
    changed = iter(sorted(_changed() if customer_ids is None else customer_ids))
    batches = iter(lambda: list(islice(changed, BATCH)), [])
    known = [batch for batch in batches if _write_keys(batch, made_at)]
    with deed("duplicate.find", by=by):
        return sum(_propose(batch) for batch in known)


def look_for_duplicates_soon(customer):
    """For the verb that makes a customer: a worker compares it once it has committed, else the night does."""
    transaction.on_commit(lambda: _nudge(customer.pk), robust=True)


def find_duplicates_of(customer_id, *, by):
    """Compares one customer with all others at once. Nobody is compared before the first search of all."""
    if _last_search() is None or not Customer.objects.in_use().filter(pk=customer_id).exists():
        return 0
    return find_duplicates([customer_id], by=by)


def dismiss_duplicate(duplicate, *, because, by):
    """They are not the same: kept, and never proposed again."""
    require(by, Permission.CUSTOMER_MERGE)
    if not because.strip():
        raise ValidationError({"because": _("Say how you know: it is not asked again.")})
    with deed("duplicate.dismiss", by=by, because=because):
        return decide(duplicate, Status.DISMISSED, because=because, by=by)


def reopen_duplicate(duplicate, *, because, by):
    """What was dismissed is looked at once more."""
    require(by, Permission.CUSTOMER_MERGE)
    if not because.strip():
        raise ValidationError({"because": _("Say why: the reason is kept.")})
    with deed("duplicate.reopen", by=by, because=because):
        row = Duplicate.objects.select_for_update().get(pk=duplicate.pk)
        if row.status != Status.DISMISSED:
            raise ValidationError(_("Only what was dismissed is looked at once more."))
        return reopen(row)


def decide(duplicate, status, *, because, by):
    """The row itself, inside the deed of a verb."""
    row = Duplicate.objects.select_for_update().get(pk=duplicate.pk)
    row.check_can_become(status)
    row.status, row.decided_by, row.decided_at = status, by, timezone.now()
    row.decision_reason = because.strip()
    row.save()
    return row


def reopen(row):
    row.check_can_become(Status.OPEN)
    row.status, row.decided_by, row.decided_at = Status.OPEN, None, None
    row.decision_reason = ""
    row.save()
    return row


def forget_duplicates(customer):
    """Registered as accounts.registry.customer_endings: who is erased or restricted is compared with nobody."""
    drop_open(customer)


def drop_open(customer):
    """Inside a deed: it waits for nobody any more. A pair that was merged once and parted stays, as decided."""
    DuplicateKey.objects.filter(customer=customer).delete()
    for row in Duplicate.objects.open().filter(Q(left=customer) | Q(right=customer)):
        if parted := row.merges.order_by("pk").last():
            row.status = Status.DISMISSED
            row.decided_by, row.decided_at = parted.undone_by, parted.undone_at
            row.save()
        else:
            row.delete()


def forget_pairs(customer_ids):
    """Inside the deed of an undone import: who is archived is compared with nobody. None of them was ever merged."""
    DuplicateKey.objects.filter(customer__in=customer_ids).delete()
    among = Q(left__in=customer_ids) | Q(right__in=customer_ids)
    bulk_delete_recorded(list(Duplicate.objects.open().filter(among)))


def _last_search():
    return DuplicateKey.objects.aggregate(last=Max("made_at"))["last"]


def _changed():
    """Ids of customers with a new version of their own, of their half or of a place of work since the last search."""
    last = _last_search()
    if last is None:
        return set(Customer.objects.in_use().values_list("pk", flat=True))
    found = set()
    for model, key in ((Customer, "id"), (Organisation, "customer_id"), (Person, "customer_id")):
        found |= _versions_since(model, key, last - OVERLAP)
    return found | _versions_since(Affiliation, "person_id", last - OVERLAP)


def _versions_since(model, key, moment):
    versions = model.history.filter(history_date__gt=moment).order_by()
    return set(versions.values_list(key, flat=True).distinct())


def _nudge(customer_id):
    try:
        current_app.send_task("customers.tasks.find_duplicates_of", [customer_id])
    except (BrokerError, OSError) as problem:
        logger.warning("Customer %s is compared by night: %s", customer_id, problem)


def _write_keys(ids, made_at):
    """Makes the keys of these customers anew; those that are gone have none."""
    ones = described(ids)
    DuplicateKey.objects.filter(customer__in=ids).delete()
    DuplicateKey.objects.bulk_create(
        (
            DuplicateKey(customer_id=pk, key=key, made_at=made_at)
            for pk, one in ones.items()
            for key in keys_of(one)
        ),
        batch_size=5000,
    )
    return ones


def _propose(ids):
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, [ids, LARGEST_BLOCK])
        pairs = cursor.fetchall()
    ones = described({pk for pair in pairs for pk in pair})
    frozen = why_frozen(list(ones))
    scored = [
        (left, right, ones[left].kind, reasons_for(ones[left], ones[right]))
        for left, right in pairs
        if left in ones and right in ones and not {left, right} & frozen.keys()
    ]
    likely = [one for one in scored if score_of(one[-1]) >= PROPOSED_FROM]
    known = _known({(left, right) for left, right, *_rest in scored})
    _put_in_step(known.values(), {(left, right): why for left, right, _kind, why in scored})
    new = [one for one in likely if one[:2] not in known]
    return len(bulk_create_recorded_once([_row(*one) for one in sorted(new)]))


def _row(left, right, kind, reasons):
    return Duplicate(
        left_id=left,
        right_id=right,
        kind=kind,
        reasons=[list(one) for one in reasons],
        score=score_of(reasons),
    )


def _known(pairs):
    held = Duplicate.objects.filter(left__in=sorted({left for left, _right in pairs}))
    return {
        (row.left_id, row.right_id): row for row in held if (row.left_id, row.right_id) in pairs
    }


def _put_in_step(rows, reasons):
    """Open pairs tell today's reasons; what somebody decided stays as they saw it."""
    changed = []
    for row in rows:
        why = [list(one) for one in reasons[row.left_id, row.right_id]]
        if row.is_open and row.reasons != why:
            row.reasons, row.score = why, score_of(why)
            changed.append(row)
    bulk_update_recorded(changed, ["reasons", "score"])
