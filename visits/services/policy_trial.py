"""The next visit policy, tried on the visits of the last month before it holds: which would change, and why (VIS-07)."""

from collections import Counter
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, require
from accounts.services.job import job_progress, runner, start_job
from visits.criteria import Circumstances, judge
from visits.models import Visit, VisitPolicy
from visits.record import READ_WITH, record_of
from visits.services.effectiveness import circumstances
from visits.services.policy import known_criteria

KIND = "visits.try_policy"
TRIED_ON = timedelta(days=30)
BATCH = 500
SHOWN = 200
NUMBERS = ("minimum_minutes", "submit_within_hours", "back_date_days")


def try_policy(*, criteria, valid_from, by, **numbers):
    """Starts the trial; what is tried is kept with it, so that the same values can be put in force."""
    require(by, Permission.VISIT_POLICY_MANAGE)
    tried = {"criteria": known_criteria(criteria), "valid_from": valid_from.isoformat(), **numbers}
    return start_job(KIND, by=by, arguments=tried)


def tried_values(job):
    """As PolicyForm cleans them."""
    return job.arguments | {"valid_from": date.fromisoformat(job.arguments["valid_from"])}


def _address(job):
    return reverse("visits:policy_trial", args=[job.uuid])


@runner(KIND, label=_("Trial of a visit policy"), url=_address)
def run_trial(job):
    """{judged, effective, gained, lost, reasons: {code: number}, changed: [{visit, day, missed}]}: nothing is stored."""
    require(job.owner, Permission.VISIT_POLICY_MANAGE)
    policy = VisitPolicy(**{name: job.arguments[name] for name in ("criteria", *NUMBERS)})
    visits = _last_month()
    total, counted, reasons, changed = visits.count(), Counter(), Counter(), []
    for number, visit in enumerate(visits.iterator(chunk_size=BATCH), 1):
        verdict = getattr(visit, "effectiveness", None)
        before = bool(verdict and verdict.is_effective)
        missed = _missed(visit, verdict, policy)
        after = visit.is_done and not missed
        seen = {
            "judged": True,
            "effective": after,
            "gained": after > before,
            "lost": before > after,
        }
        counted.update(name for name, holds in seen.items() if holds)
        if before != after:
            reasons.update(missed if before else verdict.missed if verdict else [])
            changed.append({"visit": str(visit.uuid), "day": f"{visit.day}", "missed": missed})
        if number % BATCH == 0:
            job_progress(job, number, total)
    counted = {name: counted[name] for name in ("judged", "effective", "gained", "lost")}
    return {**counted, "reasons": dict(reasons.most_common()), "changed": changed[-SHOWN:][::-1]}


def _last_month():
    today = timezone.localdate()
    of_days = Visit.objects.submitted().filter(day__gt=today - TRIED_ON, day__lte=today)
    whole = of_days.select_related("rep", "customer", "effectiveness__policy")
    return whole.prefetch_related(*READ_WITH).order_by("day", "pk")


def _missed(visit, verdict, policy):
    record = record_of(visit)
    return judge(record, _circumstances(visit, record, verdict, policy))[1]


def _circumstances(visit, record, verdict, policy):
    """Alignment and filing were judged when it was submitted; only where they were not are they looked up now."""
    if verdict and "aligned" in [*verdict.met, *verdict.missed]:
        held = "aligned" in verdict.met
        return Circumstances(policy, held, held, visit.submitted_at)
    return circumstances(visit, record, submitted_at=visit.submitted_at, policy=policy)
