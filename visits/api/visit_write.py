"""What the API takes about visits: one body for each verb."""

from rest_framework import serializers

from accounts.api.fields import Related
from compliance.models import MaterialVersion
from customers.models import Customer
from visits.api.day import near
from visits.api.record import FORM, RecordWrite, SubmitWrite
from visits.models import Against, Visit
from visits.repetition import MOST, OnClosed, Repetition, Rhythm


class PlanWrite(RecordWrite):
    uuid = serializers.UUIDField(required=False)
    customer = Related(Customer)
    time = serializers.TimeField(required=False, allow_null=True)
    minutes = serializers.IntegerField(required=False, allow_null=True, min_value=5, max_value=600)

    class Meta(RecordWrite.Meta):
        fields = [
            "uuid",
            "customer",
            "day",
            "time",
            "minutes",
            "objective",
            "objective_measure",
            "objective_by",
            "topic",
            "channel",
            "next_step",
            *FORM,
            "participants",
            "products",
            "materials",
        ]


class LogWrite(SubmitWrite):
    uuid = serializers.UUIDField(required=False)
    customer = Related(Customer)

    class Meta(SubmitWrite.Meta):
        fields = ["uuid", "customer", *SubmitWrite.Meta.fields]


class SeriesWrite(serializers.Serializer):
    """Ends on `until`, or after `count` times."""

    customer = Related(Customer)
    first = serializers.DateField(validators=[near])
    rhythm = serializers.ChoiceField(Rhythm.choices)
    until = serializers.DateField(validators=[near], required=False, allow_null=True)
    count = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=MOST)
    on_closed = serializers.ChoiceField(OnClosed.choices, default=OnClosed.MOVE)
    time = serializers.TimeField(required=False, allow_null=True)
    minutes = serializers.IntegerField(required=False, allow_null=True, min_value=5, max_value=600)
    objective = serializers.CharField(required=False, allow_blank=True, max_length=300)


class SeveralWrite(serializers.Serializer):
    """Each customer on each day; with `most_a_day`, each once, spread over the days."""

    customers = Related(Customer, many=True)
    days = serializers.ListField(child=serializers.DateField(validators=[near]), max_length=100)
    most_a_day = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    objective = serializers.CharField(required=False, allow_blank=True, max_length=300)


class MoveWrite(serializers.Serializer):
    """What is left out stays as it is planned."""

    day = serializers.DateField(validators=[near], required=False)
    time = serializers.TimeField(required=False, allow_null=True)
    minutes = serializers.IntegerField(required=False, allow_null=True, min_value=5, max_value=600)
    and_later = serializers.BooleanField(default=False)


class OrderWrite(serializers.Serializer):
    """Without `visits`, their places make the order."""

    day = serializers.DateField(validators=[near])
    visits = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=100)


class PrepareWrite(RecordWrite):
    class Meta(RecordWrite.Meta):
        fields = ["objective", "objective_measure", "objective_by", "materials"]


class OpenWrite(serializers.Serializer):
    version = Related(MaterialVersion)


class CancelWrite(serializers.Serializer):
    because = serializers.CharField(max_length=300, allow_blank=True)
    and_later = serializers.BooleanField(default=False)


class AmendWrite(RecordWrite):
    uuid = serializers.UUIDField(required=False)
    reason = serializers.CharField(allow_blank=True)

    class Meta(RecordWrite.Meta):
        fields = ["uuid", "reason", *RecordWrite.Meta.fields]


class WaiverWrite(serializers.Serializer):
    uuid = serializers.UUIDField(required=False)
    against = serializers.ListField(child=serializers.ChoiceField(choices=Against.choices))
    reason = serializers.CharField(max_length=500)


class SlotWrite(serializers.Serializer):
    day = serializers.DateField(validators=[near])


class HouseConsentWrite(serializers.Serializer):
    file = serializers.FileField()


class AdverseEventWrite(serializers.Serializer):
    what_happened = serializers.CharField(max_length=8000)


class EndOfDayLine(SubmitWrite):
    visit = Related(Visit)

    class Meta(SubmitWrite.Meta):
        fields = ["visit", *SubmitWrite.Meta.fields]


class EndOfDayWrite(serializers.Serializer):
    lines = serializers.ListField(child=EndOfDayLine(), min_length=1, max_length=50)


REPETITION = Repetition.__dataclass_fields__.keys()
