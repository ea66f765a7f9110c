"""Facts about people's work: read, note, confirm, take back."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.api.base import Readable
from accounts.api.fields import Related
from accounts.models import Product
from accounts.permissions import Permission
from customers.models import Customer, PersonaFact
from customers.persona import shown
from customers.persona_terms import LABELS
from customers.services import persona_fact as verbs

FRESHNESS = [(each.value, label) for each, label in LABELS.items()]


class AllAtOnce(serializers.ListSerializer):
    """The keys of a page's people are looked up once."""

    def to_representation(self, rows):
        user = self.context["request"].user
        return [self.child.in_words(fact) for fact in shown(rows, user)]


class PersonaFactSerializer(serializers.Serializer):
    uuid = serializers.UUIDField(source="row.uuid", read_only=True)
    customer = serializers.UUIDField(source="row.customer.uuid", read_only=True)
    kind = serializers.ChoiceField(PersonaFact.Kind.choices, source="row.kind", read_only=True)
    product = serializers.UUIDField(source="row.product.uuid", read_only=True, allow_null=True)
    value = serializers.SerializerMethodField()
    source = serializers.ChoiceField(
        PersonaFact.Source.choices, source="row.source", read_only=True
    )
    told_by = serializers.CharField(read_only=True)
    known_on = serializers.DateField(source="row.known_on", read_only=True)
    noted_by = serializers.UUIDField(source="row.noted_by.uuid", read_only=True, allow_null=True)
    is_confirmation = serializers.BooleanField(source="row.is_confirmation", read_only=True)
    is_current = serializers.BooleanField(source="row.is_current", read_only=True)
    freshness = serializers.ChoiceField(FRESHNESS, read_only=True)

    class Meta:
        list_serializer_class = AllAtOnce

    def get_value(self, fact) -> str:
        return fact.code or fact.words

    def to_representation(self, row):
        (fact,) = shown([row], self.context["request"].user)
        return self.in_words(fact)

    def in_words(self, fact):
        said = super().to_representation(fact)
        return {"product": None, "noted_by": None} | said


class PersonaFactWrite(serializers.Serializer):
    uuid = serializers.UUIDField(required=False)
    customer = Related(Customer)
    kind = serializers.ChoiceField(PersonaFact.Kind.choices)
    product = Related(Product, required=False, allow_null=True)
    value = serializers.CharField(max_length=verbs.LONGEST)
    source = serializers.ChoiceField(PersonaFact.Source.choices)
    told_by = serializers.CharField(max_length=150, required=False, allow_blank=True)
    known_on = serializers.DateField(required=False)


class PersonaFactDrop(serializers.Serializer):
    because = serializers.CharField(max_length=300)


class PersonaFactFilter(filters.FilterSet):
    customer = filters.UUIDFilter("customer__uuid")
    known_before = filters.DateFilter("known_on", lookup_expr="lt")

    class Meta:
        model = PersonaFact
        fields = ["kind", "source", "is_current"]


class PersonaFactEndpoint(Readable):
    title = _("Persona facts")
    model = PersonaFact
    permission = Permission.CUSTOMER_READ
    personal = True
    related = ["customer", "product", "noted_by"]
    serializer_class = PersonaFactSerializer
    filterset_class = PersonaFactFilter
    writes = {"create": PersonaFactWrite, "drop": PersonaFactDrop}
    # What is sealed in the rows is not kept in plain beside them.
    unmasks = frozenset({"create", "confirm", "drop"})
    words = {
        "create": _("Note what is known, in place of what was"),
        "confirm": _("Still true today"),
        "drop": _("Take back, with a reason"),
    }

    def create(self, request):
        return self.shown(verbs.note_fact(**self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def confirm(self, request, uuid):
        return self.shown(verbs.confirm_fact(self.get_object(), by=request.user))

    @action(detail=True, methods=["post"])
    def drop(self, request, uuid):
        return self.shown(verbs.drop_fact(self.get_object(), **self.said(), by=request.user))
