"""What a line of each kind of set-up file does: it calls the verbs that the pages call (ACC-06)."""

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import (
    KeyMessage,
    LegalEntity,
    Membership,
    Product,
    RepFiling,
    Territory,
    User,
    UserRole,
)
from accounts.permissions import Role
from accounts.services import product as products
from accounts.services import territory as territories
from accounts.services.filing import draft_filing, edit_filing
from accounts.services.role import grant_role
from accounts.services.setup import CHANGED, CREATED, UNCHANGED, day_in, words_in
from accounts.services.user import edit_user, invite_user


def user_line(values, *, by):
    """A new user name is invited; a known one is put right and gets the roles that are missing."""
    roles = [_choice(values, "roles", Role, word) for word in words_in(values, "roles")]
    first = day_in(values, "valid_from") or timezone.localdate()
    known = User.objects.filter(username=values["username"]).first()
    details = {name: values[name] for name in ("name", "email", "employee_number")}
    if known is None:
        language = values["language"] or "zh-hans"
        invite_user(
            username=values["username"],
            roles=roles,
            language=language,
            valid_from=first,
            by=by,
            **details,
        )
        return CREATED
    held = UserRole.objects.filter(user=known).overlapping(first, None)
    missing = set(roles) - set(held.values_list("role", flat=True))
    for role in sorted(missing):
        grant_role(known, role, valid_from=first, by=by)
    before = _state(known)
    return _outcome(before, edit_user(known, by=by, **details), or_if=missing)


def territory_line(values, *, by):
    parent = _found(Territory, "code", values, "parent") if values["parent"] else None
    level = _choice(values, "level", Territory.Level, values["level"])
    known = Territory.objects.filter(code=values["code"]).first()
    details = {name: values[name] for name in ("code", "name", "sales_line")}
    if known is None:
        territories.create_territory(level=level, parent=parent, by=by, **details)
        return CREATED
    if known.level != level:
        raise ValidationError({"level": _("The level of a territory never changes.")})
    before = _state(known)
    known = territories.edit_territory(known, by=by, **details)
    if parent and parent.pk != known.parent_id:
        known = territories.move_territory(known, parent, by=by)
    return _outcome(before, known)


def membership_line(values, *, by):
    """A place of work with the same first day is the same one: only its last day may be new."""
    user = _found(User, "username", values, "username")
    territory = _found(Territory, "code", values, "territory")
    first, last = day_in(values, "valid_from"), day_in(values, "valid_to")
    known = Membership.objects.filter(user=user, territory=territory, valid_from=first).first()
    if known is None:
        territories.join_territory(user, territory, valid_from=first, valid_to=last, by=by)
        return CREATED
    if last is None or known.valid_to == last:
        return UNCHANGED
    territories.end_membership(known, on=last, by=by)
    return CHANGED


def holder_line(values, *, by):
    known = LegalEntity.objects.filter(credit_code=values["credit_code"]).first()
    if known is None:
        products.create_legal_entity(by=by, **values)
        return CREATED
    return _outcome(_state(known), products.edit_legal_entity(known, name=values["name"], by=by))


def product_line(values, *, by):
    values = values | {"holder": _found(LegalEntity, "credit_code", values, "holder")}
    known = Product.objects.filter(code=values["code"]).first()
    if known is None:
        products.create_product(by=by, **values)
        return CREATED
    return _outcome(_state(known), products.edit_product(known, by=by, **values))


def message_line(values, *, by):
    """A message is known by its product and its text."""
    product = _found(Product, "code", values, "product")
    kind = _choice(values, "kind", KeyMessage.Kind, values["kind"])
    known = KeyMessage.objects.filter(
        product=product, text=values["text"], replaced_by=None
    ).first()
    details = {"kind": kind, "text": values["text"], "text_en": values["text_en"]}
    if known is None:
        products.create_key_message(product, by=by, **details)
        return CREATED
    return _outcome(_state(known), products.edit_key_message(known, by=by, **details))


def filing_line(values, *, by):
    """Filings come as drafts: what counts as filed needs evidence, which is added on its page."""
    user = _found(User, "username", values, "username")
    holder = _found(LegalEntity, "credit_code", values, "holder")
    details = {
        "number": values["number"],
        "contract": _choice(values, "contract", RepFiling.Contract, values["contract"]),
        "categories": words_in(values, "categories"),
        "valid_from": day_in(values, "valid_from"),
        "valid_to": day_in(values, "valid_to"),
        "major": values["major"],
        "degree": values["degree"],
    }
    known = RepFiling.objects.filter(user=user, holder=holder, valid_from=details["valid_from"])
    filing = known.exclude(status=RepFiling.Status.WITHDRAWN).first()
    if filing is None:
        draft_filing(user, holder, id_number=values["id_number"], by=by, **details)
        return CREATED
    return _outcome(_state(filing), edit_filing(filing, by=by, **details))


def _found(model: type[Model], key, values, column):
    row = model.objects.filter(**{key: values[column]}).first()
    if row is None:
        raise ValidationError(
            {column: _("“%(value)s” is not known yet.") % {"value": values[column]}}
        )
    return row


def _choice(values, column, choices, word):
    """The choice by its value or by its label in the active language."""
    for value, label in choices.choices:
        if word.lower() in (value, str(label).lower()):
            return choices(value)
    known = ", ".join(choices.values)
    raise ValidationError(
        {column: _("“%(value)s” is none of %(known)s.") % {"value": word, "known": known}}
    )


def _state(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _outcome(before, row, or_if=False):
    return CHANGED if or_if or _state(row) != before else UNCHANGED
