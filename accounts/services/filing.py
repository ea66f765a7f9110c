"""Filings (备案) of representatives: kept as the authority's platform has them, and asked before each visit."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import sensitive
from accounts.history import deed
from accounts.models import Access, RepFiling, User
from accounts.permissions import Permission, Role, require
from accounts.services.access import log_access
from accounts.services.reminder import Reminding, forget, remind

INVALID = "FILING_INVALID"  # CN-002
EXPIRES = "filing.expires"
REMIND_DAYS = [60, 30, 14, 7, 1]
RETENTION = "filing"
Status = RepFiling.Status


def draft_filing(user, holder, *, id_number="", by, **details):
    """`details` are the model's fields: contract, categories, valid_from, valid_to, photo, declared_on and so on."""
    require(by, Permission.FILING_MANAGE)
    with deed("filing.draft", by=by):
        filing = RepFiling(user=user, holder=holder, **details)
        filing.id_number_sealed = _seal(filing, id_number)
        filing.full_clean()
        filing.save()
    return filing


def edit_filing(filing, *, id_number="", by, because="", **details):
    """Puts details right. An empty `id_number` keeps the one that is there. What is filed needs a reason."""
    require(by, Permission.FILING_MANAGE)
    with deed("filing.edit", by=by, because=because):
        filing = _hold(filing)
        if filing.status == Status.WITHDRAWN:
            raise ValidationError(_("A withdrawn filing stays as it was. Draft a new one."))
        if filing.status != Status.DRAFT and not because:
            raise ValidationError({"because": _("Say why a filing that counts is changed.")})
        if id_number:
            details["id_number_sealed"] = _seal(filing, id_number)
        if filing.update_from(details):
            filing.full_clean()
            filing.save()
            _plan_reminders(filing)
    return filing


def file_filing(filing, *, number, valid_from, valid_to, evidence, on=None, by):
    """The platform shows it as filed, under a number and for a term, which the evidence proves (CN-001)."""
    values = {
        "number": number,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "evidence": evidence,
    }
    return _move(filing, Status.FILED, on=on, by=by, **values)


def suspend_filing(filing, *, on=None, by, because):
    return _move(filing, Status.SUSPENDED, on=on, by=by, because=because)


def resume_filing(filing, *, on=None, by, because=""):
    return _move(filing, Status.FILED, on=on, by=by, because=because)


def withdraw_filing(filing, *, on=None, by, because):
    return _move(filing, Status.WITHDRAWN, on=on, by=by, because=because)


def record_check(filing, *, on=None, by):
    """Somebody compared the filing with the platform on that day."""
    require(by, Permission.FILING_MANAGE)
    with deed("filing.check", by=by):
        filing = _hold(filing)
        filing.checked_on, filing.checked_by = on or timezone.localdate(), by
        filing.full_clean()
        filing.save()
    return filing


def reveal_id_number(filing, *, by, because):
    """The identity number in plain; reading it leaves an entry with its reason (PRV-002)."""
    require(by, Permission.SENSITIVE_READ)
    if not because.strip():
        raise ValidationError({"because": _("Say what you need the number for.")})
    log_access(
        by, Access.Action.UNMASK, "accounts.repfiling", subject=filing, reason=because.strip()
    )
    try:
        return sensitive.reveal(
            filing.id_number_sealed, subject=filing.user.uuid, retention_class=RETENTION
        )
    except sensitive.Destroyed as gone:
        raise ValidationError(_("This number was destroyed and cannot be shown.")) from gone


def check_filing(user, day, products=(), *, in_force=None):
    """Refuses with code FILING_INVALID unless the person may promote all these products on that day (CN-002).

    `in_force` are the filings of that day, where they have been read already.
    """
    if in_force is None:
        in_force = filings_in_force(user, day)
    if not in_force:
        raise ValidationError(f"{_why_none(user, day)} {_whom_to_ask()}", code=INVALID)
    uncovered = [product for product in products if not any(f.covers(product) for f in in_force)]
    if uncovered:
        why = _("Your filing does not cover %(products)s on %(day)s.") % {
            "products": ", ".join(str(product) for product in uncovered),
            "day": date_format(day),
        }
        raise ValidationError(f"{why} {_whom_to_ask()}", code=INVALID)


def filings_in_force(user, day):
    """The filings under which the person may promote on that day, as their status was then."""
    filings = RepFiling.objects.on(day).filter(user=user).exclude(status=Status.DRAFT)
    return [filing for filing in filings if status_on_day(filing, day) == Status.FILED]


