"""What a rep says about a visit, as a program writes it: one shape for plans, submissions and amendments."""

from django.utils import timezone
from rest_framework import serializers

from accounts.api.fields import Related
from accounts.models import KeyMessage, Product
from compliance.models import AnticipatedQuestion, MaterialVersion
from customers.models import Person
from visits.api.day import near
from visits.models import Request, Topic, Visit, VisitProduct
from visits.record import Record, Talk
from visits.services.submission import Question

TEXTS = [
    "objective",
    "objective_measure",
    "key_points",
    "feedback",
    "consensus",
    "open_questions",
    "next_objective",
    "location_reason",
]
FORM = ["location", "interaction", "is_requested"]


class TalkWrite(serializers.ModelSerializer):
    product = Related(Product)
    messages = Related(KeyMessage, many=True, required=False)

    class Meta:
        model = VisitProduct
        fields = ["product", "messages", "reaction", "adoption_step"]

    def validate_messages(self, messages):
        return tuple(messages)

    def validate(self, said):
        for message in said.get("messages", ()):
            if message.product_id != said["product"].pk:
                self.fields["messages"].child_relation.fail(
                    "does_not_exist", slug_name="uuid", value=message.uuid
                )
        return said


class QuestionWrite(serializers.ModelSerializer):
    product = Related(Product, required=False, allow_null=True)

    class Meta:
        model = Request
        fields = ["kind", "words", "product"]


class RecordWrite(serializers.ModelSerializer):
    """What is left out stays as it is planned, or as it was submitted."""

    topic = Related(Topic, required=False, allow_null=True)
    participants = Related(Person, through="customer__", many=True, required=False)
    products = TalkWrite(many=True, required=False)
    materials = Related(MaterialVersion, many=True, required=False)
    asked = Related(AnticipatedQuestion, many=True, required=False)

    class Meta:
        model = Visit
        fields = [
            "outcome",
            "channel",
            "started_at",
            "ended_at",
            "topic",
            "next_step",
            *FORM,
            *TEXTS,
            "objective_by",
            "participants",
            "products",
            "materials",
            "asked",
        ]
        extra_kwargs = {
            name: {"validators": [near]} for name in ("started_at", "ended_at", "objective_by")
        }

    def validate_materials(self, versions):
        return tuple(versions)

    def validate_asked(self, questions):
        return tuple(questions)

    def validate_participants(self, people):
        return tuple(people)

    def validate_products(self, talks):
        return tuple(Talk(**talk) for talk in talks)


class ClockField(serializers.DateTimeField):
    """A moment that keeps the offset with which it was sent (GL-014)."""

    def enforce_timezone(self, value):
        return value if timezone.is_aware(value) else super().enforce_timezone(value)


class SubmitWrite(RecordWrite):
    # Neither answer is preset: who leaves it out is asked for it (CN-012).
    adverse_event = serializers.BooleanField(allow_null=True, default=None)
    questions = QuestionWrite(many=True, required=False)
    follow_up_on = serializers.DateField(validators=[near], required=False)
    device_time = ClockField(required=False, allow_null=True)

    class Meta(RecordWrite.Meta):
        fields = [
            *RecordWrite.Meta.fields,
            "adverse_event",
            "device_time",
            "questions",
            "follow_up_on",
        ]

    def validate_questions(self, questions):
        return tuple(Question(**question) for question in questions)


RECORD_FIELDS = Record.__dataclass_fields__.keys()


def split(said):
    """(what belongs into the record, the rest)."""
    record = {name: said.pop(name) for name in RECORD_FIELDS & said.keys()}
    return record, said
