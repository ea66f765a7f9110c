"""What our side's fields are kept for (PRV-001), and those of the libraries that sign people in."""

from django.utils.translation import gettext_lazy as _

from accounts.field_register import EVERYBODY, NOBODY, OWNER, Basis, Kept, Retention
from accounts.permissions import Permission

PEOPLE = _("Who works for us, in which role")
TERRITORIES = _("Who is responsible for which customers")
SIGN_IN = _("Lets people sign in, and keeps others out")
TRACES = _("Shows who looked at personal data")
PROGRAMS = _("Programs that act for a person, each request once")
FILINGS = _("The filing of representatives with the authority")
CATALOGUE = _("What we promote, and its holder")
TIME_OFF = _("Who is away from the field: what is planned and counted without these days")
CALENDAR = _("Working days, from which promises are counted")
MESSAGES = _("What people are reminded of and told")
WORK_DONE = _("Work that runs in the background")
FILES = _("Files that prove what a record says")
PARAMETERS = _("What the company has set, and who approved it")
SIGNATURES = _("Electronic signatures and what they are bound to")
KEYS = _("Keys of sensitive fields, kept apart from them")
TECHNICAL = _("What the framework needs to run")


def kept(model, purpose, readers, basis=Basis.WORK, retention=Retention.EMPLOYMENT, **classes):
    return Kept(model, purpose, basis, retention, readers, **classes)


def configuration(model, purpose, readers, **classes):
    return kept(model, purpose, readers, retention=Retention.CONFIGURATION, **classes)


def short(model, purpose, readers, **classes):
    return kept(model, purpose, readers, retention=Retention.SHORT, **classes)


