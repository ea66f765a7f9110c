"""Who changed what: the newest changes of all records, and one record through time."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from accounts.api.base import Endpoint
from accounts.api.signature import SignedSerializer
from accounts.models import Access
from accounts.permissions import Permission
from accounts.services.access import log_access
from compliance.forms.history import HistoryFilter, MomentForm, write_place
from compliance.history import find_changes, models_by_label
from compliance.reading import ADDED, REMOVED, read
from compliance.versions import find_subject


class RecordSerializer(serializers.Serializer):
    label = serializers.CharField()
    key = serializers.CharField(source="record.key")
    name = serializers.CharField(source="record.name")


class ChangeSerializer(serializers.Serializer):
    at = serializers.DateTimeField()
    change = serializers.IntegerField(source="history_id")
    record = RecordSerializer(source="*")
    who = serializers.CharField()
    actor = serializers.CharField()
    action = serializers.CharField()
    reason = serializers.CharField(allow_null=True)
    channel = serializers.CharField(source="via", allow_null=True)
    request_id = serializers.CharField(source="trace_id", allow_null=True)
    ip = serializers.CharField(allow_null=True)


class ChangesSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True)
    looked_to = serializers.DateTimeField(allow_null=True)
    results = ChangeSerializer(many=True)


class HistoryEntrySerializer(serializers.Serializer):
    change = serializers.CharField(source="mark")
    at = serializers.DateTimeField(source="row.history_date")
    who = serializers.CharField()
    action = serializers.CharField(source="row.action")
    reason = serializers.CharField(source="row.history_change_reason", allow_null=True)
    fields_changed = serializers.IntegerField(source="count")


class DifferenceSerializer(serializers.Serializer):
    part = serializers.CharField()
    field = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class FactSerializer(serializers.Serializer):
    field = serializers.CharField(source="label")
    value = serializers.CharField()
    now = serializers.CharField(allow_null=True)


class PartSerializer(serializers.Serializer):
    kind = serializers.CharField()
    name = serializers.CharField()
    since = serializers.ChoiceField([REMOVED, ADDED, ""])
    facts = FactSerializer(many=True)


class ReadingSerializer(serializers.Serializer):
    record = RecordSerializer(source="subject")
    versions = HistoryEntrySerializer(many=True)
    has_older = serializers.BooleanField()
    differences = DifferenceSerializer(many=True)
    as_it_was = FactSerializer(source="facts", many=True)
    parts = PartSerializer(many=True)
    signatures = SignedSerializer(many=True)


class HistoryEndpoint(Endpoint):
    title = _("History")
    permission = Permission.HISTORY_READ
    serializer_class = ChangesSerializer
    pagination_class = None
    filter_backends = []
    lists = frozenset()
    asks = {"list": HistoryFilter, "retrieve": MomentForm}
    also_asks = {"list": ["after"], "retrieve": ["change", "before"]}
    words = {
        "list": _("The newest changes of all records"),
        "retrieve": _("One record through time, and as it was at a moment"),
    }

    def get_serializer_class(self):
        return ReadingSerializer if self.action == "retrieve" else ChangesSerializer

    def list(self, request):
        asked = HistoryFilter(request.query_params)
        if not asked.is_valid():
            raise ValidationError(asked.errors)
        after = request.query_params.get("after", "")
        found = find_changes(request.user, asked.question(user=request.user, after=after))
        self._log(Access.Action.SEARCH, "history", count=len(found.changes))
        older = found.place and replace_query_param(
            request.build_absolute_uri(), "after", write_place(found.place)
        )
        said = {"results": found.changes, "next": older, "looked_to": found.looked_to}
        return Response(self.get_serializer(said).data)

    def retrieve(self, request, label, key):
        subject = self._find(label, key)
        moment = MomentForm(request.query_params)
        if not moment.is_valid():
            raise ValidationError(moment.errors)
        marks = {name: request.query_params.get(name, "") for name in ("change", "before")}
        reading = read(subject, at=moment.cleaned_data["at"], **marks)
        if reading is None:
            raise Http404
        self._log(Access.Action.API, label, subject=subject.uuid, count=1)
        return Response(self.get_serializer(reading).data)

    def _find(self, label, key):
        model = models_by_label().get(label)
        subject = find_subject(self.request.user, model, key) if model else None
        if subject is None:
            raise Http404
        return subject

    def _log(self, action, what, **more):
        filters = self.request.query_params.urlencode()
        log_access(self.request.user, action, what, filters=filters, **more)
