"""Every refusal of the API is a problem document (RFC 9457): type, title, status, detail, and errors by field."""

from http import HTTPStatus

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, OperationalError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.views import exception_handler, set_rollback

CONTENT_TYPE = "application/problem+json"
WITHOUT_FIELD = ""
BUSY = {"55P03", "40P01"}  # a lock that was not to be had, a circle of waiting
SAME_MOMENT = {"23505", "23P01"}  # unique, exclusion
KEPT_HEADERS = ("WWW-Authenticate", "Retry-After", "Allow")


class Taken(exceptions.APIException):
    """Says nothing of whose it is, or of what (decision 3)."""

    status_code = 409
    default_detail = _("This key is taken already; send the record under a new one.")
    default_code = "KEY_TAKEN"


class Nothing(exceptions.NotFound):
    """Says nothing of what there may be for others, in the reader's language."""

    default_detail = _("There is nothing at this address for you.")


class Busy(exceptions.APIException):
    status_code = 409
    default_detail = _("The same record is being changed right now; try again in a moment.")
    default_code = "BUSY"


def answer(exception, context):
    """DRF's handler, in one form for all errors; a refused deed is a 409."""
    exception = _known(exception)
    if isinstance(exception, ValidationError):
        set_rollback()
        return _response(409, context, exception.messages[0], _by_field(exception))
    response = exception_handler(exception, context)
    if response is None:
        return None
    if isinstance(exception, exceptions.ValidationError):
        return _response(
            400, context, now("The body or an address's value is malformed."), response.data
        )
    detail = response.data.get("detail") if isinstance(response.data, dict) else None
    refusal = _response(response.status_code, context, detail)
    for name in KEPT_HEADERS:
        if name in response.headers:
            refusal.headers[name] = response.headers[name]
    return refusal


def problem(status, *, request_id="", detail="", errors=None):
    """The document. `errors` are {field: [sentences]}; those of no field stand under the empty name."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "request_id": request_id,
    }
    if detail:
        body["detail"] = str(detail)
    if errors:
        body["errors"] = errors
    return body


def problem_response(request, status, detail, errors=None):
    """Also for what never reaches an endpoint: an unknown address, a failure."""
    request_id = getattr(request, "request_id", "")
    body = problem(status, request_id=request_id, detail=detail, errors=errors)
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def _known(exception):
    """What the database refuses, as what it means to the client; anything else stays a failure."""
    if isinstance(exception, ValidationError) and _is_taken(exception):
        return Taken()
    if isinstance(exception, IntegrityError) and "_uuid_" in _constraint(exception):
        return Taken()
    if isinstance(exception, OperationalError) and _code(exception) in BUSY:
        return Busy()
    if isinstance(exception, Http404):
        return Nothing()
    return known(exception)


def known(exception):
    """Two people at the same moment: what the second one's checks could not see yet, the database refused."""
    if isinstance(exception, IntegrityError) and _code(exception) in SAME_MOMENT:
        return ValidationError(
            now("Somebody entered the same at this moment. Load the page again, and look.")
        )
    return exception


def _is_taken(refusal):
    found = getattr(refusal, "error_dict", {})
    return any(error.code == "unique" for error in found.get("uuid", []))


def _constraint(exception):
    diagnosis = getattr(exception.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""


def _code(exception):
    return getattr(exception.__cause__, "pgcode", None)


def _by_field(refusal):
    if not hasattr(refusal, "error_dict"):
        return {WITHOUT_FIELD: refusal.messages}
    return {
        WITHOUT_FIELD if name == NON_FIELD_ERRORS else name: sentences
        for name, sentences in refusal.message_dict.items()
    }


def _response(status, context, detail=None, errors=None):
    # JSON whatever the endpoint speaks: the schema's own answers may be YAML.
    request = context["request"]._request
    return problem_response(request, status, detail, errors)