OURS = [
    kept(
        *("accounts.user", PEOPLE, EVERYBODY),
        public="is_superuser is_staff is_active language",
        business="username email name",
        personal="password last_login date_joined employee_number time_zone emails_wanted"
        " groups user_permissions",
        but={
            "password": {"readers": NOBODY, "purpose": SIGN_IN},
            "last_login": {"readers": Permission.USER_READ, "purpose": SIGN_IN},
            "date_joined": {"readers": Permission.USER_READ},
            "employee_number": {"readers": Permission.USER_READ},
            "time_zone": {"readers": OWNER, "purpose": MESSAGES},
            "emails_wanted": {"readers": OWNER, "purpose": MESSAGES},
        },
    ),
    kept(
        *("accounts.userrole", PEOPLE, Permission.USER_READ),
        public="role role_number",
        business="user valid_from valid_to",
    ),
    kept(
        *("accounts.access", TRACES, Permission.ACCESS_LOG_READ, Basis.DUTY, Retention.ACCESS),
        public="at action what count request_id",
        business="user",
        personal="subject filters reason ip",
    ),
    kept(
        *("accounts.apitoken", PROGRAMS, OWNER),
        public="name scope created_at last_used_on revoked_at",
        business="user",
        personal="digest",
        but={"digest": {"readers": NOBODY}},
    ),
    kept(
        *("accounts.calendarfeed", MESSAGES, OWNER),
        public="created_at last_used_at revoked_at",
        business="user",
        personal="digest",
        but={"digest": {"readers": NOBODY}},
    ),
    kept(
        *("accounts.channel", MESSAGES, OWNER),
        public="kind is_on problem created_at ended_at",
        business="user",
        personal="name address_wrapped secret_wrapped digest",
        but={name: {"readers": NOBODY} for name in ("address_wrapped", "secret_wrapped", "digest")},
    ),
    short(
        *("accounts.delivery", MESSAGES, NOBODY),
        public="notification channel status due_at tries sent_at problem",
    ),
    short(
        *("accounts.idempotencykey", PROGRAMS, NOBODY),
        public="key fingerprint status created_at",
        business="user",
        personal="body",
    ),
    kept(
        *("accounts.attachment", FILES, _("Who sees the record to which it belongs")),
        retention=Retention.INTERACTION,
        basis=Basis.DUTY,
        public="content_type size sha256 uploaded_at removed_at",
        business="uploaded_by",
        personal="name",
    ),
    configuration(
        *("accounts.calendarday", CALENDAR, EVERYBODY), public="country day is_working name"
    ),
    configuration(*("accounts.calendaryear", CALENDAR, EVERYBODY), public="country year"),
    kept(
        *("accounts.datakey", KEYS, NOBODY, Basis.DUTY, Retention.CONTACT),
        public="retention_class wrapped destroyed_at",
        personal="subject",
    ),
    short(*("accounts.daystart", WORK_DONE, NOBODY), public="day starter done_at"),
    configuration(*("accounts.legalentity", CATALOGUE, EVERYBODY), public="name credit_code"),
    configuration(
        *("accounts.territory", TERRITORIES, Permission.TERRITORY_READ),
        public="code name level parent sales_line is_active",
    ),
    kept(
        *("accounts.parameterversion", PARAMETERS, Permission.PARAMETER_READ, Basis.DUTY),
        retention=Retention.INTERACTION,
        public="code jurisdiction version values status valid_from valid_to proposed_at decided_at",
        business="proposed_by decided_by",
        personal="reason decision_reason",
    ),
    configuration(*("accounts.territorylink", TERRITORIES, NOBODY), public="ancestor descendant"),
    kept(
        *("accounts.membership", TERRITORIES, Permission.TERRITORY_READ),
        public="territory",
        business="user valid_from valid_to",
    ),
    kept(
        *("accounts.absence", TIME_OFF, Permission.TIME_OFF_READ),
        public="status asked_at decided_at",
        business="user decided_by valid_from valid_to from_noon until_noon",
        personal="kind note decision_reason",
    ),
    kept(
        *("accounts.delegation", TIME_OFF, Permission.TIME_OFF_READ),
        business="user deputy valid_from valid_to given_by",
        personal="note",
    ),
    kept(
        *("accounts.repfiling", FILINGS, Permission.FILING_READ, Basis.DUTY, Retention.FILING),
        public="holder status status_on contract categories therapeutic_areas declared_on"
        " checked_on evidence id_document",
        business="user number valid_from valid_to checked_by",
        personal="major degree photo",
        sensitive="id_number_sealed",
        but={"id_number_sealed": {"readers": Permission.SENSITIVE_READ}},
    ),
    short(
        *("accounts.job", WORK_DONE, OWNER),
        public="kind status done total result problem request_id created_at alive_at tries ended_at"
        " labels",
        business="owner",
        personal="arguments",
    ),
    configuration(
        *("accounts.product", CATALOGUE, EVERYBODY),
        public="code name name_en category holder is_active",
    ),
    configuration(
        *("accounts.keymessage", CATALOGUE, EVERYBODY),
        public="product kind text text_en is_active version replaces closed_on",
    ),
    short(
        *("accounts.reminder", MESSAGES, NOBODY),
        public="kind subject moment due_at handled_at was_told",
        business="user",
    ),
    short(
        *("accounts.notification", MESSAGES, OWNER),
        public="kind key url created_at read_at",
        business="user",
        personal="params",
    ),
    short(
        *("accounts.email", MESSAGES, NOBODY),
        public="notification message_id status due_at tries sent_at problem",
    ),
    kept(
        *(
            "accounts.signature",
            SIGNATURES,
            Permission.HISTORY_READ,
            Basis.DUTY,
            Retention.INTERACTION,
        ),
        public="meaning label record version fields sha256 signed_at method session binding",
        business="signed_by printed_name",
        personal="time_zone client address",
    ),
    kept(
        *(
            "accounts.signingfailure",
            SIGNATURES,
            Permission.USER_READ,
            Basis.DUTY,
            Retention.ACCESS,
        ),
        public="at what cleared_at",
        business="user",
        personal="client",
    ),
]
LIBRARIES = [
    kept(
        *("admin.logentry", TECHNICAL, NOBODY),
        public="action_time content_type object_id action_flag",
        business="user",
        personal="object_repr change_message",
    ),
    configuration(*("auth.permission", TECHNICAL, NOBODY), public="name content_type codename"),
    configuration(*("auth.group", TECHNICAL, NOBODY), public="name permissions"),
    configuration(*("contenttypes.contenttype", TECHNICAL, NOBODY), public="app_label model"),
    short(
        *("sessions.session", SIGN_IN, NOBODY),
        public="expire_date",
        personal="session_key session_data",
    ),
    kept(
        *("account.emailaddress", SIGN_IN, OWNER), public="verified primary", business="user email"
    ),
    short(
        *("account.emailconfirmation", SIGN_IN, NOBODY),
        public="created sent key",
        business="email_address",
    ),
    kept(
        *("mfa.authenticator", SIGN_IN, NOBODY),
        public="type created_at last_used_at",
        business="user",
        personal="data",
    ),
    configuration(
        *("socialaccount.socialapp", SIGN_IN, NOBODY),
        public="provider provider_id name client_id secret key settings",
    ),
    kept(
        *("socialaccount.socialaccount", SIGN_IN, NOBODY),
        public="provider last_login date_joined",
        business="user uid",
        personal="extra_data",
    ),
    short(
        *("socialaccount.socialtoken", SIGN_IN, NOBODY),
        public="app expires_at",
        personal="account token token_secret",
    ),
    short(
        *("usersessions.usersession", SIGN_IN, OWNER),
        public="created_at last_seen_at session_key data",
        business="user",
        personal="ip user_agent",
    ),
    *(
        kept(
            *(f"axes.{name}", SIGN_IN, NOBODY, Basis.DUTY, Retention.ACCESS),
            public=f"http_accept path_info attempt_time {public}".strip(),
            business="username",
            personal=f"user_agent ip_address {personal}".strip(),
        )
        for name, public, personal in [
            ("accessfailurelog", "locked_out", ""),
            ("accessattempt", "failures_since_start", "get_data post_data"),
            ("accesslog", "logout_time session_hash", ""),
        ]
    ),
    short(*("axes.accessattemptexpiration", SIGN_IN, NOBODY), public="access_attempt expires_at"),
]
FIELDS = [*OURS, *LIBRARIES]
