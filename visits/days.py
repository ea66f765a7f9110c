"""What a new day does to visits."""

from datetime import timedelta

from django.utils import timezone

from accounts.history import system
from visits.models import Visit, VisitPolicy
from visits.services.visit import mark_missed

BATCH = 1000


def miss_visits():
    """Planned visits that can no longer be logged under the policy of their day are missed from now on."""
    today = timezone.localdate()
    planned = Visit.objects.filter(status=Visit.Status.PLANNED, day__lt=today).order_by("day")
    for visit in planned.select_related("rep")[:BATCH]:
        policy = VisitPolicy.objects.on(visit.day).order_by("-version").first()
        if policy and visit.day < today - timedelta(days=policy.back_date_days):
            mark_missed(visit, by=system("start_the_day"))
