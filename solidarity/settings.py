"""Settings, read from the environment and safe by default; every variable stands in .env.example."""

import hmac
import os
from email.utils import formataddr, parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def required(name: str) -> str:
    """Return the variable, or stop the start by its name."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: see .env.example for what it is and how to make one.")
    return value


def database(url: str) -> dict[str, Any]:
    """Read postgres://user:password@host:port/name; ?host=/folder names a socket instead."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres://")
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


# The portal and its address -------------------------------------------------------------------------------------------
SECRET_KEY = required("SECRET_KEY")
FIELD_KEYS = [key for key in required("FIELD_KEYS").split(",") if key]  # newest first; the others still read
SITE_URL = required("SITE_URL").rstrip("/")
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")  # without one, /metrics answers this machine alone
SITE_NAME = os.environ.get("SITE_NAME") or "Across Borders"
DEMONSTRATION = os.environ.get("DEMONSTRATION") == "1"  # a banner says that the data are made up
# Who answers for this portal by law; what is not set is shown as not stated yet.
OPERATOR_NAME = os.environ.get("OPERATOR_NAME", "")
OPERATOR_ADDRESS = os.environ.get("OPERATOR_ADDRESS", "").replace("\\n", "\n")
OPERATOR_EMAIL = os.environ.get("OPERATOR_EMAIL", "")
DEBUG = False

_site = urlsplit(SITE_URL)
SITE_HOST = _site.hostname or ""
_is_loopback = SITE_HOST in {"localhost", "127.0.0.1", "::1"}
if _site.scheme != "https" and not _is_loopback:
    raise ImproperlyConfigured("SITE_URL must be https://…; plain http is for localhost only.")
IS_HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = [SITE_HOST]
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "unions.apps.UnionsConfig",
    "campaigns.apps.CampaignsConfig",
    "exchanges.apps.ExchangesConfig",
    "solidarity.apps.SolidarityConfig",
    "solidarity.alerts.apps.AlertsConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_linear_migrations" if os.environ.get("CHECK_MIGRATIONS") == "1" else "",
]
INSTALLED_APPS = [name for name in INSTALLED_APPS if name]

MIDDLEWARE = [
    "solidarity.middleware.probes_first",
    "solidarity.middleware.named_requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # sends files as they were compressed at the release
    "unions.middleware.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "unions.middleware.security_headers",
    "unions.middleware.readable_requests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "unions.middleware.reader_time_zone",
    "unions.middleware.second_factor_for_staff",
]

ROOT_URLCONF = "solidarity.urls"
WSGI_APPLICATION = "solidarity.wsgi.application"
FORM_RENDERER = "unions.forms.renderer.PortalForms"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "unions.context_processors.site",
                "solidarity.context_processors.navigation",
            ],
        },
    },
]

# Postgres remembers, Redis wakes --------------------------------------------------------------------------------------
# Who serves pages and mails is the web role, whose password follows from the key where none is written. Only a process
# that is given OWNER_DATABASE_URL owns the tables: it migrates, backs up and restores.
WEB_DATABASE = database(required("DATABASE_URL"))
WEB_DATABASE["PASSWORD"] = WEB_DATABASE["PASSWORD"] or hmac.digest(SECRET_KEY.encode(), b"web role", "sha256").hex()
_owner_url = os.environ.get("OWNER_DATABASE_URL")
DATABASES = {"default": database(_owner_url) if _owner_url else WEB_DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = required("REDIS_URL")
# allauth counts attempts and used codes in the default cache: it lives in the database, so that signing in works while
# Redis is away and a flushed Redis forgets no used code. Pages are kept in Redis.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "unions_limits",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "pages": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL.rsplit("/", 1)[0] + "/1",
    },
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SYNC_EVERY = 1  # its file shows at each waking that it lives
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
}

# People ---------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "unions.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["unions.adapters.PasswordHasher"]  # Argon2id, a few at once
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("handle", "email")}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]  # fmt: skip
ACCOUNT_ADAPTER = "unions.adapters.AccountAdapter"
MFA_ADAPTER = "unions.adapters.SecondFactorAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "unions.forms.accounts.SignInForm",
    "signup": "unions.forms.accounts.SignUpForm",
    "add_email": "unions.forms.accounts.AddressForm",
    "change_password": "unions.forms.accounts.PasswordChangeForm",
    "set_password": "unions.forms.accounts.PasswordSetForm",
    "reset_password": "unions.forms.accounts.PasswordResetForm",
    "reset_password_from_key": "unions.forms.accounts.NewPasswordForm",
    "reauthenticate": "unions.forms.accounts.ConfirmPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail when password, address or second factor change
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900  # seconds: publishing and approving want a fresh sign-in
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/m/ip,5/5m/key",
    "answer_by_link": "30/h/key",
    "confirm_address": "5/h/user",
    "name_office": "5/h/user",
    "report_text": "20/h/ip",
    "recover_factor": "10/h/ip",
    "use_recovery": "10/10m/ip",
    "try_channel": "10/h/key",
    "confirm_channel": "10/h/key",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs in before their first address is confirmed; invited staff have none
