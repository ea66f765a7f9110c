"""Days as programs send them: no further away than the calendar reaches."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from visits.converters import YEARS


def near(day):
    """Validates the field of a day or of a moment: beyond, a week around it may not exist."""
    if day.year not in YEARS:
        raise serializers.ValidationError(_("This day is too far away."))
