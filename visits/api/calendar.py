"""The calendar of a span of days: what the page draws, and any other program."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.base import Endpoint
from accounts.permissions import Permission
from visits.calendar import Calendar
from visits.forms.calendar import WhoseForm, is_team, visits_shown
from visits.models import Visit
from visits.services.visit import local_today

LONGEST = timedelta(days=62)


class CalendarItemSerializer(serializers.Serializer):
    key = serializers.CharField()
    kind = serializers.CharField()
    state = serializers.CharField()
    state_name = serializers.CharField()
    icon = serializers.CharField()
    title = serializers.CharField()
    place = serializers.CharField()
    path = serializers.CharField()
    day = serializers.DateField()
    starts = serializers.SerializerMethodField()
    ends = serializers.DateTimeField(allow_null=True)
    rep = serializers.CharField()
    colour = serializers.IntegerField()
    minutes = serializers.IntegerField(allow_null=True)
    is_movable = serializers.BooleanField()
    is_series = serializers.BooleanField()
    conflicts = serializers.ListField(child=serializers.CharField())

    def get_starts(self, item) -> str:
        return item.starts.isoformat()


class CalendarAsk(serializers.Serializer):
    since = serializers.DateField()
    until = serializers.DateField()
    rep = serializers.UUIDField(required=False)
    territory = serializers.UUIDField(required=False)

    def validate(self, asked):
        if asked["until"] < asked["since"]:
            raise serializers.ValidationError({"until": _("The last day comes before the first.")})
        if asked["until"] - asked["since"] > LONGEST:
            raise serializers.ValidationError({"until": _("Ask for two months at most.")})
        return asked


class CalendarEndpoint(Endpoint):
    title = _("Calendar")
    model = Visit
    permission = Permission.VISIT_READ
    personal = True
    lists = frozenset()
    pagination_class = None
    filter_backends = ()
    serializer_class = CalendarItemSerializer
    asks = {"list": CalendarAsk}
    words = {
        "list": _("Visits, what falls due and what stands against plans, of two months at most")
    }

    def list(self, request):
        ask = CalendarAsk(data=request.query_params)
        ask.is_valid(raise_exception=True)
        whose = WhoseForm(request.query_params, user=request.user, today=local_today(request.user))
        shown = Calendar(
            request.user,
            ask.validated_data["since"],
            ask.validated_data["until"],
            visits_shown(request.user, whose),
            is_team=is_team(request.user),
        )
        self.log_read(count=len(shown.items))
        return Response(self.get_serializer(shown.items, many=True).data)
