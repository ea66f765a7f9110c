"""Which versions of materials a visit may bring, and why another may not be shown (VIS-14, CN-025)."""

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Product
from compliance.models import MaterialVersion
from compliance.models.reviewed import STATES
from compliance.services.material import hold_versions


def usable_materials(user, customer, day, product_ids):
    """Versions fit for the customer on the day that are about one of these products, or about none."""
    rows = MaterialVersion.objects.visible_to(user).usable_on(day).with_material()
    return [
        row
        for row in rows.order_by("material__title", "pk")
        if row.material.is_for(customer) and _is_about(row, product_ids)
    ]


def refuse_materials(visit, record):
    if found := material_refusals(visit, record):
        raise ValidationError({"materials": found})


def material_refusals(visit, record):
    """Sentences about those that may not be planned for, or recorded on, the visit's day.

    They are held until the transaction ends: a withdrawal comes before it or after it, never between.
    """
    if not record.materials:
        return []
    products = {talk.product.pk for talk in record.products}
    found = [_why_not(row, visit, products) for row in _held(record.materials)]
    return [sentence for sentence in found if sentence]


def _held(versions):
    keys = [version.pk for version in versions]
    hold_versions(keys)
    return MaterialVersion.objects.filter(pk__in=keys).with_material().order_by("pk")


def _why_not(version, visit, products):
    named = {"material": str(version)}
    if said := why_unusable(version, visit.day):
        return said
    if not version.material.is_for(visit.customer):
        named["customer"] = visit.customer.name
        return _("“%(material)s” is not approved for customers such as %(customer)s.") % named
    if not _is_about(version, products):
        about = Product.objects.filter(pk__in=version.product_ids)
        named["products"] = ", ".join(map(str, about))
        return _("“%(material)s” is about %(products)s: add the product, or leave it out.") % named
    return ""


def why_unusable(version, day):
    """A sentence, or nothing if it may be shown on the day."""
    if version.may_be_used_on(day):
        return ""
    named = {"material": str(version)}
    if version.withdrawn_on and version.withdrawn_on <= day:
        named["on"] = date_format(version.withdrawn_on)
        return _("“%(material)s” was withdrawn on %(on)s: it may not be shown any more.") % named
    if version.approved_at is None:
        return _("“%(material)s” is not approved: it may not be shown.") % named
    if version.valid_from > day:
        named["on"] = date_format(version.valid_from)
        return _("“%(material)s” may be shown from %(on)s on, not before.") % named
    named["on"] = date_format(version.valid_to)
    return _("“%(material)s” was in date until %(on)s: bring the version in force.") % named


def _is_about(version, product_ids):
    return not version.product_ids or bool(set(version.product_ids) & set(product_ids))


def state_in_words(version, day):
    return STATES.get(version.state_on(day)) or version.get_status_display()
