"""Who may do what. The only place in the project that knows the answer."""

from enum import StrEnum, auto

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Role(models.TextChoices):
    REP = "rep", gettext_lazy("Representative")
    MANAGER = "manager", gettext_lazy("Manager")
    COMPLIANCE = "compliance", gettext_lazy("Compliance officer")
    MEDICAL = "medical", gettext_lazy("Medical affairs")
    MARKETING = "marketing", gettext_lazy("Marketing")
    SUPPLY = "supply", gettext_lazy("Supply chain")
    QUALITY = "quality", gettext_lazy("Quality and drug safety")
    RD = "rd", gettext_lazy("Research and development")
    EXECUTIVE = "executive", gettext_lazy("Executive")
    ADMIN = "admin", gettext_lazy("Administrator")
    COMMERCIAL = "commercial", gettext_lazy("Commercial")
    FINANCE = "finance", gettext_lazy("Finance")
    AUDITOR = "auditor", gettext_lazy("Auditor")
    STEWARD = "steward", gettext_lazy("Data steward")
    GENERAL_MANAGER = "general_manager", gettext_lazy("General manager")


class Permission(StrEnum):
    # our side
    USER_READ = auto()
    USER_MANAGE = auto()
    TERRITORY_READ = auto()
    TERRITORY_MANAGE = auto()
    FILING_READ = auto()
    FILING_MANAGE = auto()
    PRODUCT_MANAGE = auto()
    # what may be said of our products
    MESSAGE_KEEP = auto()
    TOPIC_MANAGE = auto()
    CONFIGURE = auto()
    API_TOKEN_OWN = auto()
    SENSITIVE_READ = auto()
    SAFETY_READ = auto()
    # what the company sets; a second person approves it
    PARAMETER_READ = auto()
    PARAMETER_PROPOSE = auto()
    PARAMETER_APPROVE = auto()
    # take a list away as a file, whichever list one sees
    EXPORT = auto()
    # be away from the field, see who is, decide on whom one leads
    TIME_OFF = auto()
    TIME_OFF_READ = auto()
    TIME_OFF_DECIDE = auto()
    # customers
    CUSTOMER_READ = auto()
    CUSTOMER_EDIT = auto()
    CUSTOMER_IMPORT = auto()
    # make tags, put them on customers and take them off
    CUSTOMER_TAG = auto()
    # decide on what others propose about a customer's own data, and change those data oneself
    DATA_CHANGE_DECIDE = auto()
    # make one of two records of a customer, take that back, or say that they are two
    CUSTOMER_MERGE = auto()
    CUSTOMER_ALIGN = auto()
    # the grid, scores and proposals of the customers that one sees
    TIER_READ = auto()
    TIER_SET = auto()
    # by what customers are scored
    SCORING_READ = auto()
    # draft a version of the scoring model and try it out; publish what somebody else drafted
    SCORING_EDIT = auto()
    SCORING_PUBLISH = auto()
    NEED_KEEP = auto()
    PLAN_KEEP = auto()
    COMPETITOR_KEEP = auto()
    COMPETITOR_OBSERVE = auto()
    PLAYBOOK_READ = auto()
    PLAYBOOK_MANAGE = auto()
    CARE_READ = auto()
    CARE_DO = auto()
    # give customers of one's territories care beside what the calendar opens
    CARE_ASSIGN = auto()
    CONSENT_RECORD = auto()
    # write down how an organisation receives representatives
    RECEPTION_MANAGE = auto()
    # give a customer a link to their own page or to the board of an organisation; see and revoke those of others
    LINK_SHARE = auto()
    # visits
    VISIT_READ = auto()
    VISIT_LOG = auto()
    VISIT_AMEND_ACCEPT = auto()
    # let somebody else's visit take place against a wish, a limit or a reception rule
    WAIVER_DECIDE = auto()
    DISPUTE_SETTLE = auto()
    REQUEST_READ = auto()
    REQUEST_RAISE = auto()
    REQUEST_ANSWER = auto()
    REQUEST_REOPEN = auto()
    CYCLE_PLAN_READ = auto()
    CYCLE_PLAN_KEEP = auto()
    CYCLE_PLAN_DECIDE = auto()
    SERVICE_LEVEL_MANAGE = auto()
    VISIT_POLICY_MANAGE = auto()
    # materials and answers to anticipated questions: who keeps them never approves their own
    CONTENT_READ = auto()
    CONTENT_KEEP = auto()
    CONTENT_APPROVE = auto()
    # analytics
    KPI_READ = auto()
    DASHBOARD_TEAM = auto()
    # compliance
    HISTORY_READ = auto()
    ACCESS_LOG_READ = auto()
    FIELD_REGISTER_READ = auto()
    ERASURE_READ = auto()
    ERASURE_REQUEST = auto()
    # decide on somebody else's request; place and release legal holds
    ERASURE_DECIDE = auto()
    LEDGER_READ = auto()
    LEDGER_EXPORT = auto()
    ALERT_READ = auto()
    ALERT_TRIAGE = auto()
    ALERT_SUPPRESS = auto()
    # visits and requests of others in full; without it free text and phones are masked (decision 8)
    FREE_TEXT_READ = auto()


