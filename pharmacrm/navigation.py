"""The ways into the product, as data. An entry shows when its page exists and its reader may open it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission

WORK, FIGURES, RECORD, COMPANY = "work", "figures", "record", "company"
SECTIONS = {
    WORK: "",
    FIGURES: _("Figures"),
    RECORD: _("Compliance"),
    COMPANY: _("Company"),
}


@dataclass(frozen=True)
class Entry:
    label: str
    icon: str
    url_name: str
    permission: Permission | None = None
    section: str = WORK
    key: str = ""  # pressed after “g”
    short: str = ""  # for the bottom bar, where a place is 72 px wide


ENTRIES = [
    Entry(_("Today"), "calendar-event", "visits:today", Permission.VISIT_LOG, key="t"),
    Entry(_("Calendar"), "calendar-month", "visits:calendar", Permission.VISIT_READ, key="y"),
    Entry(
        _("Team board"),
        "layout-dashboard",
        "analytics:dashboard",
        Permission.DASHBOARD_TEAM,
        key="d",
        short=_("Board"),
    ),
    Entry(_("Requests"), "message-2", "visits:request_list", Permission.REQUEST_READ, key="r"),
    Entry(
        _("Adverse events"), "urgent", "visits:adverse_event_list", Permission.SAFETY_READ, key="e"
    ),
    Entry(_("Customers"), "users", "customers:list", Permission.CUSTOMER_READ, key="c"),
    Entry(_("Needs"), "target", "customers:need_list", Permission.CUSTOMER_READ, key="b"),
    Entry(
        _("Account plans"),
        "map-check",
        "customers:plan_list",
        Permission.CUSTOMER_READ,
        key="k",
    ),
    Entry(
        _("Competitors"), "swords", "customers:competitor_list", Permission.CUSTOMER_READ, key="o"
    ),
    Entry(_("Materials"), "file-text", "compliance:material_list", Permission.CONTENT_READ),
    Entry(_("Question library"), "help", "compliance:question_list", Permission.CONTENT_READ),
    Entry(_("Tiers"), "grid-3x3", "customers:tier_grid", Permission.TIER_READ, key="s"),
    Entry(_("Care"), "heart-handshake", "customers:care_list", Permission.CARE_READ, key="j"),
    Entry(_("Cycle plans"), "target-arrow", "visits:cycle_plan_list", Permission.CYCLE_PLAN_READ),
    Entry(_("Approvals"), "checklist", "visits:approval_list", Permission.VISIT_AMEND_ACCEPT),
    Entry(_("Visits"), "route", "visits:visit_list", Permission.VISIT_READ, key="v"),
    Entry(_("Appointments"), "door-enter", "visits:appointment_list", Permission.VISIT_READ),
    Entry(_("Waivers"), "hand-stop", "visits:waiver_list", Permission.WAIVER_DECIDE),
    Entry(
        _("Amendments"), "pencil", "visits:amendment_list", Permission.VISIT_AMEND_ACCEPT, key="a"
    ),
    Entry(_("Time off"), "calendar-off", "accounts:absence_list", Permission.TIME_OFF_READ),
    Entry(
        _("Data changes"), "replace", "customers:data_change_list", Permission.DATA_CHANGE_DECIDE
    ),
    Entry(_("Duplicates"), "copy-check", "customers:duplicate_list", Permission.CUSTOMER_MERGE),
    Entry(_("Bulk changes"), "stack-2", "customers:bulk_change_list", Permission.CUSTOMER_TAG),
    Entry(_("Shared links"), "link", "customers:link_list", Permission.LINK_SHARE),
    Entry(
        _("Imports"), "file-import", "customers:import_list", Permission.CUSTOMER_IMPORT, key="i"
    ),
    Entry(_("My figures"), "chart-bar", "analytics:mine", Permission.VISIT_LOG, FIGURES, key="f"),
    Entry(_("Alerts"), "flag", "compliance:alert_list", Permission.ALERT_READ, RECORD, key="w"),
    Entry(_("History"), "history", "compliance:history", Permission.HISTORY_READ, RECORD, key="h"),
    Entry(
        _("Access log"), "eye", "compliance:access_log", Permission.ACCESS_LOG_READ, RECORD, key="l"
    ),
    Entry(_("Erasures"), "eraser", "compliance:erasure_list", Permission.ERASURE_READ, RECORD),
    Entry(
        _("Data fields"),
        "database",
        "compliance:field_list",
        Permission.FIELD_REGISTER_READ,
        RECORD,
    ),
    Entry(_("Seal"), "lock", "compliance:ledger", Permission.LEDGER_READ, RECORD),
    Entry(
        _("Communication ledger"), "book", "visits:touchpoint_list", Permission.VISIT_READ, RECORD
    ),
    Entry(_("Disputes"), "flag", "visits:dispute_list", Permission.DISPUTE_SETTLE, RECORD),
    Entry(
        _("Data requests"),
        "file-search",
        "compliance:subject_request_list",
        Permission.ERASURE_READ,
        RECORD,
    ),
    Entry(
        _("Consents"), "shield-check", "customers:consent_list", Permission.CONSENT_RECORD, RECORD
    ),
    Entry(_("Filings"), "certificate", "accounts:filing_list", Permission.FILING_READ, RECORD),
    Entry(_("People"), "user-cog", "accounts:user_list", Permission.USER_READ, COMPANY, key="p"),
    Entry(
        _("Territories"), "map-2", "accounts:territory_list", Permission.TERRITORY_MANAGE, COMPANY
    ),
    Entry(_("Products"), "pill", "accounts:product_list", Permission.MESSAGE_KEEP, COMPANY),
    Entry(_("Topics"), "tag", "visits:topic_list", Permission.TOPIC_MANAGE, COMPANY),
    Entry(_("Playbooks"), "book-2", "customers:playbook_list", Permission.PLAYBOOK_READ, COMPANY),
    Entry(
        _("Effective visits"),
        "circle-check",
        "visits:policy_list",
        Permission.VISIT_POLICY_MANAGE,
        COMPANY,
    ),
    Entry(
        _("Scoring models"),
        "adjustments-horizontal",
        "customers:tier_model_list",
        Permission.SCORING_PUBLISH,
        COMPANY,
    ),
    Entry(_("Set-up files"), "file-upload", "accounts:setup", Permission.USER_MANAGE, COMPANY),
]

INBOX = Entry(_("Inbox"), "inbox", "accounts:inbox", key="n")
ME = Entry(_("Me"), "user", "accounts:me", key="m")
NEW_VISIT = Entry(_("New visit"), "plus", "visits:log_new", Permission.VISIT_LOG, key="+")

# What the bottom bar shows first, in this order; “new visit”, inbox and me follow.
BAR = [
    "visits:today",
    "analytics:dashboard",
    "customers:list",
    "compliance:history",
    "visits:request_list",
    "accounts:user_list",
]
BAR_SIZE = 5


def everything():
    return [*ENTRIES, INBOX, ME, NEW_VISIT]