MFA_FORMS = {
    "authenticate": "unions.forms.accounts.CodeForm",
    "reauthenticate": "unions.forms.accounts.ConfirmCodeForm",
    "activate_totp": "unions.forms.accounts.AppForm",
    "add_webauthn": "unions.forms.accounts.PasskeyForm",
    "edit_webauthn": "unions.forms.accounts.PasskeyNameForm",
    "login_webauthn": "unions.forms.accounts.PasskeySignInForm",
    "authenticate_webauthn": "unions.forms.accounts.PasskeySecondForm",
    "reauthenticate_webauthn": "unions.forms.accounts.PasskeyAgainForm",
}
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # codes before and after: for clocks that differ, and for the way of a slow line (RFC 6238, 5.2)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
USERSESSIONS_TRACK_ACTIVITY = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "solidarity:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "solidarity:home"

# Languages: a new one is an entry here, a catalogue under locale/ and a migration (modeltranslation) -----------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "español"), ("fr", "français"), ("ar", "العربية")]  # endonyms, never translated
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)
USE_TZ = True
TIME_ZONE = "UTC"

# Mail: messages are written to the database; a task hands them over ---------------------------------------------------
EMAIL_BACKEND = "unions.mail.OutboxBackend"
_mail = urlsplit(required("EMAIL_URL"))
if _mail.scheme not in {"smtp", "smtps", "mailgun", "postmark"}:
    raise ImproperlyConfigured("EMAIL_URL must begin with smtp://, smtps://, mailgun:// or postmark://")
EMAIL_PROVIDER = (
    "" if _mail.scheme in {"smtp", "smtps"} else _mail.scheme
)  # whose API takes our mail instead of a server
EMAIL_OPTIONS = {key: values[-1] for key, values in parse_qs(_mail.query).items()}
EMAIL_HOST = _mail.hostname or "localhost"
EMAIL_PORT = _mail.port or (443 if EMAIL_PROVIDER else 465 if _mail.scheme == "smtps" else 25)
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = EMAIL_OPTIONS.get("tls") == "1"
MAIL_SESSIONS = int(EMAIL_OPTIONS.get("sessions", "4"))  # of one worker at once, for many mails
EMAIL_TIMEOUT = 20
MAILS_AT_ONCE_A_DAY = 5  # to a person, beyond what is owed or urgent; the digest of the rest is the sixth
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM") or formataddr((SITE_NAME, f"portal@{SITE_HOST}"))
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_REPORTS_SECRET = os.environ.get("MAIL_REPORTS_SECRET", "")  # without it, no provider can call
MAIL_COMES_IN = os.environ.get("MAIL_COMES_IN") == "1"  # then calls can be answered by a reply, and say so
SECURITY_CONTACT = os.environ.get("SECURITY_CONTACT", "") or OPERATOR_EMAIL or parseaddr(DEFAULT_FROM_EMAIL)[1]

# Devices and chats: the key that signs push messages follows from SECRET_KEY -----------------------------------------
LOOPBACK_IS_PUBLIC = False  # True in tests alone: their devices and chats are stubs on this machine

# Files ----------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
PRIVATE_FILES = Path(os.environ.get("PRIVATE_FILES") or BASE_DIR / "private")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is public: files say private_storage
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_PERMISSIONS = 0o600

# Headers and sessions -------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("BEHIND_PROXY") == "1" else None
SECURE_HSTS_SECONDS = 63_072_000 if IS_HTTPS else 0  # two years
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_prefix = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_prefix}session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_prefix}csrftoken"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
STAFF_IDLE_SECONDS = 30 * 60

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "solidarity.logs.WithoutWords",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {"()": "solidarity.logs.AsJson"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": os.environ.get("LOG_FORMAT") or "line"}},
    # What was not found or refused is logged with its address, and that may be a link that opens something.
    # Libraries that send write down where to.
    "loggers": {name: {"level": "ERROR"} for name in ("django.request", "django.security.csrf", "urllib3")}
    | {"apprise": {"level": "CRITICAL"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL") or "INFO"},
}

SILENCED_SYSTEM_CHECKS: list[str] = []
LANGUAGE_COOKIE_NAME = f"{_prefix}language"
SITE_TAGLINE = _("Unions ask each other for help across borders, answer, and keep what they promised.")
