"""Settings of every Amends process. What differs between installations comes from config.environment."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _

from config import environment

ROOT = environment.ROOT
DATA = environment.data_folder()

DEBUG = environment.flag("AMENDS_DEBUG")
# pytest-django loads these settings before conftest.py could set anything.
TESTING = environment.flag("AMENDS_TESTING") or "pytest" in sys.modules
SECRET_KEY = environment.secret_key(DATA)
BASE_URL = environment.text("AMENDS_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
SECURE = BASE_URL.startswith("https://")
ALLOWED_HOSTS = environment.words("AMENDS_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- Apps: one list, the floors of the house from bedrock to doors ------------------------------------------------
INSTALLED_APPS = [
    "amends.people",  # before allauth and contrib.auth: its templates and commands win
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "amends.kit",
    "amends.journal",
    "amends.vocabulary",
    "amends.configured",
    "amends.executions",
    "amends.views",
    "amends.files",
    "amends.outbox",
    "amends.contacts",
    "amends.orders",
    "amends.tickets",
    "amends.activities",
    "amends.automations",
    "amends.notifications",
    "amends.api",
    "amends.web",
    "amends.operate",
]

MIDDLEWARE = [
    "amends.api.middleware.ProblemMiddleware",  # outermost: errors of all others leave /api/ as problem documents
    "amends.web.shell.patience.PatienceMiddleware",  # around all that ask the database
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "amends.web.shell.compression.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "amends.people.middleware.PersonalMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "amends.web.shell.middleware.ShellMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "amends" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "amends.web.shell.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "amends.web.templatetags.parts",
                "amends.web.templatetags.forms",
                "amends.web.templatetags.values",
            ],
        },
    },
]

FORM_RENDERER = "amends.web.controls.Controls"

# --- Database -----------------------------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        environment.database_url(DATA),
        conn_max_age=600,
        conn_health_checks=True,
    )
}
DATABASES["default"].setdefault("OPTIONS", {}).update(environment.database_session())
WEB_PATIENCE = environment.web_patience()
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        # Django's 300 would let a guesser of passwords wash out what counts the guesses.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- People -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["amends.web.people.backend.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.PBKDF2PasswordHasher", "django.contrib.auth.hashers.ScryptPasswordHasher"]
)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ALLAUTH_TRUSTED_PROXY_COUNT = int(environment.text("AMENDS_TRUSTED_PROXIES", "0"))
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "amends.web.people.account_forms.SignInForm",
    "reset_password": "amends.web.people.account_forms.ForgottenPasswordForm",
    "reset_password_from_key": "amends.web.people.account_forms.NewPasswordForm",
    "change_password": "amends.web.people.account_forms.ChangePasswordForm",
}
ACCOUNT_ADAPTER = "amends.web.people.adapter.AccountAdapter"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "amends.people.links.PasswordResetTokens"  # noqa: S105 - a class
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letters to strangers because somebody mistyped an address
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told to its owner
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
MFA_ADAPTER = "amends.web.people.adapter.MfaAdapter"
MFA_FORMS = {
    "authenticate": "amends.web.people.account_forms.SecondStepForm",
    "reauthenticate": "amends.web.people.account_forms.ConfirmForm",
    "activate_totp": "amends.web.people.account_forms.AppForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Amends"
MFA_TOTP_TOLERANCE = 1  # a code typed as its 30 seconds end is still right when it arrives (RFC 6238, 5.2)
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address is proven by the invitation that reached it
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE

# --- Languages and time -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("cs", _("Czech")), ("pl", _("Polish"))]
LOCALE_PATHS = [ROOT / "amends" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = environment.text("AMENDS_TIME_ZONE", "Europe/Prague")
USE_TZ = True
USE_I18N = True

# --- Files --------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "static"
STATICFILES_DIRS = [folder for folder in [ROOT / "build" / "frontend"] if folder.exists()]
STORAGES = {
    "default": environment.file_storage(DATA),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = Path(DATA / "files")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # a form without its files, or JSON
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILES_MAX_BYTES = int(environment.text("AMENDS_FILES_MAX_MB", "25")) * 1024 * 1024
FILES_ENDINGS = frozenset(environment.words("AMENDS_FILES_ENDINGS", environment.FILES_ENDINGS))

# --- Mail ---------------------------------------------------------------------------------------------------------
# Letters leave through amends.outbox; Django's own sender is used by it alone.
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
PRIVATE_NETWORKS = environment.networks("AMENDS_PRIVATE_NETWORKS")
"""Networks of this house that Amends may fetch from; all others that are not of the public internet it may not."""

EMAIL_HOST = environment.text("AMENDS_SMTP_HOST")
EMAIL_PORT = int(environment.text("AMENDS_SMTP_PORT", "25"))
EMAIL_HOST_USER = environment.text("AMENDS_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("AMENDS_SMTP_PASSWORD")
EMAIL_USE_TLS = environment.flag("AMENDS_SMTP_STARTTLS")
EMAIL_USE_SSL = environment.flag("AMENDS_SMTP_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.text("AMENDS_MAIL_FROM", "amends@localhost")

# --- Safety -------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "amends.web.shell.errors.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "amends_session"
CSRF_COOKIE_NAME = "amends_csrf"
if SECURE:
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = environment.flag("AMENDS_HTTPS_REDIRECT", default=True)
    SECURE_SSL_HOST = urlsplit(BASE_URL).netloc

PROCRASTINATE_ON_APP_READY = "amends.kit.jobs.on_app_ready"

LOGGING_CONFIG = "amends.kit.redaction.configure"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"one_line": {"()": "amends.kit.redaction.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["one_line"]}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"procrastinate": {"level": "WARNING"}},
}
