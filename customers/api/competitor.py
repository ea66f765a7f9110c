"""Competitors, the answer cards to their products, what was observed of them, and its trend."""

from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.base import Readable
from accounts.api.fields import Masked, Related, Shown
from accounts.models import KeyMessage, Product, Territory
from accounts.permissions import Permission
from customers.competitor_trend import trend
from customers.models import Competitor, CompetitorActivity, CompetitorProduct, Customer
from customers.services import competitor as verbs
from customers.services.competitor_activity import note_activity, withdraw_activity

CARD = ["name", "strengths", "weaknesses", "answer"]
SEEN = ["kind", "what", "observed_on", "source", "source_note"]


class CompetitorSerializer(serializers.ModelSerializer):
    class Meta:
        model = Competitor
        fields = ["uuid", "name", "note", "is_active"]


class CompetitorWrite(serializers.Serializer):
    uuid = serializers.UUIDField(required=False)
    name = serializers.CharField(max_length=100)
    note = serializers.CharField(max_length=4000, required=False, allow_blank=True)


class CompetitorEdit(serializers.Serializer):
    name = serializers.CharField(max_length=100)
    note = serializers.CharField(max_length=4000, allow_blank=True)
    is_active = serializers.BooleanField()


class CompetitorEndpoint(Readable):
    title = _("Competitors")
    model = Competitor
    permission = Permission.CUSTOMER_READ
    serializer_class = CompetitorSerializer
    filterset_fields = ["is_active"]
    writes = {"create": CompetitorWrite, "partial_update": CompetitorEdit}
    words = {"create": _("Add")}

    def create(self, request):
        return self.shown(verbs.add_competitor(**self.said(), by=request.user))

    def partial_update(self, request, uuid):
        said = self.said(partial=True)
        return self.shown(verbs.edit_competitor(self.get_object(), **said, by=request.user))


class CardSerializer(serializers.ModelSerializer):
    competitor = Shown()
    product = Shown()
    key_messages = serializers.SlugRelatedField("uuid", many=True, read_only=True)

    class Meta:
        model = CompetitorProduct
        fields = ["uuid", "competitor", "product", *CARD, "key_messages", "is_active"]


class CardEdit(serializers.ModelSerializer):
    product = Related(Product)
    key_messages = Related(KeyMessage, many=True, required=False)

    class Meta:
        model = CompetitorProduct
        fields = ["product", *CARD, "key_messages", "is_active"]


class CardWrite(CardEdit):
    uuid = serializers.UUIDField(required=False)
    competitor = Related(Competitor)

    class Meta:
        model = CompetitorProduct
        fields = ["uuid", "competitor", "product", *CARD, "key_messages"]


class CardFilter(filters.FilterSet):
    competitor = filters.UUIDFilter("competitor__uuid")
    product = filters.UUIDFilter("product__uuid")

    class Meta:
        model = CompetitorProduct
        fields = ["is_active"]


class CompetitorProductEndpoint(Readable):
    title = _("Competitors' products")
    model = CompetitorProduct
    permission = Permission.CUSTOMER_READ
    related = ["competitor", "product"]
    gathered = ["answer_messages__key_message"]
    serializer_class = CardSerializer
    filterset_class = CardFilter
    writes = {"create": CardWrite, "partial_update": CardEdit}
    words = {"create": _("Add, with our answer and the key messages that it rests on")}

    def create(self, request):
        return self.shown(verbs.add_competitor_product(**self.said(), by=request.user))

    def partial_update(self, request, uuid):
        said = self.said(partial=True)
        return self.shown(verbs.edit_competitor_product(self.get_object(), **said, by=request.user))


class ActivitySerializer(Masked, serializers.ModelSerializer):
    competitor_product = Shown()
    customer = Shown()
    observed_by = Shown()
    territory = Shown()

    class Meta:
        model = CompetitorActivity
        fields = [
            "uuid",
            "competitor_product",
            "customer",
            *SEEN,
            "observed_by",
            "territory",
            "withdrawn_reason",
        ]
        masked = ["what", "source_note", "withdrawn_reason"]


class ActivityWrite(serializers.ModelSerializer):
    uuid = serializers.UUIDField(required=False)
    competitor_product = Related(CompetitorProduct)
    customer = Related(Customer)

    class Meta:
        model = CompetitorActivity
        fields = ["uuid", "competitor_product", "customer", *SEEN]


class ActivityWithdrawWrite(serializers.Serializer):
    because = serializers.CharField(max_length=300)


class ActivityFilter(filters.FilterSet):
    customer = filters.UUIDFilter("customer__uuid")
    competitor_product = filters.UUIDFilter("competitor_product__uuid")
    product = filters.UUIDFilter("competitor_product__product__uuid")
    since = filters.DateFilter("observed_on", lookup_expr="gte")
    until = filters.DateFilter("observed_on", lookup_expr="lte")

    class Meta:
        model = CompetitorActivity
        fields = ["kind", "source"]


class TrendQuery(serializers.Serializer):
    territory = Related(Territory, required=False)
    product = Related(Product, required=False)


class TrendRowSerializer(serializers.Serializer):
    territory = Shown()
    counts = serializers.ListField(child=serializers.IntegerField(), read_only=True)
    total = serializers.IntegerField(read_only=True)


class TrendSerializer(serializers.Serializer):
    months = serializers.ListField(child=serializers.DateField(), read_only=True)
    rows = TrendRowSerializer(many=True, read_only=True)


class CompetitorActivityEndpoint(Readable):
    title = _("Observations of competitors")
    model = CompetitorActivity
    permission = Permission.CUSTOMER_READ
    personal = True
    related = ["competitor_product", "customer", "observed_by", "territory"]
    serializer_class = ActivitySerializer
    filterset_class = ActivityFilter
    writes = {"create": ActivityWrite, "withdraw": ActivityWithdrawWrite}
    asks = {"trend": TrendQuery}
    words = {
        "create": _("Note what was observed, with its day and source"),
        "withdraw": _("Withdraw what was wrong"),
        "trend": _("Counts by territory and month"),
    }

    def create(self, request):
        return self.shown(note_activity(**self.said(), by=request.user))

    @action(detail=True, methods=["post"])
    def withdraw(self, request, uuid):
        return self.shown(withdraw_activity(self.get_object(), **self.said(), by=self.request.user))

    @action(detail=False, serializer_class=TrendSerializer)
    def trend(self, request):
        asked = TrendQuery(data=request.query_params, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        months, rows = trend(request.user, **asked.validated_data)
        return Response(self.get_serializer({"months": months, "rows": rows}).data)
