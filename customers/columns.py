"""The columns of exported lists of customers, of their care and of the links to their pages. Private phones are never among them."""

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
    (_("Tags"), lambda customer: ", ".join(customer.tag_names)),
    (_("Uuid"), lambda customer: customer.uuid),
]
CARE_COLUMNS = [
    (_("Customer"), lambda care: care.customer.name),
    (_("Tier"), lambda care: care.item.playbook.get_tier_display()),
    (_("Care"), str),
    (_("How often"), lambda care: care.item.cadence),
    (_("From"), lambda care: care.opens_on),
    (_("Due"), lambda care: care.due_on),
    (_("State"), lambda care: care.get_status_display()),
    (_("Ended on"), lambda care: care.ended_on),
    (_("Representative"), lambda care: str(care.owner)),
    (_("Territory"), lambda care: care.territory.name),
    (_("How"), lambda care: care.get_how_display()),
    (_("Note"), lambda care: care.note),
    (_("Reason"), lambda care: care.reason),
    (_("Uuid"), lambda care: care.uuid),
]
LINK_COLUMNS = [
    (_("Page"), lambda link: link.get_kind_display()),
    (_("Customer"), lambda link: link.customer.name),
    (_("What for"), lambda link: link.purpose),
    (_("Made by"), lambda link: str(link.made_by)),
    (_("Made at"), lambda link: link.made_at),
    (_("Expires at"), lambda link: link.expires_at),
    (_("Times opened"), lambda link: link.openings),
    (_("Last opened"), lambda link: link.opened_at),
    (_("Revoked by"), lambda link: str(link.revoked_by or "")),
    (_("Revoked at"), lambda link: link.revoked_at),
    (_("Why it was revoked"), lambda link: link.revoked_because),
    (_("Uuid"), lambda link: link.uuid),
]
