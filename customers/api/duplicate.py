"""Customers that may be the same: listed, merged, or found to be two."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Masked, Related, Shown
from accounts.permissions import Permission
from customers.models import Customer, Duplicate
from customers.services.duplicate import dismiss_duplicate, reopen_duplicate
from customers.services.merge import merge_customers


class DuplicateSerializer(Masked, serializers.ModelSerializer):
    left = Shown()
    right = Shown()
    decided_by = Shown()

    class Meta:
        model = Duplicate
        fields = [
            "uuid",
            "left",
            "right",
            "kind",
            "score",
            "reasons",
            "status",
            "found_at",
            "decided_by",
            "decided_at",
            "decision_reason",
        ]
        masked = ["decision_reason"]


class BecauseWrite(serializers.Serializer):
    because = serializers.CharField(max_length=300)


class MergeWrite(BecauseWrite):
    survivor = Related(Customer)
    take = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        help_text=_("Fields whose value the surviving record takes from the other"),
    )


class DuplicateEndpoint(Readable):
    title = _("Duplicates")
    model = Duplicate
    permission = Permission.CUSTOMER_READ
    personal = True
    related = ["left", "right", "decided_by"]
    serializer_class = DuplicateSerializer
    filterset_fields = ["status", "kind"]
    writes = {"dismiss": BecauseWrite, "reopen": BecauseWrite, "merge": MergeWrite}
    words = {
        "dismiss": _("They are not the same; never proposed again"),
        "reopen": _("Look at a dismissed pair once more"),
        "merge": _("Make one of the two records"),
    }

    @action(detail=True, methods=["post"])
    def dismiss(self, request, uuid):
        return self.shown(dismiss_duplicate(self.get_object(), **self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def reopen(self, request, uuid):
        return self.shown(reopen_duplicate(self.get_object(), **self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def merge(self, request, uuid):
        merge = merge_customers(self.get_object(), **self.said(), by=request.user)
        return self.shown(merge.duplicate)
