"""One settings file, read from the environment, closed by default (.env.example lists the names)."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from pharmacrm.databases import database
from pharmacrm.schedule import SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name, default=None):
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"Set {name} (.env.example says what it is).")
    return value


def flag(name):
    return os.environ.get(name, "") in {"1", "true", "yes"}


def words(name, default=""):
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def origins(url):
    """What a content policy calls the server of an address; nothing for none."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


# A laptop: plain http on the loopback address and a demo company. Never set it where others connect.
LOCAL = flag("PHARMACRM_LOCAL")
DEBUG = flag("DEBUG")
SECRET_KEY = env("SECRET_KEY")
HOME = Path(env("PHARMACRM_HOME", str(BASE_DIR / "var"))).resolve()
MASTER_KEY_FILE = Path(env("MASTER_KEY_FILE", str(HOME / "keys" / "master.key")))
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if LOCAL else "")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
SITE_URL = env("SITE_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}" if LOCAL else None)

# How many proxies of ours stand in front. Their word is taken in one place (ClientAddressMiddleware): the libraries
# below, which would each count for themselves, read REMOTE_ADDR.
TRUSTED_PROXIES = int(env("TRUSTED_PROXIES", "0"))

INSTALLED_APPS = [
    "accounts.apps.ConfigurationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "accounts",
    "customers",
    "compliance",
    "visits",
    "analytics",
    "pharmacrm",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "rest_framework",
    "simple_history",
]

MIDDLEWARE = [
    "pharmacrm.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "pharmacrm.middleware.PlainTextMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "pharmacrm.middleware.LoginMiddleware",
    "pharmacrm.middleware.SecondStepMiddleware",
    "pharmacrm.middleware.StandInMiddleware",
    "pharmacrm.middleware.PersonalSettingsMiddleware",
    "pharmacrm.middleware.TraceMiddleware",
    "pharmacrm.middleware.DenialMiddleware",
    "pharmacrm.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "pharmacrm.urls"
WSGI_APPLICATION = "pharmacrm.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pharmacrm.context.shell",
            ],
        },
    }
]

FORM_RENDERER = "accounts.drawing.FormRenderer"

# The application's role owns nothing; who migrates has the owner's address as well (decision 18).
OWNER_URL = env("DATABASE_OWNER_URL", env("DATABASE_URL"))
DATABASES = {
    "default": database(
        env("DATABASE_URL"), owner_url=OWNER_URL, TEST={"NAME": os.environ.get("TEST_DATABASE")}
    ),
    "keys": database(
        env("KEYS_DATABASE_URL"),
        owner_url=OWNER_URL,
        TEST={
            "NAME": f"{os.environ['TEST_DATABASE']}_keys"
            if "TEST_DATABASE" in os.environ
            else None,
            # One table: reading everybody's migrations for it takes half a minute.
            "MIGRATE": False,
        },
    ),
}
DATABASE_ROUTERS = ["pharmacrm.routers.KeysRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis may be away and rate limits must hold (decision 28).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "pharmacrm_cache",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# People and sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.PasswordBackend",
    "accounts.backends.CompanySignOnBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    ]
]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 3
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
# django-axes counts failures by user name and address; a second limit would lock out an office.
ACCOUNT_RATE_LIMITS = {"login_failed": None}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "PharmaCRM"
# Roles that need a second step at sign-in; on a laptop only those that are named.
SECOND_STEP_ROLES = words("SECOND_STEP_ROLES", "" if LOCAL else "admin,compliance,manager")
SOCIALACCOUNT_ADAPTER = "accounts.adapters.SocialAccountAdapter"
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "company",
                "name": env("OIDC_NAME", "Company sign-on"),
                "client_id": os.environ["OIDC_CLIENT_ID"],
                "secret": os.environ.get("OIDC_CLIENT_SECRET", ""),
                "settings": {
                    "server_url": env("OIDC_SERVER_URL"),
                    # For a provider that vouches for its addresses without saying so in each answer.
                    "verified_email": flag("OIDC_EMAILS_ARE_VERIFIED"),
                },
            }
        ]
        if os.environ.get("OIDC_CLIENT_ID")
        else []
    }
}
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False