def status_on_day(filing, day):
    """A suspension of today does not undo the days before it: each change holds from its own day."""
    if filing.status_on <= day:
        return filing.status
    past = filing.history.exclude(status=Status.DRAFT)
    then = past.filter(status_on__lte=day).order_by("-history_id").first()
    # Before the first change the term alone decides.
    then = then or past.order_by("history_id").first()
    return then.status if then else filing.status


def filing_attachments(user):
    """The evidence and photos of filings that the person sees."""
    seen = RepFiling.objects.visible_to(user)
    return Q(pk__in=seen.exclude(evidence=None).values("evidence")) | Q(
        pk__in=seen.exclude(photo=None).values("photo")
    )


def expiry_still_matters(reminder):
    """Nobody is reminded of a filing that no longer counts or whose successor is filed."""
    filing = RepFiling.objects.select_related("user", "holder").get(uuid=reminder.subject)
    if filing.status != Status.FILED or filing.is_expired():
        return None
    later = RepFiling.objects.filter(
        user=filing.user, holder=filing.holder, status=Status.FILED, valid_to__gt=filing.valid_to
    )
    if later.exists():
        return None
    return Reminding(
        {"number": filing.number, "person": str(filing.user), "day": filing.valid_to},
        url=reverse("accounts:filing_detail", args=[filing.uuid]),
    )


def _move(filing, status, *, on, by, because="", **values):
    require(by, Permission.FILING_MANAGE)
    on = on or timezone.localdate()
    with deed(f"filing.{status}", by=by, because=because):
        filing = _hold(filing)
        filing.check_can_become(status)
        _check_day(filing, on)
        filing.update_from({**values, "status": status, "status_on": on})
        filing.full_clean()
        filing.save()
        _plan_reminders(filing)
    return filing


def _hold(filing):
    return RepFiling.objects.select_for_update(of=("self",)).get(pk=filing.pk)


def _check_day(filing, on):
    if on > timezone.localdate():
        raise ValidationError({"on": _("This day lies in the future.")})
    if filing.status != Status.DRAFT and on < filing.status_on:
        raise ValidationError(
            {
                "on": _("The filing has been as it is since %(day)s; a later change can't precede.")
                % {"day": date_format(filing.status_on)}
            }
        )


def _seal(filing, id_number):
    return sensitive.seal(id_number, subject=filing.user.uuid, retention_class=RETENTION)


def plan_expiry_reminders():
    """Once a day: filings that no verb of ours filed (an import, the demo company) are reminded of as well."""
    today = timezone.localdate()
    soon = [today, today + timedelta(days=REMIND_DAYS[0])]
    for filing in RepFiling.objects.valid_on(today).filter(valid_to__range=soon):
        _remind(filing)


def _plan_reminders(filing):
    forget(EXPIRES, subject=filing)
    if filing.status == Status.FILED:
        _remind(filing)


def _remind(filing):
    for days in REMIND_DAYS:
        due_at = _morning(filing.valid_to - timedelta(days=days))
        if due_at > timezone.now():
            remind(EXPIRES, user=filing.user, subject=filing, moment=str(days), due_at=due_at)


def _morning(day):
    return datetime.combine(day, time(9), ZoneInfo(settings.TIME_ZONE))


def _why_none(user, day):
    filing = RepFiling.objects.on(day).filter(user=user).order_by("-valid_from").first()
    shown = date_format(day)
    if filing:
        return _("Your filing counts as “%(status)s” on %(day)s, so this can't be submitted.") % {
            "status": Status(status_on_day(filing, day)).label,
            "day": shown,
        }
    last = RepFiling.objects.filter(user=user, valid_to__lt=day).order_by("-valid_to").first()
    if last:
        return _("Your filing ended on %(end)s, so nothing of %(day)s can be submitted.") % {
            "end": date_format(last.valid_to),
            "day": shown,
        }
    return _("You have no valid filing on %(day)s, so this can't be submitted.") % {"day": shown}


def _whom_to_ask():
    """Names a colleague rather than an office."""
    for role in (Role.COMPLIANCE, Role.ADMIN):
        keeper = User.objects.active().with_role(role).order_by("pk").first()
        if keeper:
            return _("Ask %(person)s (%(role)s) about the filing.") % {
                "person": keeper,
                "role": role.label,
            }
    return _("Ask your compliance officer about the filing.")
