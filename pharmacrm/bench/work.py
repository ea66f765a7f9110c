"""The long runs: one day of figures, all figures, an import; and a submission with all its rules."""

import csv
import io
import os
import tempfile
import time
from datetime import timedelta
from itertools import count, cycle

from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Territory
from analytics.models import UnsettledCustomer
from analytics.services import fact, period
from customers.models import Customer, CustomerTerritory
from customers.services.care_cycle import turn_care
from customers.services.tier_score import CLOCK, live_model, score_customers
from pharmacrm.bench import by_hand
from pharmacrm.bench.measure import in_pairs, once
from pharmacrm.bench.paths import SUBMIT_TARGET
from pharmacrm.bench.processor import Processor
from visits.forms.record import values_of
from visits.services.draft import first_record
from visits.services.visit import open_unplanned_visit

IMPORT_TARGET = 60  # seconds for 100,000 lines


def submissions(browser, n):
    """Submitting a visit from the form, against a bare insert and redirect."""
    rep, numbers = browser.user, count()
    customers = CustomerTerritory.objects.filter(
        territory__in=rep.memberships.today().values("territory_id"), customer__kind="person"
    ).select_related("customer")
    waiting = iter(customers[: n + 10])

    def submit():
        visit = open_unplanned_visit(next(waiting).customer, by=rep)
        now = timezone.localtime()
        fields = values_of(first_record(visit)) | {
            "outcome": "not_seen",
            "started_at": (now - timedelta(minutes=20)).strftime("%Y-%m-%dT%H:%M"),
            "ended_at": (now - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M"),
            "adverse_event": "no",
        }
        url = reverse("visits:visit_log", args=[visit.uuid])
        return browser.post(url, fields)[0]

    def floor():
        return browser.post("/bench/insert/", {"key": f"bench-{time.time_ns()}-{next(numbers)}"})[0]

    return in_pairs("submit a visit, rep", submit, floor, n=n, target=SUBMIT_TARGET)


def figures():
    """One day of one person, and everything, against the same aggregation by hand."""
    rows = [once("KPI refresh of one day", _timed(_one_day))]
    made = []
    by_hand_seconds = _timed(lambda: made.append(_by_hand()))
    rebuild_seconds = _timed(fact.rebuild)
    note = f"against SQL by hand; facts: {_facts():,}, by hand {made[0]:,}"
    rows.append(
        once("KPI rebuild", rebuild_seconds, target=1.5, against=by_hand_seconds, note=note)
    )
    return rows


def nights():
    """What each night does for every customer; a second run finds little to write."""
    on, count = timezone.localdate(), Customer.objects.active().count()
    morning = transaction.atomic(turn_care)
    model, again = live_model(on), {"on": on, "by": CLOCK, "again": True}
    return [
        _night(f"scoring {count:,} customers", lambda: score_customers(model, **again)),
        _night(f"care for {count:,} customers", morning),
        _night(f"care for {count:,} customers, again", morning),
    ]


def _night(name, run):
    processor = Processor()
    return once(name, _timed(run), note=str(processor))


def imported(number, *, in_territories=False):
    """A file of made-up pharmacies, from upload over every check to the last search key; each run has its own."""
    path = write_file(number, run=f"{time.time_ns():x}"[-9:], in_territories=in_territories)
    processor = Processor()
    try:
        seconds = _timed(
            lambda: call_command(
                "import_customers",
                path,
                source="bench",
                mode="skip_bad_lines",
                by="steward1",
                json=True,
                stdout=io.StringIO(),
            )
        )
    finally:
        os.unlink(path)
    which = ", a territory each" if in_territories else ""
    return once(
        f"import of {number:,} customers{which}",
        seconds,
        note=f"check, write, history, search keys; {processor} (100,000 in {IMPORT_TARGET} s)",
    )


def _one_day():
    day = timezone.localdate() - timedelta(days=3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rep_id FROM visits_visit WHERE day = %s LIMIT 1", [day])
        found = cursor.fetchone()
    if found:
        with transaction.atomic():
            period.wait_for_turn()
            fact.recompute([(found[0], day)])


@transaction.atomic
def _by_hand():
    """The number of facts that the hand-written statements make."""
    with connection.cursor() as cursor:
        cursor.execute(period.FOR_ALL)
        for statement in by_hand.STATEMENTS:
            cursor.execute(statement)
        return sum(_rows_of(cursor, table) for table in by_hand.TABLES)


def _facts():
    with connection.cursor() as cursor:
        return sum(
            _rows_of(cursor, model._meta.db_table)
            for model in fact.COUNTED
            if model is not UnsettledCustomer
        )


def _rows_of(cursor, table):
    cursor.execute(f"SELECT count(*) FROM {table}")
    return cursor.fetchone()[0]


def _timed(run):
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def write_file(number, run="", *, in_territories=False):
    """A CSV of `number` made-up pharmacies that only this run has; the caller deletes it."""
    leaves = Territory.objects.leaves().filter(is_active=True).values_list("code", flat=True)
    codes = cycle(leaves if in_territories else [""])
    with tempfile.NamedTemporaryFile(
        "w", suffix=".csv", newline="", encoding="utf-8", delete=False
    ) as file:
        writer = csv.writer(file)
        writer.writerow(["编码", "名称", "地址", "电话", "城市", "辖区代码"])
        for place in range(number):
            writer.writerow(
                [
                    f"B{run}{place:07}",
                    f"便民大药房{run}第{place}分店",
                    f"学府路{run}{place}号",
                    f"0571-{8000000 + place % 999999}",
                    "临江市",
                    next(codes),
                ]
            )
    return file.name
