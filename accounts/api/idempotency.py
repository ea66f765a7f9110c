"""A POST with an Idempotency-Key, or with a uuid that the client chose, is done once (pitfalls 6.6, decision 3)."""

import hashlib
import json
from functools import partial

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from accounts import sensitive
from accounts.api.problems import Taken
from accounts.services.idempotency import KeyReused, remember_answer

HEADER = "Idempotency-Key"
KEY_AT_MOST = 190


class KeyBelongsElsewhere(APIException):
    status_code = 422
    default_detail = _("This Idempotency-Key belongs to another request.")
    default_code = "KEY_REUSED"


def once(handler, request, *args, **kwargs):
    """Runs the handler, or gives the answer that its twin got."""
    fingerprint = _fingerprint(request)
    for key, refusal in _keys(request):
        handler = partial(_remembered, handler, key, refusal, fingerprint)
    return handler(request, *args, **kwargs)


def _keys(request):
    """The row's own uuid within the header's key: a refusal of either leaves neither behind."""
    body = request.data
    if hasattr(body, "get") and body.get("uuid"):
        yield f"uuid:{str(body['uuid'])[:KEY_AT_MOST]}", Taken
    if header := request.headers.get(HEADER, ""):
        yield f"key:{header[:KEY_AT_MOST]}", KeyBelongsElsewhere


def _remembered(handler, key, refusal, fingerprint, request, *args, **kwargs):
    def answer():
        response = handler(request, *args, **kwargs)
        return response.status_code, _plain(response.data)

    try:
        status, body, is_repeated = remember_answer(
            request.user, key=key, fingerprint=fingerprint, answer=answer
        )
    except KeyReused:
        raise refusal from None
    return Response(body, status, headers={"Idempotent-Replay": "true"} if is_repeated else None)


def _fingerprint(request):
    """Of method, address and body; of an upload, its fields and the contents of its files."""
    digest = hashlib.sha256(f"{request.method}\n{request.get_full_path()}\n".encode())
    if request.content_type.startswith("multipart/"):
        for name, value in sorted(request.data.items()):
            digest.update(f"{name}\n{getattr(value, 'name', value)}\n".encode())
            for chunk in value.chunks() if hasattr(value, "chunks") else ():
                digest.update(chunk)
    else:
        digest.update(request._request.body)
    # Keyed: a body may hold a secret, which nobody with the table alone should be able to guess from it.
    return sensitive.fingerprint(digest.hexdigest(), purpose="request")


def _plain(data):
    """The answer as it went out: text for uuids, moments and amounts."""
    return json.loads(JSONRenderer().render(data) or "null")
