"""What the API's endpoints of reviewed versions share: handed in, approved, sent back, withdrawn."""

from rest_framework import serializers

REVIEW = [
    "version",
    "status",
    "state",
    "valid_from",
    "valid_to",
    "drafted_by",
    "submitted_by",
    "submitted_at",
    "approved_by",
    "approved_at",
    "withdrawn_by",
    "withdrawn_on",
    "reason",
]
PEOPLE = ["drafted_by", "submitted_by", "approved_by", "withdrawn_by"]


class ReviewReason(serializers.Serializer):
    because = serializers.CharField(max_length=300, allow_blank=True)
