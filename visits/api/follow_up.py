"""Follow-up actions: read, add, done with what was done, dropped with a reason."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Masked, Related, Shown
from accounts.permissions import Permission
from customers.models import Customer
from visits.models import FollowUp
from visits.services import follow_up as verbs


class FollowUpSerializer(Masked, serializers.ModelSerializer):
    customer = Shown()
    visit = Shown()
    owner = Shown()

    class Meta:
        model = FollowUp
        fields = [
            "uuid",
            "customer",
            "visit",
            "what",
            "owner",
            "due_on",
            "done_at",
            "evidence",
            "dropped_at",
            "dropped_reason",
        ]
        masked = ["what", "evidence", "dropped_reason"]


class AddWrite(serializers.ModelSerializer):
    uuid = serializers.UUIDField(required=False)
    customer = Related(Customer)

    class Meta:
        model = FollowUp
        fields = ["uuid", "customer", "what", "due_on"]


class DoneWrite(serializers.Serializer):
    evidence = serializers.CharField(max_length=4000)


class DropWrite(serializers.Serializer):
    because = serializers.CharField(max_length=300)


class FollowUpFilter(filters.FilterSet):
    customer = filters.UUIDFilter("customer__uuid")
    owner = filters.UUIDFilter("owner__uuid")
    due_until = filters.DateFilter("due_on", lookup_expr="lte")
    is_open = filters.BooleanFilter(method="in_state")

    class Meta:
        model = FollowUp
        fields = []

    def in_state(self, rows, name, is_open):
        return rows.open() if is_open else rows.closed()


class FollowUpEndpoint(Readable):
    title = _("Follow-ups")
    model = FollowUp
    permission = Permission.VISIT_READ
    personal = True
    related = ["customer", "visit", "owner"]
    serializer_class = FollowUpSerializer
    filterset_class = FollowUpFilter
    writes = {"create": AddWrite, "done": DoneWrite, "drop": DropWrite}
    words = {
        "create": _("Add"),
        "done": _("Done, with what was done"),
        "drop": _("Drop, with a reason"),
    }

    def create(self, request):
        return self.shown(verbs.add_follow_up(**self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def done(self, request, uuid):
        return self._do(verbs.finish_follow_up)

    @action(detail=True, methods=["post"])
    def drop(self, request, uuid):
        return self._do(verbs.drop_follow_up)

    def _do(self, verb):
        return self.shown(verb(self.get_object(), **self.said(), by=self.request.user))
