"""The columns of an exported customer list. Private phones are never among them."""

from django.utils.translation import gettext_lazy as _

COLUMNS = [
    (_("Code"), lambda customer: customer.external_id),
    (_("Name"), lambda customer: customer.name),
    (_("Kind"), lambda customer: customer.get_kind_display()),
    (_("Type"), lambda customer: customer.half.get_type_display()),
    (_("Tier"), lambda customer: customer.get_tier_display()),
    (_("State"), lambda customer: customer.get_status_display()),
    (_("Title"), lambda customer: "" if customer.is_organisation else customer.half.title),
    (_("Specialty"), lambda customer: "" if customer.is_organisation else customer.half.specialty),
    (
        _("Grade"),
        lambda customer: customer.half.get_level_display() if customer.is_organisation else "",
    ),
    (_("Place"), lambda customer: customer.place or ""),
    (_("Address"), lambda customer: customer.half.address if customer.is_organisation else ""),
    (_("Uuid"), lambda customer: customer.uuid),
]