# Languages and time: users choose their own, the company's are the defaults.
LANGUAGE_CODE = "zh-hans"
# Each in its own words, for whoever reads no other.
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "pharmacrm.formats"
TIME_ZONE = env("TIME_ZONE", "Asia/Shanghai")
COUNTRY = "CN"

# Files
STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "pharmacrm.packages.PackageFinder",
]
MEDIA_ROOT = HOME / "files"
# Of printed copies; the release keeps two weights in fonts/ (Dockerfile).
PDF_FONTS = [BASE_DIR / "fonts", BASE_DIR / "node_modules/@expo-google-fonts/noto-sans-sc"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL

# Work in the background (pitfalls: a silent broker must not hang a page)
CELERY_BROKER_URL = env("REDIS_URL")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1800,
    "socket_timeout": 2,
    "socket_connect_timeout": 1,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "global_keyprefix": env("REDIS_PREFIX", "pharmacrm:"),
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_LOST_WAIT = 1  # seconds; no result of a killed child can still arrive
CELERY_TASK_TIME_LIMIT = 1500
CELERY_TASK_DEFAULT_QUEUE = "quick"
LONG_TASKS = [
    "accounts.tasks.run_job",
    "customers.tasks.score_customers",
    "compliance.tasks.verify_leaves",
    "compliance.tasks.verify_rows",
]
CELERY_TASK_ROUTES = {name: {"queue": "long"} for name in LONG_TASKS}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 15  # after QUIT; then a running task goes back to the queue
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = SCHEDULE

# How people may be reached besides inbox and e-mail, each as they choose; a company that allows fewer names those.
CHANNELS = words("CHANNELS", "calendar,push,wecom,dingtalk,feishu")
# A test's own server in the place of a platform's: {"https://host": "http://127.0.0.1:…"}. Nothing outside sets it.
OUTGOING_STAND_INS = {}

# E-mail
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env("EMAIL_HOST", "localhost")
EMAIL_PORT = int(env("EMAIL_PORT", "25"))
EMAIL_HOST_USER = env("EMAIL_HOST_USER", "") or ""
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "pharmacrm@localhost")
# A laptop has no mail server: messages are files to look at.
if LOCAL and "EMAIL_HOST" not in os.environ:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "mail"

# Security
SECURE_SSL_REDIRECT = not LOCAL
SECURE_HSTS_SECONDS = 0 if LOCAL else 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SECURE_HSTS_PRELOAD = not LOCAL
SESSION_COOKIE_SECURE = not LOCAL
CSRF_COOKIE_SECURE = not LOCAL
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "pharmacrm.errors.csrf_failed"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        # Browsers hold the redirect that follows the company's sign-on button against this list.
        "form-action": [SELF, *origins(os.environ.get("OIDC_SERVER_URL", ""))],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# History (pitfalls §1; the base is accounts/history.py)
HISTORY_MANAGER = "history"
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = True
SIMPLE_HISTORY_DATE_INDEX = False

# The ledger: who signs, whose signatures count, and where checkpoints go (compliance/ledger/sinks.py)
LEDGER_SIGNER = env("LEDGER_SIGNER", "unix:")
LEDGER_PUBLIC_KEYS = Path(env("LEDGER_PUBLIC_KEYS", str(HOME / "signer" / "ledger.pub")))
LAPTOP_SINKS = f"directory:{HOME / 'checkpoints'},email:auditor@localhost"
LEDGER_SINKS = words("LEDGER_SINKS", LAPTOP_SINKS if LOCAL else "")
LEDGER_STALE_MINUTES = int(env("LEDGER_STALE_MINUTES", "120"))

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.IsSignedInWithScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "accounts.api.parsers.JSONParser",
        "accounts.api.parsers.MultiPartParser",
    ],
    "DEFAULT_PAGINATION_CLASS": "accounts.api.pages.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "accounts.api.schema.EndpointSchema",
    "EXCEPTION_HANDLER": "accounts.api.problems.answer",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "PAGE_SIZE": 50,
    "NUM_PROXIES": 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "PharmaCRM",
    "VERSION": "v1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    # Choices stand where they are used: named apart, half of them would be "Kind" or "Type".
    "POSTPROCESSING_HOOKS": [],
    "SERVE_PERMISSIONS": ["accounts.api.permissions.IsSignedInWithScope"],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"secrets": {"()": "pharmacrm.logs.WithoutSecrets"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}
    },
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", "INFO")},
}
