"""Promises counted while a year's holidays were unknown, counted anew when they are (decision 12)."""

import logging

from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.history import deed
from accounts.permissions import Permission, require
from visits.models import Request, RequestEntry
from visits.request_reminders import remind_of_promise
from visits.services.request import mark_days_of
from visits.services.service_level import promise_for

logger = logging.getLogger(__name__)


def renew_provisional_promises(country, year, by):
    """Registered as accounts.registry.calendar_published: every open request that waits for a year's holidays."""
    if country != settings.COUNTRY:
        return
    waiting = Request.objects.open().filter(is_provisional=True).order_by("pk")
    for request in waiting.select_for_update(of=("self",)).with_people():
        try:
            _renew_promise(request, by=by)
        except ValidationError as refusal:
            # One without a service level must not keep the holidays from everybody else: it stays provisional.
            logger.warning("Request %s keeps its promise: %s", request.uuid, refusal.messages)


def _renew_promise(request, *, by):
    """What is answered was judged by the promise of its time: only moments still to come move."""
    require(by, Permission.CONFIGURE)
    with deed("request.renew_promise", by=by):
        mark_days_of(request)
        if request.first_response_at is None:
            request.respond_by = _promise_of(request, request.raised_at).respond_by
        promise = _promise_of(request, _begun_at(request))
        request.resolve_by, request.is_provisional = promise.resolve_by, promise.is_provisional
        request.save()
        mark_days_of(request)
        remind_of_promise(request)


def _promise_of(request, begun_at):
    return promise_for(kind=request.kind, tier=request.tier, raised_at=begun_at)


def _begun_at(request):
    """When the present round began: the day it was raised, or reopened last."""
    reopened = request.entries.filter(kind=RequestEntry.Kind.REOPENED).order_by("at").last()
    return reopened.at if reopened else request.raised_at
