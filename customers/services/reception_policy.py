"""Writing down how an organisation receives representatives: the next version from a day on (CN-008)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from accounts.services.attachment import store_attachment
from customers.models import Organisation, ReceptionPolicy

FIELDS = {
    "mode",
    "weekdays",
    "weeks",
    "opens_at",
    "closes_at",
    "place",
    "host",
    "lead_days",
    "documents",
    "group_size",
    "banned_locations",
    "missing_appointment",
    "source",
}
DAY = timedelta(days=1)


def introduce_reception(
    organisation, *, valid_from, by, valid_to=None, document=None, uuid=None, **values
):
    """The organisation's next policy; the one that is open ends the day before. `values` are FIELDS, mode is required,
    `document` an uploaded file."""
    require(by, Permission.RECEPTION_MANAGE)
    _check(values)
    # Kept first: whoever must be told of a refused file stays told.
    attachment = store_attachment(document, by=by) if document else None
    with deed("reception_policy.introduce", by=by):
        # One at a time: two would take the same number.
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        known = ReceptionPolicy.objects.filter(organisation=organisation)
        _end_open(known, valid_from)
        policy = ReceptionPolicy(
            organisation=organisation,
            version=(known.aggregate(newest=Max("version"))["newest"] or 0) + 1,
            valid_from=valid_from,
            valid_to=valid_to,
            document=attachment,
            **with_uuid(uuid),
            **values,
        )
        _keep(policy)
    return policy


def edit_reception(policy, *, because, by, document=None, **changes):
    """Puts right what was written down wrongly. `changes` are FIELDS and valid_to; a new rule is a new version."""
    require(by, Permission.RECEPTION_MANAGE)
    _check(changes.keys() - {"valid_to"})
    if not because.strip():
        raise ValidationError({"because": _("Say what was wrong: visits were judged by it.")})
    attachment = store_attachment(document, by=by) if document else None
    with deed("reception_policy.edit", by=by, because=because):
        policy = ReceptionPolicy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
        if policy.update_from(changes | ({"document": attachment} if attachment else {})):
            _keep(policy)
    return policy


def end_reception(policy, *, on, by, because=""):
    """It holds for the last time on that day; after it there is none."""
    require(by, Permission.RECEPTION_MANAGE)
    with deed("reception_policy.end", by=by, because=because):
        policy = ReceptionPolicy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
        if policy.valid_to and policy.valid_to < timezone.localdate():
            raise ValidationError({"on": _("It has ended already.")})
        if on < policy.valid_from:
            raise ValidationError({"on": _("The last day is before the first.")})
        policy.valid_to = on
        _keep(policy)
    return policy


def reception_documents(user):
    """Registered as accounts.registry.attachment_visibility."""
    seen = ReceptionPolicy.objects.visible_to(user).exclude(document=None)
    return Q(pk__in=seen.values("document"))


def _end_open(known, valid_from):
    running = known.select_for_update(of=("self",)).filter(valid_to=None).first()
    if running is None:
        return
    if valid_from <= running.valid_from:
        raise ValidationError(
            {
                "valid_from": _("Version %(version)s holds from %(day)s; the next begins later.")
                % {"version": running.version, "day": running.valid_from}
            }
        )
    running.valid_to = valid_from - DAY
    running.save()


def _keep(policy):
    policy.weekdays, policy.weeks = sorted(set(policy.weekdays)), sorted(set(policy.weeks))
    if not {*policy.weekdays} <= {*range(7)} or not {*policy.weeks} <= {*range(1, 6)}:
        raise ValidationError({"weekdays": _("Weekdays are 0 to 6, weeks of the month 1 to 5.")})
    policy.full_clean()
    policy.save()


def _check(names):
    if unknown := set(names) - FIELDS:
        raise TypeError(f"Unknown fields: {', '.join(sorted(unknown))}")
