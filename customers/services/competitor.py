"""What marketing does with competitors and the answer cards to their products (CUS-08)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require
from customers.models import AnswerMessage, Competitor, CompetitorProduct


def add_competitor(*, name, note="", by, uuid=None):
    require(by, Permission.COMPETITOR_KEEP)
    with deed("competitor.create", by=by):
        competitor = Competitor(name=name.strip(), note=note.strip(), **with_uuid(uuid))
        competitor.full_clean()
        competitor.save()
    return competitor


def edit_competitor(competitor, *, by, **changes):
    """`changes`: name, note, is_active."""
    require(by, Permission.COMPETITOR_KEEP)
    with deed("competitor.edit", by=by):
        row = Competitor.objects.select_for_update().get(pk=competitor.pk)
        if row.update_from(changes):
            row.full_clean()
            row.save()
    return row


def add_competitor_product(competitor, *, by, key_messages=(), uuid=None, **values):
    """`values`: name, product (ours), strengths, weaknesses, answer. The answer rests on `key_messages` of ours."""
    require(by, Permission.COMPETITOR_KEEP)
    with deed("competitor_product.create", by=by):
        row = CompetitorProduct(competitor=competitor, **values, **with_uuid(uuid))
        row.full_clean()
        row.save()
        _rest_on(row, key_messages)
    return row


def edit_competitor_product(row, *, by, key_messages=None, **changes):
    """The same values and is_active; `key_messages` is None to leave them."""
    require(by, Permission.COMPETITOR_KEEP)
    with deed("competitor_product.edit", by=by):
        row = CompetitorProduct.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if row.update_from(changes):
            row.full_clean()
            row.save()
        wanted = row.key_messages if key_messages is None else key_messages
        _rest_on(row, wanted)
    return row


def _rest_on(row, key_messages):
    """Only messages of the very product that it stands against: a card makes no claim of its own."""
    if any(message.product_id != row.product_id for message in key_messages):
        raise ValidationError(
            {"key_messages": _("Choose key messages of the product that it stands against.")}
        )
    if row.answer and not key_messages:
        raise ValidationError({"key_messages": _("An answer rests on at least one key message.")})
    wanted = {message.pk for message in key_messages}
    for held in AnswerMessage.objects.filter(competitor_product=row):
        if held.key_message_id not in wanted:
            held.delete()
        wanted.discard(held.key_message_id)
    for pk in sorted(wanted):
        AnswerMessage.objects.create(competitor_product=row, key_message_id=pk)
