"""Promises counted while a year's holidays were unknown, counted anew when its days change (decision 12)."""

import logging
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

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
    """Registered as accounts.registry.calendar_published: every open request that waits for this year's holidays."""
    if country != settings.COUNTRY:
        return
    waiting = _reaching_into(year, Request.objects.open().filter(is_provisional=True))
    for request in waiting.order_by("pk").select_for_update(of=("self",)).with_people():
        try:
            _renew_promise(request, by=by)
        except ValidationError as refusal:
            # One without a service level must not keep the holidays from everybody else: it stays provisional.
            logger.warning("Request %s keeps its promise: %s", request.uuid, refusal.messages)


def _reaching_into(year, requests):
    """Those between whose raising and last moment lies a day of the company's year."""
    zone = ZoneInfo(settings.TIME_ZONE)
    begins, ends = (datetime.combine(date(y, 1, 1), time(), zone) for y in (year, year + 1))
    return requests.filter(raised_at__lt=ends, resolve_by__gte=begins)


def _renew_promise(request, *, by):
    """What is answered was judged by the promise of its time: only moments still to come move."""
    require(by, Permission.CONFIGURE)
    renewed = _renewed(request)
    if all(getattr(request, name) == value for name, value in renewed.items()):
        return
    with deed("request.renew_promise", by=by):
        mark_days_of(request)
        for name, value in renewed.items():
            setattr(request, name, value)
        request.save()
        mark_days_of(request)
        remind_of_promise(request)


def _renewed(request):
    """The columns of the promise as the calendar makes them now."""
    begun_at = _begun_at(request)
    promise = _promise_of(request, begun_at)
    respond_by = request.respond_by
    if request.first_response_at is None:
        # A reopened request has been answered: it never waits for an answer from its reopening on.
        respond_by = promise.respond_by
    return {
        "respond_by": respond_by,
        "resolve_by": promise.resolve_by,
        "is_provisional": promise.is_provisional,
    }


def _promise_of(request, begun_at):
    return promise_for(kind=request.kind, tier=request.tier, raised_at=begun_at)


def _begun_at(request):
    """When the present round began: the day it was raised, or reopened last."""
    reopened = request.entries.filter(kind=RequestEntry.Kind.REOPENED).order_by("at").last()
    return reopened.at if reopened else request.raised_at
