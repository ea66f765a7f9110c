"""One account on several devices at once: its owner is told, and the access review shows it (GL-017)."""

import logging
from collections import defaultdict

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models.signals import post_save
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.devices import device_name
from accounts.services.notification import declare_notification, notify

logger = logging.getLogger("pharmacrm.security")
SECOND_DEVICE = "session.second_device"


def devices_of(people):
    """{user id: [(program and system, address) of each device that is signed in now]}, in two queries."""
    sessions = list(UserSession.objects.filter(user__in=people).order_by("created_at"))
    keys = [session.session_key for session in sessions]
    live = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    alive = set(live.values_list("session_key", flat=True))
    found = defaultdict(dict)
    for session in sessions:
        if session.session_key in alive:
            # A browser that signs in again is no other device, whatever address it has today.
            found[session.user_id][session.user_agent] = session.ip
    return {
        user: [(device_name(program), ip) for program, ip in devices.items()]
        for user, devices in found.items()
    }


def tell_of_second_device(user, session_key):
    """After a sign-in: the owner hears of it when another device is signed in too. Returns whether it was so."""
    devices = devices_of([user]).get(user.pk, [])
    if len(devices) < 2:
        return False
    logger.warning("%s is signed in on %s devices", user.uuid, len(devices))
    params = {"count": len(devices), "device": devices[-1][0], "ip": devices[-1][1]}
    url = reverse("usersessions_list")
    notify(user, SECOND_DEVICE, key=f"{SECOND_DEVICE}:{session_key}", params=params, url=url)
    return True


def _tell_of_new_session(instance, created, **kwargs):
    if created:
        tell_of_second_device(instance.user, instance.session_key)


def declare():
    # The library keeps one row for each browser that signs in, by whichever door.
    post_save.connect(_tell_of_new_session, sender=UserSession)
    declare_notification(
        SECOND_DEVICE,
        _(
            "Your account is signed in on %(count)s devices, newly on %(device)s (%(ip)s). "
            "If that was not you, sign it out and change your password."
        ),
        icon="device-mobile",
        by_email=False,
    )
