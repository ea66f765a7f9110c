"""A POST with an Idempotency-Key is done once: a repetition gets the first answer again (pitfalls 6.6)."""

import hashlib
import json

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from accounts.models import IdempotencyKey

HEADER = "Idempotency-Key"
KEY_AT_MOST = 200


class KeyReused(APIException):
    status_code = 422
    default_detail = _("This Idempotency-Key belongs to another request.")


def once(handler, request, *args, **kwargs):
    """Runs the handler and keeps its answer in the same transaction; a refusal keeps nothing and may be repeated."""
    key = request.headers.get(HEADER, "")[:KEY_AT_MOST]
    if not key:
        return handler(request, *args, **kwargs)
    fingerprint = _fingerprint(request)
    with transaction.atomic():
        row = IdempotencyKey(user=request.user, key=key, fingerprint=fingerprint, status=0)
        # Waits for a twin under way; its answer then stands here.
        IdempotencyKey.objects.bulk_create([row], ignore_conflicts=True)
        row = IdempotencyKey.objects.select_for_update().get(user=request.user, key=key)
        if row.fingerprint != fingerprint:
            raise KeyReused
        if row.status:
            return Response(row.body, status=row.status, headers={"Idempotent-Replay": "true"})
        response = handler(request, *args, **kwargs)
        row.status, row.body = response.status_code, _plain(response.data)
        row.save(update_fields=["status", "body"])
    return response


def _fingerprint(request):
    """Of method, address and body; an upload is told apart by its length."""
    parts = [request.method, request.get_full_path(), request.headers.get("Content-Type", "")]
    if parts[2].startswith("multipart/"):
        parts = [*parts[:2], request.headers.get("Content-Length", "")]
    digest = hashlib.sha256("\n".join(parts).encode())
    if not parts[2].startswith("multipart/"):
        digest.update(request._request.body)
    return digest.hexdigest()


def _plain(data):
    """The answer as it went out: text for uuids, moments and amounts."""
    return json.loads(JSONRenderer().render(data) or "null")
