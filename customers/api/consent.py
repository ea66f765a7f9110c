"""Consents: read, give, withdraw. How it was said is written and never read here."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Related, Shown
from accounts.models import Attachment
from accounts.permissions import Permission
from customers.models import Consent, Person
from customers.services.consent import give_consent, withdraw_consent


class ConsentSerializer(serializers.ModelSerializer):
    person = Shown(source="customer")
    evidence = Shown()
    recorded_by = Shown()

    class Meta:
        model = Consent
        fields = [
            *("uuid", "person", "purpose", "channel", "answer", "said_on", "how", "evidence"),
            *("notice_version", "recorded_by", "noted_at"),
        ]


class ConsentWrite(serializers.Serializer):
    uuid = serializers.UUIDField(required=False)
    person = Related(Person, through="customer__")
    purpose = serializers.ChoiceField(choices=Consent.Purpose.choices)
    channel = serializers.ChoiceField(choices=Consent.Channel.choices)
    said_on = serializers.DateField(required=False)
    how = serializers.ChoiceField(choices=Consent.How.choices)
    words = serializers.CharField(max_length=500, required=False)
    evidence = Related(Attachment, required=False)

    def validate(self, said):
        return {
            **{name: value for name, value in said.items() if name not in {"person", "channel"}},
            "customer": said["person"].customer,
            "channels": [said["channel"]],
        }


class ConsentGiveWrite(ConsentWrite):
    notice_version = serializers.CharField(max_length=40)


class ConsentFilter(filters.FilterSet):
    person = filters.UUIDFilter("customer__uuid")
    counting = filters.BooleanFilter(method="by_counting", label=_("Only those that count"))

    class Meta:
        model = Consent
        fields = ["purpose", "channel", "answer"]

    def by_counting(self, rows, name, wanted):
        return rows.in_force() if wanted else rows


class ConsentEndpoint(Readable):
    title = _("Consents")
    model = Consent
    permission = Permission.CUSTOMER_READ
    personal = True
    related = ["customer", "evidence", "recorded_by"]
    serializer_class = ConsentSerializer
    filterset_class = ConsentFilter
    writes = {"create": ConsentGiveWrite, "withdraw": ConsentWrite}
    words = {
        "create": _("Record that a person agreed"),
        "withdraw": _("Record that a person withdrew it or refused: it holds at once"),
    }

    def create(self, request):
        (row,) = give_consent(**self._said(), by=request.user)
        return self.shown(row)

    @action(detail=False, methods=["post"])
    def withdraw(self, request):
        (row,) = withdraw_consent(**self._said(), by=request.user)
        return self.shown(row)

    def _said(self):
        said = dict(self.said())
        return {"customer": said.pop("customer"), **said}
