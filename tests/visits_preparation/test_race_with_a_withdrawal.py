"""A withdrawal comes before a submission or after it: never between its judgement and its rows (VIS-14)."""

import threading

import pytest
from django.db import connection, transaction

from compliance.services.material import hold_versions, withdraw_version

pytestmark = [
    pytest.mark.req("VIS-14"),
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
]


def test_a_withdrawal_waits_for_those_who_judge_by_the_version(version, mo):
    held, done = threading.Event(), threading.Event()

    def judge():
        try:
            with transaction.atomic():
                hold_versions([version.pk])
                held.set()
                done.wait(0.5)
                version.refresh_from_db()
                seen.append(version.status)
        finally:
            connection.close()

    seen = []
    judging = threading.Thread(target=judge)
    judging.start()
    held.wait(10)
    withdraw_version(version, because="New label", by=mo)
    done.set()
    judging.join()

    version.refresh_from_db()
    assert (seen, version.status) == (["approved"], "withdrawn")
