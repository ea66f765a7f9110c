"""KPIs: their definitions, a figure for a period and a part of the field, and exactly the rows behind it."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.base import Endpoint
from accounts.api.fields import Related
from accounts.api.pages import CursorPages
from accounts.models import Access, Product, Territory, User
from accounts.permissions import Permission
from accounts.services.access import log_access
from analytics.drilldown import rows_of
from analytics.kpis import KPIS, Part
from analytics.periods import PeriodKind, period_of, until
from analytics.scope import Scope
from analytics.services.figure import figure as figure_of
from customers.models import Customer, Tier
from visits.services.visit import local_today


class KpiSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    formula = serializers.CharField()
    owner = serializers.CharField()
    version = serializers.IntegerField()
    kind = serializers.CharField()
    unit = serializers.CharField()
    more_is_better = serializers.BooleanField()
    target = serializers.FloatField(allow_null=True)


class FigureSerializer(serializers.Serializer):
    kpi = serializers.CharField(source="figure.kpi.code")
    first = serializers.DateField(source="period.first")
    last = serializers.DateField(source="period.last")
    value = serializers.FloatField(source="figure.value", allow_null=True)
    numerator = serializers.IntegerField(source="figure.numerator")
    denominator = serializers.IntegerField(source="figure.denominator", allow_null=True)
    median = serializers.FloatField(source="figure.median", allow_null=True)
    p90 = serializers.FloatField(source="figure.p90", allow_null=True)


class RowSerializer(serializers.Serializer):
    """One row of a figure; the rest is read at its noun's own address."""

    kind = serializers.CharField(source="_meta.model_name")
    uuid = serializers.UUIDField()
    customer = serializers.SerializerMethodField()

    def get_customer(self, row) -> str:
        return str(row.uuid if isinstance(row, Customer) else row.customer.uuid)


class ScopeRead(serializers.Serializer):
    """What the address asks: the period around a day, up to today, and which part of the field."""

    period = serializers.ChoiceField(choices=PeriodKind.choices, default=PeriodKind.MONTH)
    day = serializers.DateField(required=False)
    territory = Related(Territory, required=False)
    line = serializers.CharField(required=False)
    person = Related(User, required=False)
    tier = serializers.ChoiceField(choices=Tier.choices, required=False, allow_blank=True)
    customer_type = serializers.CharField(required=False)
    product = Related(Product, required=False)

    def scope(self):
        said, viewer = dict(self.validated_data), self.context["request"].user
        today = local_today(viewer)
        whole = period_of(said.pop("period"), said.pop("day", today))
        return Scope(viewer, until(whole, today), **said)


class RowsRead(ScopeRead):
    part = serializers.ChoiceField(
        choices=[(part.value, part.value) for part in Part], default=Part.NUMERATOR
    )

    def taken_part(self):
        return Part(self.validated_data.pop("part"))


class KpiEndpoint(Endpoint):
    title = _("KPIs")
    permission = Permission.KPI_READ
    lookup_field = "code"
    lookup_value_converter = "slug"
    serializer_class = KpiSerializer
    pagination_class = None
    filter_backends = []
    lists = frozenset({"list", "rows"})
    asks = {"figure": ScopeRead, "rows": RowsRead}
    words = {
        "list": _("List the definitions"),
        "retrieve": _("Read one definition"),
        "figure": _("The figure of a period"),
        "rows": _("The rows behind a figure, exactly"),
    }

    def get_object(self):
        kpi = KPIS.get(self.kwargs["code"])
        if kpi is None:
            raise Http404
        return kpi

    def list(self, request):
        return Response(self.get_serializer(KPIS.values(), many=True).data)

    def retrieve(self, request, code):
        return Response(self.get_serializer(self.get_object()).data)

    @action(detail=True, serializer_class=FigureSerializer)
    def figure(self, request, code):
        kpi, scope = self.get_object(), self._asked().scope()
        found = {"figure": figure_of(kpi, scope), "period": scope.period}
        return Response(self.get_serializer(found).data)

    @action(detail=True, serializer_class=RowSerializer, pagination_class=CursorPages)
    def rows(self, request, code):
        kpi, asked = self.get_object(), self._asked()
        part = asked.taken_part()
        rows = rows_of(kpi, asked.scope(), part)
        if rows.model is not Customer:
            rows = rows.select_related("customer")
        page = self.paginate_queryset(rows)
        log_access(
            request.user,
            Access.Action.API,
            rows.model._meta.label_lower,
            filters=f"{code} {request.query_params.urlencode()}",
            count=len(page),
        )
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def _asked(self):
        reader = self.asks[self.action](
            data=self.request.query_params, context=self.get_serializer_context()
        )
        reader.is_valid(raise_exception=True)
        return reader