_EVERYONE = {Permission.API_TOKEN_OWN}
_FIELD = {
    Permission.TIME_OFF,
    Permission.TIME_OFF_READ,
    Permission.CYCLE_PLAN_READ,
    Permission.TERRITORY_READ,
    Permission.CUSTOMER_READ,
    Permission.TIER_READ,
    Permission.SCORING_READ,
    Permission.PLAYBOOK_READ,
    Permission.CARE_READ,
    Permission.EXPORT,
    Permission.VISIT_READ,
    Permission.REQUEST_READ,
    Permission.REQUEST_RAISE,
    Permission.REQUEST_REOPEN,
    Permission.KPI_READ,
    Permission.FILING_READ,
    Permission.FREE_TEXT_READ,
    Permission.CONTENT_READ,
}
_DEPARTMENT = {
    Permission.CUSTOMER_READ,
    Permission.CONTENT_READ,
    Permission.PLAYBOOK_READ,
    Permission.REQUEST_READ,
    Permission.REQUEST_ANSWER,
    Permission.FREE_TEXT_READ,
}
_READER = {
    Permission.CONTENT_READ,
    Permission.CYCLE_PLAN_READ,
    Permission.TIME_OFF_READ,
    Permission.TERRITORY_READ,
    Permission.CUSTOMER_READ,
    Permission.TIER_READ,
    Permission.SCORING_READ,
    Permission.PLAYBOOK_READ,
    Permission.CARE_READ,
    Permission.VISIT_READ,
    Permission.REQUEST_READ,
    Permission.KPI_READ,
    Permission.DASHBOARD_TEAM,
    Permission.FILING_READ,
}
_INSPECTOR = _READER | {
    Permission.HISTORY_READ,
    Permission.ACCESS_LOG_READ,
    Permission.FIELD_REGISTER_READ,
    Permission.ERASURE_READ,
    Permission.LEDGER_READ,
    Permission.LEDGER_EXPORT,
    Permission.ALERT_READ,
    Permission.PARAMETER_READ,
    Permission.EXPORT,
    Permission.FREE_TEXT_READ,
    Permission.USER_READ,
}

