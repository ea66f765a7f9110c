"""Data-change requests: proposed by whoever meets the customer, decided by a steward."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Masked, Related, Shown
from accounts.api.reasons import ReasonWrite, RemarkWrite
from accounts.permissions import Permission
from customers.controlled import CONTROLLED
from customers.data_sides import LINKS, values_for_verb
from customers.models import Customer, DataChange, Organisation
from customers.services.data_change import (
    accept_data_change,
    file_data_change,
    reject_data_change,
    withdraw_data_change,
)


class DataChangeSerializer(Masked, serializers.ModelSerializer):
    customer = Shown()
    filed_by = Shown()
    decided_by = Shown()
    attachment = Shown()

    class Meta:
        model = DataChange
        fields = [
            "uuid",
            "customer",
            "kind",
            "status",
            "previous",
            "values",
            "evidence",
            "attachment",
            "filed_by",
            "filed_at",
            "decided_by",
            "decided_at",
            "decision_reason",
        ]
        masked = ["evidence", "decision_reason"]


class DataChangeWrite(serializers.Serializer):
    uuid = serializers.UUIDField(required=False)
    customer = Related(Customer)
    values = serializers.DictField(help_text=_("Field and proposed value, as in the record itself"))
    evidence = serializers.CharField(max_length=300)

    def validate_values(self, values):
        if unknown := sorted(values.keys() - CONTROLLED):
            raise serializers.ValidationError(
                _("A steward does not decide on: %(names)s.") % {"names": ", ".join(unknown)}
            )
        for name, value in values.items():
            if not _is_value(name, value):
                raise serializers.ValidationError(
                    _("This is not a value of %(name)s.") % {"name": name}
                )
        self._check_parent(values.get("parent"))
        return values

    def _check_parent(self, key):
        mine = Organisation.objects.visible_to(self.context["request"].user)
        if key and not (_is_uuid(key) and mine.filter(customer__uuid=key).exists()):
            raise serializers.ValidationError(_("There is no such organisation above it."))


def _is_uuid(text):
    try:
        return UUID(text)
    except ValueError:
        return None


def _is_value(name, value):
    if name == "aliases":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, str) or (value is None and name in LINKS)


class DataChangeEndpoint(Readable):
    title = _("Data changes")
    model = DataChange
    permission = Permission.CUSTOMER_READ
    personal = True
    related = ["customer", "filed_by", "decided_by", "attachment"]
    serializer_class = DataChangeSerializer
    filterset_fields = ["status", "kind"]
    writes = {"create": DataChangeWrite, "accept": RemarkWrite, "reject": ReasonWrite}
    words = {
        "accept": _("Accept: the customer says the new values"),
        "reject": _("Reject, with a reason; a new customer is archived"),
        "withdraw": _("Withdraw"),
    }

    def create(self, request):
        said = self.said()
        values = values_for_verb(said.pop("values"))
        return self.shown(file_data_change(**said, values=values, by=request.user))

    @action(detail=True, methods=["post"])
    def accept(self, request, uuid):
        return self.shown(accept_data_change(self.get_object(), **self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def reject(self, request, uuid):
        return self.shown(reject_data_change(self.get_object(), **self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def withdraw(self, request, uuid):
        return self.shown(withdraw_data_change(self.get_object(), by=request.user))
