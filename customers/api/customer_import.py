"""Lists of customers: upload, check, apply, stop, undo, and what became of each line."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.api.base import Readable
from accounts.api.fields import Shown
from accounts.permissions import Permission
from customers.importing.definition import Definition
from customers.importing.fields import FIELDS
from customers.importing.findings import sentence_of
from customers.importing.readings import READINGS
from customers.importing.undoing import preview
from customers.models import Customer, CustomerImport, ImportLine
from customers.models.customer_import import COUNTS
from customers.services import customer_import as verbs
from customers.services.import_mapping import mapping_named, save_mapping

Mode = CustomerImport.Mode


class ImportSerializer(serializers.ModelSerializer):
    by = Shown()
    source = serializers.CharField(source="mapping.source", read_only=True, allow_null=True)
    done = serializers.IntegerField(source="job.done", read_only=True, allow_null=True)
    total = serializers.IntegerField(source="job.total", read_only=True, allow_null=True)

    class Meta:
        model = CustomerImport
        fields = [
            "uuid",
            "file_name",
            "file_size",
            "file_sha256",
            "source",
            "mode",
            "is_dry_run",
            "status",
            "problem",
            "by",
            "at",
            *COUNTS,
            "done",
            "total",
        ]


class LineSerializer(serializers.ModelSerializer):
    customer = Shown()
    findings = serializers.SerializerMethodField()

    class Meta:
        model = ImportLine
        fields = ["number", "verdict", "name", "is_incomplete", "changes", "findings", "customer"]

    def get_findings(self, line) -> list[str]:
        return [sentence_of(finding) for finding in line.findings]


class UndoPreviewSerializer(serializers.Serializer):
    """How many customers would be archived, and how many get back what they had; what hangs on them keeps the import."""

    archived = serializers.IntegerField()
    changed = serializers.IntegerField()
    attached = serializers.ListField(child=serializers.CharField())


class UploadWrite(serializers.Serializer):
    file = serializers.FileField()


class TakeWrite(serializers.Serializer):
    """One field and the columns that fill it; `kind` limits it to lines of organisations or of people."""

    field = serializers.ChoiceField(choices=list(FIELDS))
    columns = serializers.ListField(child=serializers.CharField(), allow_empty=False)
    how = serializers.ChoiceField(choices=list(READINGS), required=False)
    options = serializers.DictField(required=False)
    kind = serializers.ChoiceField(choices=Customer.Kind.choices, required=False)


class DefinitionWrite(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Customer.Kind.choices, required=False)
    takes = TakeWrite(many=True, allow_empty=False)
    constants = serializers.DictField(child=serializers.CharField(), required=False)


class CheckWrite(serializers.Serializer):
    """The columns: those of a known source, or, with `definition`, those that are said and remembered."""

    source = serializers.CharField(max_length=60, required=False)
    definition = DefinitionWrite(required=False)
    mode = serializers.ChoiceField(choices=Mode.choices, default=Mode.ALL_OR_NOTHING)
    is_dry_run = serializers.BooleanField(default=True)


class ApplyWrite(serializers.Serializer):
    mode = serializers.ChoiceField(choices=Mode.choices, required=False)


class LineFilter(filters.FilterSet):
    verdict = filters.ChoiceFilter(choices=ImportLine.Verdict.choices)


class CustomerImportEndpoint(Readable):
    title = _("Imports")
    model = CustomerImport
    permission = Permission.CUSTOMER_IMPORT
    related = ["mapping", "by", "job"]
    serializer_class = ImportSerializer
    filterset_fields = ["status"]
    lists = frozenset({"list", "lines"})
    writes = {
        "create": UploadWrite,
        "check": CheckWrite,
        "apply": ApplyWrite,
    }
    words = {
        "create": _("Upload a CSV or XLSX file"),
        "check": _("Check every line; nothing changes yet"),
        "apply": _("Import what was checked"),
        "stop": _("Stop or pause"),
        "undo": _("Archive whom the import brought, and give back what it changed"),
        "undo_preview": _("What undoing would do, and what stands against it"),
        "lines": _("The report, line by line"),
    }

    def create(self, request):
        file = self.said()["file"]
        return self.shown(
            verbs.upload_import(name=file.name, chunks=file.chunks(), by=request.user)
        )

    @action(detail=True, methods=["post"])
    def check(self, request, uuid):
        row, said = self.get_object(), self.said()
        mapping = self._mapping(row, said.pop("source", ""), said.pop("definition", None))
        verbs.check_import(row, mapping=mapping, **said, by=request.user)
        return self.shown(row)

    @action(detail=True, methods=["post"])
    def apply(self, request, uuid):
        return self._do(verbs.apply_import)

    @action(detail=True, methods=["post"])
    def stop(self, request, uuid):
        return self._do(verbs.stop_import)

    @action(detail=True, methods=["post"])
    def undo(self, request, uuid):
        return self._do(verbs.undo_import)

    @action(
        detail=True,
        url_path="undo-preview",
        serializer_class=UndoPreviewSerializer,
        filter_backends=[],
        pagination_class=None,
    )
    def undo_preview(self, request, uuid):
        row = self.get_object()
        row.check_can_become(CustomerImport.Status.UNDOING)
        return Response(self.get_serializer(preview(row)).data)

    @action(detail=True, serializer_class=LineSerializer, filterset_class=LineFilter)
    def lines(self, request, uuid):
        row = get_object_or_404(self.get_queryset(), uuid=uuid)
        lines = ImportLine.objects.visible_to(request.user).filter(customer_import=row)
        page = self.paginate_queryset(self.filter_queryset(lines.select_related("customer")))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def _do(self, verb):
        row = self.get_object()
        verb(row, **self.said(), by=self.request.user)
        return self.shown(row)

    def _mapping(self, row, source, definition):
        by = self.request.user
        if definition is not None:
            return save_mapping(source, Definition.from_json(definition), by=by)
        mapping = mapping_named(source, by=by) if source else row.mapping
        if mapping is None:
            raise ValidationError(
                {"source": now("Say how the file is read: no known list fits it.")}
            )
        return mapping
