"""The kinds of set-up files of our side, in the order in which an installation needs them."""

from django.utils.translation import gettext_lazy as _

from accounts import setup_lines as lines
from accounts.permissions import Permission
from accounts.services.setup import Column, SetupKind

KINDS = [
    SetupKind(
        "territories",
        _("Territories"),
        Permission.TERRITORY_MANAGE,
        [
            Column("code", _("code"), True, "E1"),
            Column("name", _("name"), True, "临江区"),
            Column("level", _("level"), True, "district"),
            Column("parent", _("code of the territory above"), example="E"),
            Column("sales_line", _("sales line")),
        ],
        lines.territory_line,
    ),
    SetupKind(
        "users",
        _("People"),
        Permission.USER_MANAGE,
        [
            Column("username", _("user name"), True, "lin"),
            Column("name", _("name"), True, "林晓彤"),
            Column("email", _("e-mail"), True, "lin@example.com"),
            Column("employee_number", _("employee number"), example="E0042"),
            Column("roles", _("roles"), example="rep"),
            Column("valid_from", _("valid from"), example="2026-01-01"),
            Column("language", _("language"), example="zh-hans"),
        ],
        lines.user_line,
    ),
    SetupKind(
        "memberships",
        _("Who works where"),
        Permission.TERRITORY_MANAGE,
        [
            Column("username", _("user name"), True, "lin"),
            Column("territory", _("code of the territory"), True, "E11"),
            Column("valid_from", _("valid from"), True, "2026-01-01"),
            Column("valid_to", _("valid to")),
        ],
        lines.membership_line,
    ),
    SetupKind(
        "holders",
        _("Companies"),
        Permission.PRODUCT_MANAGE,
        [
            Column("name", _("name"), True, "云栖制药有限公司"),
            Column("credit_code", _("unified social credit code"), True, "91350100M000100Y43"),
        ],
        lines.holder_line,
    ),
    SetupKind(
        "products",
        _("Products"),
        Permission.PRODUCT_MANAGE,
        [
            Column("code", _("code"), True, "VEL"),
            Column("name", _("name"), True, "维络平"),
            Column("name_en", _("English name"), example="Velopin"),
            Column("category", _("category"), True, "cardiovascular"),
            Column("holder", _("credit code of the holder"), True, "91350100M000100Y43"),
        ],
        lines.product_line,
    ),
    SetupKind(
        "messages",
        _("Key messages"),
        Permission.PRODUCT_MANAGE,
        [
            Column("product", _("code of the product"), True, "VEL"),
            Column("kind", _("kind"), True, "adherence"),
            Column("text", _("text"), True, "每日一次，依从性好"),
            Column("text_en", _("English text"), example="Adherence: once daily"),
        ],
        lines.message_line,
    ),
    SetupKind(
        "filings",
        _("Filings"),
        Permission.FILING_MANAGE,
        [
            Column("username", _("user name"), True, "lin"),
            Column("holder", _("credit code of the holder"), True, "91350100M000100Y43"),
            Column("number", _("filing number"), example="BA-2026-0001"),
            Column("contract", _("contract"), True, "labour"),
            Column("categories", _("product categories"), True, "cardiovascular"),
            Column("valid_from", _("valid from"), True, "2026-01-01"),
            Column("valid_to", _("valid to"), example="2027-12-31"),
            Column("major", _("major")),
            Column("degree", _("degree")),
            Column("id_number", _("identity number")),
        ],
        lines.filing_line,
    ),
]
