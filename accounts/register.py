"""What this app tells its own registries at start-up: texts of messages, who may open which file."""

from django.utils.translation import gettext_lazy as _

from accounts.approvals import time_off_asked
from accounts.calendar_entries import time_off
from accounts.kept_fields import FIELDS
from accounts.permissions import Permission
from accounts.registry import (
    approvals,
    attachment_visibility,
    calendar_entries,
    day_starters,
    kept_fields,
    record_pages,
    sealed_at_once,
    setup_kinds,
    territory_obstacles,
)
from accounts.services import (
    absence,
    access,
    calendar,
    channel,
    delegation,
    second_step,
    session,
    signature,
    user,
)
from accounts.services.filing import (
    EXPIRES,
    expiry_still_matters,
    filing_attachments,
    plan_expiry_reminders,
)
from accounts.services.notification import declare_notification
from accounts.services.reminder import declare_reminder
from accounts.services.territory import obstacles_of_our_side
from accounts.setup_kinds import KINDS

# Who may do what, and by which right: what an audit asks for first (LED-020).
HIGH_RISK = ["role", "membership", "filing", "parameter_version", "user.reset_second_step"]

PAGES = [
    ("accounts.user", "accounts:user_detail", Permission.USER_READ),
    ("accounts.territory", "accounts:territory_detail", Permission.TERRITORY_READ),
    ("accounts.product", "accounts:product_detail", Permission.PRODUCT_MANAGE),
    ("accounts.absence", "accounts:absence_detail", Permission.TIME_OFF_READ),
    ("accounts.repfiling", "accounts:filing_detail", Permission.FILING_READ),
]


def everything():
    sealed_at_once.extend(HIGH_RISK)
    declare_notification(
        user.INVITATION,
        _("You are invited to PharmaCRM as %(username)s: choose your password within three days"),
        icon="user-plus",
        secret_link=user.password_link,
    )
    declare_notification(
        user.PASSWORD_LINK,
        _("A new password for %(username)s: choose it within three days"),
        icon="key",
        secret_link=user.password_link,
    )
    absence.declare()
    calendar_entries.register(time_off)
    approvals.register(time_off_asked)
    channel.declare()
    delegation.declare()
    session.declare()
    signature.declare()
    second_step.declare()
    declare_reminder(
        EXPIRES,
        _("Filing %(number)s of %(person)s ends on %(day)s: ask for its renewal in good time"),
        expiry_still_matters,
        icon="certificate",
    )
    day_starters.register(plan_expiry_reminders)
    day_starters.register(calendar.publish_known_years)
    day_starters.register(access.make_months)
    attachment_visibility.register(filing_attachments)
    territory_obstacles.register(obstacles_of_our_side)
    kept_fields.extend(FIELDS)
    record_pages.extend(PAGES)
    for kind in KINDS:
        setup_kinds.register(kind)
