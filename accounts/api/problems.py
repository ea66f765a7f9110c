"""Every refusal of the API is a problem document (RFC 9457): type, title, status, detail, and errors by field."""

from django.core.exceptions import ValidationError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

CONTENT_TYPE = "application/problem+json"


def answer(exception, context):
    """DRF's handler, in one form for all errors; a refused deed is a 409."""
    if isinstance(exception, ValidationError):
        set_rollback()
        return _problem(409, _fields(exception), context, exception.messages[0])
    response = exception_handler(exception, context)
    if response is None:
        return None
    if isinstance(exception, exceptions.ValidationError):
        return _problem(400, response.data, context)
    detail = response.data.get("detail") if isinstance(response.data, dict) else None
    problem = _problem(response.status_code, None, context, detail)
    for name in ("WWW-Authenticate", "Retry-After"):
        if name in response.headers:
            problem.headers[name] = response.headers[name]
    return problem


def _fields(error):
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def _problem(status, errors, context, detail=None):
    body = {"type": "about:blank", "status": status, "request_id": _request_id(context)}
    if detail:
        body["detail"] = str(detail)
    if errors:
        body["errors"] = errors
    return Response(body, status=status, content_type=CONTENT_TYPE)


def _request_id(context):
    return getattr(context["request"]._request, "request_id", "")
