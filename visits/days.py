"""What a new day does to visits."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.history import system
from visits.models import Visit, VisitPolicy
from visits.services.visit import mark_missed


def miss_visits():
    """Planned visits that can no longer be logged under the policy of their day are missed from now on."""
    today = timezone.localdate()
    planned = Visit.objects.filter(status=Visit.Status.PLANNED, day__lt=today)
    for day in planned.order_by("day").values_list("day", flat=True).distinct():
        policy = VisitPolicy.objects.on(day).order_by("-version").first()
        if policy and day < today - timedelta(days=policy.back_date_days):
            for pk in planned.filter(day=day).order_by("pk").values_list("pk", flat=True):
                _miss(planned.filter(pk=pk))


@transaction.atomic
def _miss(planned):
    # Whoever writes it at this moment comes first; tomorrow's start looks at it again.
    visit = planned.select_for_update(of=("self",), no_key=True, skip_locked=True).first()
    if visit:
        mark_missed(visit, by=system("start_the_day"))
