"""A calendar's secret address: shown once, kept as a hash, renewed or taken back by its owner."""

import secrets
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import registry
from accounts.calendar_file import calendar_file
from accounts.history import deed
from accounts.models import Access, CalendarFeed, User
from accounts.permissions import require_oneself
from accounts.services.access import log_access
from accounts.services.api_token import digest

BEHIND, AHEAD = timedelta(days=30), timedelta(days=180)


def make_feed(user, *, by):
    """(row, secret): the secret is known only now. The address before it leads nowhere from then on."""
    require_oneself(user, by)
    if "calendar" not in settings.CHANNELS:
        raise ValidationError(_("Your company has switched private calendar addresses off."))
    secret = secrets.token_urlsafe(32)
    with deed("calendar_feed.create", by=by):
        # Two clicks at once: the second waits, and then replaces what the first made.
        User.objects.select_for_update().get(pk=user.pk)
        end_feeds(user)
        feed = CalendarFeed.objects.create(user=user, digest=digest(secret))
    return feed, secret


def revoke_feed(user, *, by):
    require_oneself(user, by)
    with deed("calendar_feed.revoke", by=by):
        return end_feeds(user)


def end_feeds(user):
    """Inside a deed. Returns the number of addresses that lead nowhere now."""
    feeds = list(CalendarFeed.objects.select_for_update().current().filter(user=user))
    for feed in feeds:
        feed.revoked_at = timezone.now()
        feed.save()
    return len(feeds)


def open_feed(secret):
    """The file behind a secret, or None; in its owner's language and time zone, as bytes.

    Every opening is in the access log, not the first of a day alone: that somebody else has the address shows there.
    """
    if "calendar" not in settings.CHANNELS:
        return None
    feeds = CalendarFeed.objects.current().filter(digest=digest(secret), user__is_active=True)
    feed = feeds.select_related("user").first()
    if feed is None:
        return None
    CalendarFeed.objects.filter(pk=feed.pk).update(last_used_at=timezone.now())
    with (
        translation.override(feed.user.language),
        timezone.override(ZoneInfo(feed.user.time_zone)),
    ):
        entries = _entries(feed.user)
        log_access(
            feed.user,
            Access.Action.EXPORT,
            feed._meta.label_lower,
            subject=feed,
            count=len(entries),
        )
        return calendar_file(entries)


def _entries(user):
    today = timezone.localdate()
    return [
        entry
        for function in registry.calendar_entries
        for entry in function(user, today - BEHIND, today + AHEAD)
    ]
