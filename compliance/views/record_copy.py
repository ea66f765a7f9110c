"""A complete copy of a record to take away: to read (PDF), and for programs (JSON, CSV). Each is logged (GL-013)."""

import csv
import io
from pathlib import Path

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from accounts.exports import in_csv
from accounts.models import Access
from accounts.permissions import Permission, require
from accounts.services.access import log_access
from compliance import record_copy
from compliance.history import models_by_label
from compliance.record_pdf import as_pdf
from compliance.versions import find_subject

SCHEMA = Path(record_copy.__file__).with_name("record_copy.schema.json")
COLUMNS = [
    *("kind", "label", "key", "name", "version", "at", "who", "actor", "action", "what", "reason"),
    *("channel", "request_id", "ip", "field", "before", "after", "signature"),
]


@require_GET
def copy(request, label, key, form):
    require(request.user, Permission.HISTORY_READ)
    require(request.user, Permission.EXPORT)
    model = models_by_label().get(label)
    subject = find_subject(request.user, model, key) if model else None
    if subject is None:
        raise Http404
    response = FORMS[form](subject, request.user)
    log_access(
        request.user, Access.Action.EXPORT, label, subject=subject.uuid, filters=form, count=1
    )
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{subject.model._meta.model_name}-{subject.record.key}.{form}"'
    )
    return response


@require_GET
def schema(request):
    return HttpResponse(SCHEMA.read_bytes(), content_type="application/schema+json")


def _pdf(subject, by):
    return HttpResponse(as_pdf(subject, by=by), content_type="application/pdf")


def _json(subject, by):
    options = {"ensure_ascii": False, "indent": 1}
    return JsonResponse(record_copy.as_json(subject, by=by), json_dumps_params=options)


def _csv(subject, by):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    for line in record_copy.lines_of(subject):
        writer.writerow({name: in_csv(value) for name, value in line.items()})
    return HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")


FORMS = {"pdf": _pdf, "json": _json, "csv": _csv}
