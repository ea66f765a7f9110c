"""What we promote, what may be said about it, and the companies that hold the authorisation."""

from accounts.history import deed
from accounts.models import KeyMessage, LegalEntity, Product
from accounts.permissions import Permission, require


def create_product(*, by, **values):
    """`values` are the model's fields: code, name, name_en, category, holder."""
    return _create(Product(**values), "product.create", by)


def edit_product(product, *, by, **values):
    return _edit(product, values, "product.edit", by)


def create_key_message(product, *, by, **values):
    return _create(KeyMessage(product=product, **values), "key_message.create", by)


def edit_key_message(message, *, by, **values):
    return _edit(message, values, "key_message.edit", by)


def create_legal_entity(*, name, credit_code, by):
    return _create(LegalEntity(name=name, credit_code=credit_code), "legal_entity.create", by)


def edit_legal_entity(entity, *, by, **values):
    return _edit(entity, values, "legal_entity.edit", by)


def _create(row, action, by):
    require(by, Permission.PRODUCT_MANAGE)
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
