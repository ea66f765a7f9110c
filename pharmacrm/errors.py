"""What a person reads when a request is refused or fails; fragments get the bare sentence."""

import logging

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.api.problems import problem_response
from pharmacrm.context import Shell

log = logging.getLogger(__name__)


def is_api(request):
    return request.path.startswith("/api/")


def plain(sentence, status):
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


def bad_request(request, exception):
    if is_api(request):
        return problem_response(request, 400, _("The server did not understand this request."))
    if getattr(request, "htmx", False):
        return plain(_("The server did not understand this request. Load the page again."), 400)
    return render(request, "400.html", status=400)


def denied(request, exception):
    sentence = str(exception) or _("Your role does not include this.")
    if is_api(request):
        return problem_response(request, 403, sentence)
    if getattr(request, "htmx", False):
        return plain(sentence, 403)
    return render(request, "403.html", {"sentence": sentence}, status=403)


def not_found(request, exception):
    if is_api(request):
        return problem_response(request, 404, _("There is nothing at this address for you."))
    if getattr(request, "htmx", False):
        return plain(_("There is nothing here for you any more. Load the page again."), 404)
    return render(request, "404.html", status=404)


def failed(request):
    if is_api(request):
        return problem_response(request, 500, _("This failed on our side; nothing was changed."))
    shell = Shell(request)
    try:
        page = render_to_string("500.html", {"code": shell.code, "lang": shell.lang})
    except Exception:  # the error page is the last one that may fail
        log.exception("The page for failures failed too")
        return plain(f"500 {shell.code}", 500)
    return HttpResponse(page, status=500)


def csrf_failed(request, reason=""):
    """A page that was open over a sign-in carries an old token."""
    return denied(
        request, _("This page was open for too long. Load it again and send it once more.")
    )
