"""What we promote, what may be said about it, and the companies that hold the authorisation."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.history import deed
from accounts.models import KeyMessage, LegalEntity, Product
from accounts.models.keyed import with_uuid
from accounts.permissions import Permission, require

WORDING = ("kind", "text", "text_en")


def create_product(*, by, **values):
    """`values` are the model's fields: code, name, name_en, category, holder."""
    return _create(Product(**values), "product.create", by)


def edit_product(product, *, by, **values):
    return _edit(product, values, "product.edit", by)


def create_key_message(product, *, by, uuid=None, **values):
    """`values`: kind, text, text_en."""
    message = KeyMessage(product=product, **values, **with_uuid(uuid))
    return _create(message, "key_message.create", by, Permission.MESSAGE_KEEP)


def edit_key_message(message, *, by, **values):
    """`values`: kind, text, text_en, is_active. Another wording is the next version, which takes this one's place."""
    require(by, Permission.MESSAGE_KEEP)
    said = {name: value for name, value in values.items() if name in WORDING}
    with deed("key_message.edit", by=by):
        row = KeyMessage.objects.select_for_update().get(pk=message.pk)
        if KeyMessage.objects.filter(replaces=row).exists():
            raise ValidationError(_("This wording was replaced. Change the newest version."))
        if any(getattr(row, name) not in ("", value) for name, value in said.items()):
            row = _next_version(row, said)
        elif row.update_from(said):  # a translation that was still missing
            row.full_clean()
            row.save()
        _use(row, values.get("is_active", row.is_active))
    return row


def _next_version(row, said):
    _use(row, False)
    kept = {name: getattr(row, name) for name in WORDING}
    new = KeyMessage(product=row.product, replaces=row, version=row.version + 1, **{**kept, **said})
    new.full_clean()
    new.save()
    return new


def _use(row, is_active):
    closed_on = None if is_active else row.closed_on or timezone.localdate()
    if row.update_from({"is_active": is_active, "closed_on": closed_on}):
        row.full_clean()
        row.save()


def create_legal_entity(*, name, credit_code, by):
    return _create(LegalEntity(name=name, credit_code=credit_code), "legal_entity.create", by)


def edit_legal_entity(entity, *, by, **values):
    return _edit(entity, values, "legal_entity.edit", by)


def _create(row, action, by, permission=Permission.PRODUCT_MANAGE):
    require(by, permission)
    with deed(action, by=by):
        row.full_clean()
        row.save()
    return row


def _edit(row, values, action, by):
    require(by, Permission.PRODUCT_MANAGE)
    with deed(action, by=by):
        row = type(row).objects.select_for_update().get(pk=row.pk)
        if row.update_from(values):
            row.full_clean()
            row.save()
    return row
