"""What every request passes: its sender's address, sign-in, personal settings, trace, refusals in plain words."""

import ipaddress
import logging
import re
import zoneinfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone, translation
from django.utils.translation import gettext
from django_htmx.http import HttpResponseClientRedirect
from uuid6 import uuid7

from accounts.api.problems import known, problem_response
from accounts.history import coming_from
from accounts.plain_text import plain_query
from accounts.services.delegation import STANDS_IN, stand_in
from accounts.services.second_step import must_add_second_step

access_log = logging.getLogger("pharmacrm.access")
DENIED = {401, 403, 404}
# What leads to a second step, or away.
WITHOUT_SECOND_STEP = {
    *("account_reauthenticate", "account_logout", "set_language", "javascript_catalog"),
}
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,60}")


class ClientAddressMiddleware:
    """Puts the client's address in the place of the proxy's, once, for whoever asks for REMOTE_ADDR after it.

    Each trusted proxy appends the address that it was called from; what stands before those entries is the client's
    own word. An entry that is no address, or a chain shorter than the proxies, leaves the address as it came.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.META["REMOTE_ADDR"] = client_address(
            request.META.get("REMOTE_ADDR", ""),
            request.META.get("HTTP_X_FORWARDED_FOR", ""),
            settings.TRUSTED_PROXIES,
        )
        return self.get_response(request)


def client_address(remote, forwarded_for, proxies):
    hops = forwarded_for.split(",")
    if not 0 < proxies <= len(hops):
        return remote
    try:
        address = ipaddress.ip_address(hops[-proxies].strip())
    except ValueError:
        return remote
    # A listener on both families reports 10.0.0.7 as ::ffff:10.0.0.7; a zone (%eth0) means nothing elsewhere.
    mapped = getattr(address, "ipv4_mapped", None)
    return remote if getattr(address, "scope_id", None) else str(mapped or address)


class PlainTextMiddleware:
    """What a page or an address sends holds no character that nobody types; the API's parsers see to the rest."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        request.GET = plain_query(request.GET)
        # Views without CSRF protection, the API's, read the body themselves.
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            request.POST = plain_query(request.POST)


class LoginMiddleware(LoginRequiredMiddleware):
    """Closed unless a view says otherwise; a stale fragment reloads as the sign-in page (pitfalls 4.22)."""

    def handle_no_permission(self, request, view_func):
        if request.htmx:
            return HttpResponseClientRedirect(resolve_url(settings.LOGIN_URL))
        return super().handle_no_permission(request, view_func)


class SecondStepMiddleware:
    """Whose role asks for a second step finds every door lead to adding one, until it is there (ACC-01, GL-017)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name
        if name in WITHOUT_SECOND_STEP or name.startswith("mfa_"):
            return None
        if not must_add_second_step(request):
            return None
        if request.path.startswith("/api/"):
            return problem_response(
                request, 403, gettext("Add a second step to your sign-in first.")
            )
        if request.htmx:
            return HttpResponseClientRedirect(resolve_url("mfa_activate_totp"))
        why = gettext(
            "Your role needs a second step at sign-in: add an authenticator app, then all opens."
        )
        messages.info(request, why)
        return redirect("mfa_activate_totp")


class StandInMiddleware:
    """Whoever took up a cover in this session works under it; one that is over by now is left behind."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        cover = request.session.get(STANDS_IN)
        if cover and request.user.is_authenticated and not stand_in(request.user, cover):
            del request.session[STANDS_IN]
        return self.get_response(request)


class PersonalSettingsMiddleware:
    """The user's own language and time zone; pages of personal data are never kept by a cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        zone = user.time_zone if user.is_authenticated else settings.TIME_ZONE
        if user.is_authenticated:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(zoneinfo.ZoneInfo(zone)):
            response = self.get_response(request)
        if user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
            response.headers["Content-Language"] = translation.get_language()
        return response


class TraceMiddleware:
    """Gives each request an id and tells history where its deeds come from."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.request_id = given if REQUEST_ID.fullmatch(given) else str(uuid7())
        channel = "api" if request.path.startswith("/api/") else "web"
        ip = request.META["REMOTE_ADDR"]
        with coming_from(channel, request_id=request.request_id, ip=ip):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = request.request_id
        return response


class DenialMiddleware:
    """Writes down who was kept from what; never the query, which may hold names (GL-016)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code in DENIED:
            # A token's owner is known only now.
            who = getattr(request.user, "uuid", "anonymous")
            access_log.warning(
                "%s %s %s %s", who, request.method, request.path, response.status_code
            )
        return response


class RefusalMiddleware:
    """A refused deed becomes a page, a toast or a problem, never a 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        exception = known(exception)
        if not isinstance(exception, ValidationError):
            return None
        sentences = exception.messages
        if request.path.startswith("/api/"):
            return problem_response(request, 409, sentences[0])
        if request.htmx:
            return HttpResponse("\n".join(sentences), status=409, content_type="text/plain")
        return render(request, "409.html", {"sentences": sentences}, status=409)
