"""Filings of many people on many past days, read once: which were in force then, as we know today (CN-002)."""

from accounts.models import RepFiling

Status = RepFiling.Status


class FilingHistory:
    """What filings_in_force() of accounts/services/filing.py answers, without a query for each day."""

    def __init__(self, users):
        """`users` are ids."""
        self._filings, self._past = {}, {}
        filings = RepFiling.objects.filter(user__in=users).exclude(status=Status.DRAFT)
        for filing in filings:
            self._filings.setdefault(filing.user_id, []).append(filing)
        rows = RepFiling.history.filter(user_id__in=users).exclude(status=Status.DRAFT)
        for row in rows.order_by("history_id").values_list("id", "status", "status_on"):
            self._past.setdefault(row[0], []).append(row[1:])

    def in_force(self, user, day):
        return [
            filing
            for filing in self._filings.get(user, ())
            if filing.holds_on(day) and self._status(filing, day) == Status.FILED
        ]

    def _status(self, filing, day):
        if filing.status_on <= day:
            return filing.status
        past = self._past.get(filing.pk, [])
        then = [status for status, since in past if since <= day]
        # Before the first change the term alone decides.
        return then[-1] if then else past[0][0] if past else filing.status
