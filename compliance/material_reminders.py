"""The owner of a material hears in time that its version in force ends (VIS-14)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.services.reminder import Reminding, declare_reminder, forget, remind
from compliance.models import MaterialVersion

EXPIRES = "material.expires"
REMIND_DAYS = [60, 30, 14, 7, 1]
NINE = time(9)


def declare():
    declare_reminder(
        EXPIRES,
        _("“%(material)s” may be shown until %(day)s only: have the next version approved"),
        still_matters,
        icon="file-text",
        outside=_("A material of yours expires soon."),
    )


def remind_of_expiry(version):
    forget_expiry(version)
    for days in REMIND_DAYS:
        morning = datetime.combine(
            version.valid_to - timedelta(days=days), NINE, ZoneInfo(settings.TIME_ZONE)
        )
        if morning > timezone.now():
            remind(
                EXPIRES,
                user=version.material.owner,
                subject=version,
                moment=str(days),
                due_at=morning,
            )


def forget_expiry(version):
    forget(EXPIRES, subject=version)


def still_matters(reminder):
    """Nobody is reminded of what was withdrawn or has a successor."""
    version = MaterialVersion.objects.select_related("material").get(uuid=reminder.subject)
    later = MaterialVersion.objects.filter(
        material=version.material, status=version.Status.APPROVED, valid_to__gt=version.valid_to
    )
    if version.state != version.Status.APPROVED or later.exists():
        return None
    return Reminding(
        {"material": str(version), "day": version.valid_to},
        url=reverse("compliance:material_detail", args=[version.material.uuid]),
    )


def plan_expiry_reminders():
    """Once a day: versions that no verb of ours approved (the demo company, a restore) are reminded of as well."""
    today = timezone.localdate()
    soon = [today, today + timedelta(days=REMIND_DAYS[0])]
    ending = MaterialVersion.objects.filter(
        status=MaterialVersion.Status.APPROVED, valid_to__range=soon
    )
    for version in ending.select_related("material__owner"):
        remind_of_expiry(version)
