"""Writing the playbook of a tier and type of customer: drafted, changed item by item, then in force from a day on."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from customers.models import Playbook, PlaybookItem, Tier
from customers.models.playbook import TYPE_LABELS

FIELDS = ["kind", "what", "instructions", "times", "period", "needs_note"]
Status = Playbook.Status


def draft_playbook(*, tier, customer_type, uuid=None, by):
    """The next version, with the items of the newest in force; the draft that there is, if there is one."""
    require(by, Permission.PLAYBOOK_MANAGE)
    _check_cell(tier, customer_type)
    versions = Playbook.objects.filter(tier=tier, customer_type=customer_type)
    with deed("playbook.draft", by=by):
        if draft := versions.filter(status=Status.DRAFT).first():
            return draft
        newest = versions.aggregate(number=Max("version"))["number"] or 0
        draft = Playbook(
            tier=tier, customer_type=customer_type, version=newest + 1, **with_uuid(uuid)
        )
        draft.full_clean()
        draft.save()
        if source := versions.live().first():
            for item in source.items.all():
                _add(draft, **{name: getattr(item, name) for name in FIELDS})
    return draft


def add_item(playbook, *, by, **values):
    """`values` are FIELDS; kind is required."""
    with deed("playbook.edit", by=by):
        return _add(_hold(playbook, by), **values)


def edit_item(item, *, by, **values):
    with deed("playbook.edit", by=by):
        _hold(item.playbook, by)
        row = PlaybookItem.objects.select_for_update().get(pk=item.pk)
        if row.update_from(_stripped(values)):
            row.full_clean()
            row.save()
    return row


def remove_item(item, *, by):
    with deed("playbook.edit", by=by):
        _hold(item.playbook, by)
        PlaybookItem.objects.get(pk=item.pk).delete()


def discard_playbook(playbook, *, by):
    with deed("playbook.discard", by=by):
        row = _hold(playbook, by, becoming=Status.DISCARDED)
        row.status = Status.DISCARDED
        row.save()
    return row


def put_in_force(playbook, *, valid_from, by):
    """From that day on: the version before ends the day before. What is due is opened on that morning.

    A day ahead, never today: what customers are due changes with the day, not in the middle of it.
    """
    with deed("playbook.put_in_force", by=by):
        row = _hold(playbook, by, becoming=Status.LIVE)
        if valid_from <= timezone.localdate():
            raise ValidationError({"valid_from": _("Choose tomorrow or a later day.")})
        _end_predecessor(row, valid_from)
        row.status, row.valid_from = Status.LIVE, valid_from
        row.full_clean()
        row.save()
    return row


def _end_predecessor(playbook, valid_from):
    same = Playbook.objects.live().filter(tier=playbook.tier, customer_type=playbook.customer_type)
    newest = same.select_for_update().filter(valid_to=None).first()
    if newest is None:
        return
    if valid_from <= newest.valid_from:
        raise ValidationError(
            {
                "valid_from": _("Version %(version)s holds from %(day)s; this one begins later.")
                % {"version": newest.version, "day": newest.valid_from}
            }
        )
    newest.valid_to = valid_from - timedelta(days=1)
    newest.save()


def _hold(playbook, by, becoming=Status.DISCARDED):
    """The draft, locked; what is in force is not changed any more."""
    require(by, Permission.PLAYBOOK_MANAGE)
    row = Playbook.objects.select_for_update().get(pk=playbook.pk)
    row.check_can_become(becoming)
    return row


def _add(playbook, **values):
    item = PlaybookItem(playbook=playbook, **_stripped(values))
    item.full_clean()
    item.save()
    return item


def _stripped(values):
    return {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }


def _check_cell(tier, customer_type):
    problems = {}
    if tier not in Tier:
        problems["tier"] = _("Choose a tier.")
    if customer_type not in TYPE_LABELS:
        problems["customer_type"] = _("Choose a type of customer.")
    if problems:
        raise ValidationError(problems)