GRANTS = {
    role: _EVERYONE | more
    for role, more in {
        Role.REP: _FIELD
        | {
            Permission.VISIT_LOG,
            Permission.CYCLE_PLAN_KEEP,
            Permission.CUSTOMER_EDIT,
            Permission.CUSTOMER_TAG,
            Permission.PLAN_KEEP,
            Permission.NEED_KEEP,
            Permission.COMPETITOR_OBSERVE,
            Permission.NEED_KEEP,
            Permission.CARE_DO,
            Permission.CONSENT_RECORD,
            Permission.LINK_SHARE,
        },
        Role.MANAGER: _FIELD
        | {
            Permission.TIER_SET,
            Permission.SCORING_EDIT,
            Permission.PLAN_KEEP,
            Permission.NEED_KEEP,
            Permission.COMPETITOR_OBSERVE,
            Permission.CONSENT_RECORD,
            Permission.LINK_SHARE,
            Permission.CUSTOMER_ALIGN,
            Permission.CUSTOMER_TAG,
            Permission.CARE_ASSIGN,
            Permission.VISIT_AMEND_ACCEPT,
            Permission.WAIVER_DECIDE,
            Permission.RECEPTION_MANAGE,
            Permission.TIME_OFF_DECIDE,
            Permission.CYCLE_PLAN_DECIDE,
            Permission.DASHBOARD_TEAM,
            Permission.ALERT_READ,
            Permission.ALERT_TRIAGE,
        },
        Role.COMPLIANCE: _INSPECTOR
        | {
            Permission.CONTENT_APPROVE,
            Permission.SENSITIVE_READ,
            Permission.CONSENT_RECORD,
            Permission.LINK_SHARE,
            Permission.DISPUTE_SETTLE,
            Permission.WAIVER_DECIDE,
            Permission.RECEPTION_MANAGE,
            Permission.FILING_MANAGE,
            Permission.ERASURE_REQUEST,
            Permission.ERASURE_DECIDE,
            Permission.ALERT_TRIAGE,
            Permission.ALERT_SUPPRESS,
            Permission.PARAMETER_PROPOSE,
            Permission.PARAMETER_APPROVE,
        },
        Role.MEDICAL: _DEPARTMENT
        | {Permission.MESSAGE_KEEP, Permission.CONTENT_KEEP, Permission.CONTENT_APPROVE},
        Role.MARKETING: _DEPARTMENT
        | {
            Permission.TOPIC_MANAGE,
            Permission.COMPETITOR_KEEP,
            Permission.PLAYBOOK_MANAGE,
            Permission.MESSAGE_KEEP,
            Permission.CONTENT_KEEP,
        },
        Role.SUPPLY: _DEPARTMENT,
        Role.QUALITY: _DEPARTMENT | {Permission.SAFETY_READ},
        Role.RD: _DEPARTMENT,
        Role.EXECUTIVE: _READER,
        Role.ADMIN: {
            Permission.USER_READ,
            Permission.USER_MANAGE,
            Permission.TERRITORY_READ,
            Permission.TERRITORY_MANAGE,
            Permission.FILING_READ,
            Permission.FILING_MANAGE,
            Permission.EXPORT,
            Permission.PRODUCT_MANAGE,
            Permission.MESSAGE_KEEP,
            Permission.TOPIC_MANAGE,
            Permission.PLAYBOOK_READ,
            Permission.PLAYBOOK_MANAGE,
            Permission.CONFIGURE,
            Permission.SERVICE_LEVEL_MANAGE,
            Permission.VISIT_POLICY_MANAGE,
            Permission.SCORING_READ,
            Permission.SCORING_EDIT,
            Permission.SCORING_PUBLISH,
        },
        Role.COMMERCIAL: set(),
        Role.FINANCE: set(),
        Role.AUDITOR: _INSPECTOR,
        Role.STEWARD: {
            Permission.TERRITORY_READ,
            Permission.CUSTOMER_READ,
            Permission.TIER_READ,
            Permission.SCORING_READ,
            Permission.PLAYBOOK_READ,
            Permission.CARE_READ,
            Permission.CUSTOMER_EDIT,
            Permission.CUSTOMER_TAG,
            Permission.CONSENT_RECORD,
            Permission.EXPORT,
            Permission.CUSTOMER_IMPORT,
            Permission.DATA_CHANGE_DECIDE,
            Permission.CUSTOMER_MERGE,
            Permission.CUSTOMER_ALIGN,
            Permission.RECEPTION_MANAGE,
            Permission.FREE_TEXT_READ,
            Permission.ERASURE_READ,
            Permission.ERASURE_REQUEST,
        },
        Role.GENERAL_MANAGER: _READER
        | {
            Permission.ALERT_READ,
            Permission.PARAMETER_READ,
            Permission.PARAMETER_APPROVE,
            Permission.SCORING_PUBLISH,
        },
    }.items()
}

# These see every territory; the others see theirs and what lies below (ui.md, decision 8).
SEES_EVERYTHING = {
    Role.COMPLIANCE,
    Role.EXECUTIVE,
    Role.AUDITOR,
    Role.STEWARD,
    Role.GENERAL_MANAGER,
}
# These see what is aligned to the territories of their memberships.
IN_TERRITORIES = {Role.REP, Role.MANAGER}
DEPARTMENTS = [Role.MEDICAL, Role.MARKETING, Role.SUPPLY, Role.QUALITY, Role.RD]

# CN-005 keeps promotion and sales apart; WFL-003 keeps those who check apart from those who are checked.
_PROMOTION = [Role.REP, Role.MANAGER]
# These even the database refuses.
NEVER_TOGETHER = [(role, Role.COMMERCIAL) for role in _PROMOTION]
CONFLICTS = {
    frozenset(pair)
    for pair in [
        *NEVER_TOGETHER,
        *((Role.COMPLIANCE, role) for role in [*_PROMOTION, Role.COMMERCIAL, Role.ADMIN]),
        *((Role.AUDITOR, role) for role in Role if role != Role.AUDITOR),
        *((Role.ADMIN, role) for role in [*_PROMOTION, Role.FINANCE]),
        *((Role.FINANCE, role) for role in _PROMOTION),
    ]
}


def can(user, permission):
    """Whether an active person holds the permission today through any role. Our own tasks may do everything."""
    if getattr(user, "is_system", False):
        return True
    return bool(user.is_active and any(permission in GRANTS[role] for role in user.roles))


def require(user, permission):
    if not can(user, permission):
        raise PermissionDenied(
            _("Your role does not include this. Ask an administrator if you need it.")
        )


def require_oneself(user, by):
    """What belongs to a person alone, no role opens."""
    if user.pk != by.pk:
        raise PermissionDenied(_("Everyone chooses their own settings."))


def own_keys(by):
    """Oneself and whom one stands in for: nobody judges what is theirs (WFL-002)."""
    return {by.pk, getattr(by, "place_holder", by.pk)}


def is_own(by, *keys):
    return not own_keys(by).isdisjoint(keys)


def sees_everything(user):
    return getattr(user, "is_system", False) or bool(SEES_EVERYTHING & user.roles)
