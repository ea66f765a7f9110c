"""Which records became one, and how that is taken back."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Masked, Shown
from accounts.permissions import Permission
from customers.api.duplicate import BecauseWrite
from customers.models import Merge
from customers.services.merge_undo import undo_merge


class MergeSerializer(Masked, serializers.ModelSerializer):
    survivor = Shown()
    merged = Shown()
    duplicate = Shown()
    merged_by = Shown()
    undone_by = Shown()

    class Meta:
        model = Merge
        fields = [
            "uuid",
            "survivor",
            "merged",
            "duplicate",
            "merged_by",
            "merged_at",
            "reason",
            "undone_by",
            "undone_at",
            "undo_reason",
        ]
        masked = ["reason", "undo_reason"]


class MergeEndpoint(Readable):
    title = _("Merges")
    model = Merge
    permission = Permission.CUSTOMER_READ
    personal = True
    related = ["survivor", "merged", "duplicate", "merged_by", "undone_by"]
    serializer_class = MergeSerializer
    writes = {"undo": BecauseWrite}
    words = {"undo": _("Take the merge back: both records are as they were")}

    @action(detail=True, methods=["post"])
    def undo(self, request, uuid):
        return self.shown(undo_merge(self.get_object(), **self.said(), by=request.user))
