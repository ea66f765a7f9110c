"""Whether a submitted visit is effective, and why: stored beside it, never in it (decision 6, VIS-07)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.registry import mark_day_changed
from accounts.services.filing import check_filing
from accounts.services.job import job_progress, runner
from customers.models import Alignment
from visits.criteria import Circumstances, judge
from visits.models import Effectiveness, Visit, VisitPolicy
from visits.record import READ_WITH, record_of
from visits.services.policy import policy_on

BATCH = 200
VERDICT = ["policy", "met", "missed", "is_effective", "computed_at"]


def circumstances(visit, record, *, submitted_at, policy=None, is_filed=None):
    return Circumstances(
        policy=policy or policy_on(visit.day),
        is_aligned=Alignment.objects.on(visit.day)
        .filter(customer=visit.customer_id, territory=visit.territory_id)
        .exists(),
        is_filed=_is_filed(visit, record) if is_filed is None else is_filed,
        submitted_at=submitted_at,
    )


def _is_filed(visit, record):
    try:
        check_filing(visit.rep, visit.day, [talk.product for talk in record.products])
    except ValidationError:
        return False
    return True


def store_effectiveness(visit, record=None, *, policy=None, is_filed=None):
    """Judges a submitted visit and keeps the verdict. Only a visit that was made can be effective (decision 23).

    `is_filed` is given by whoever has just asked for the filing.
    """
    record = record or record_of(visit)
    at = circumstances(
        visit, record, submitted_at=visit.submitted_at, policy=policy, is_filed=is_filed
    )
    met, missed = judge(record, at)
    is_effective = record.is_done and not missed
    verdict = Effectiveness(
        visit=visit, policy=at.policy, met=met, missed=missed, is_effective=is_effective
    )
    # One statement, whether it is the first verdict or another.
    Effectiveness.objects.bulk_create(
        [verdict], update_conflicts=True, unique_fields=["visit"], update_fields=VERDICT
    )
    return verdict


@runner("visits.judge_anew", label=_("Effective visits under the new policy"))
def judge_anew(job):
    """Judges the visits of a policy's days once more; goes on behind the last finished batch."""
    policy = VisitPolicy.objects.get(pk=job.arguments["policy"])
    visits = _visits_of(policy)
    total, last = visits.count(), job.result.get("last", 0)
    done = visits.filter(pk__lte=last).count()
    while True:
        with transaction.atomic():
            batch = _judge_batch(visits.filter(pk__gt=last), policy)
            if not batch:
                return {"last": last, "judged": done}
            last, done = batch[-1].pk, done + len(batch)
            job_progress(job, done, total, result={"last": last, "judged": done})


def _judge_batch(visits, policy):
    # Held: an amendment accepted meanwhile would otherwise be judged by what stood there before.
    held = visits.select_for_update(of=("self",), no_key=True).select_related("rep", "customer")
    batch = list(held.prefetch_related(*READ_WITH)[:BATCH])
    for visit in batch:
        _judge_again(visit, policy)
    return batch


def _visits_of(policy):
    visits = Visit.objects.submitted().filter(day__gte=policy.valid_from).order_by("pk")
    return visits.filter(day__lte=policy.valid_to) if policy.valid_to else visits


def _judge_again(visit, policy):
    before = Effectiveness.objects.filter(visit=visit).first()
    now = store_effectiveness(visit, policy=policy)
    # Another policy may also allow other hours for logging.
    if not before or (before.is_effective, before.policy_id) != (now.is_effective, now.policy_id):
        mark_day_changed(visit.rep, visit.day)
