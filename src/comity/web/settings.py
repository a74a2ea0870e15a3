"""Django's settings of the web server: those of the store, and what pages and accounts add. All from the environment.

COMITY_HOST        the names under which the server is reached, separated by commas; default localhost
COMITY_HTTPS       1 where a proxy before the server speaks HTTPS, as it must wherever people sign in from outside
COMITY_URL         where people reach the server, as letters say it; default made from the two above, http on port 8000
COMITY_PROXIES     how many proxies stand before the server, whose word on addresses is taken; default 0
COMITY_OIDC        a JSON file of the OpenID Connect providers with which people may sign in (docs/operate.md)
COMITY_LOG         json for one JSON object a line with each request; else lines for people, of what is wrong only
COMITY_METRICS_TOKEN  what a machine says to read /metrics from elsewhere than this machine
COMITY_DEMO        1 to offer the people of the example body to everybody who comes
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from comity.store.settings import *  # noqa: F403 - Django's settings are the names of a module
from comity.store.settings import HOME, INSTALLED_APPS
from comity.web.people.providers import origins, providers
from comity.web.watching import logging_of

ROOM = Path(__file__).parent
HOSTS = [host for host in os.environ.get("COMITY_HOST", "localhost").split(",") if host] or ["localhost"]
HTTPS = os.environ.get("COMITY_HTTPS") == "1"
BASE = os.environ.get("COMITY_URL") or (f"https://{HOSTS[0]}" if HTTPS else f"http://{HOSTS[0]}:8000")
METRICS_TOKEN = os.environ.get("COMITY_METRICS_TOKEN", "")
LOGGING = logging_of(os.environ.get("COMITY_LOG", ""))
DEMO = os.environ.get("COMITY_DEMO") == "1"

INSTALLED_APPS = [
    *INSTALLED_APPS,
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "comity.web",
]
MIDDLEWARE = [
    "comity.web.watching.WatchMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "comity.web.watching.LimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "comity.web.people.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "comity.web.errors.ErrorMiddleware",
    "comity.web.api.faults.MethodMiddleware",
]
ROOT_URLCONF = "comity.web.urls"
WSGI_APPLICATION = "comity.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOM / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "comity.web.context.everywhere",
            ],
            "builtins": ["comity.web.templatetags.comity"],
        },
    }
]
AUTHENTICATION_BACKENDS = ["comity.web.people.sessions.Backend"]
SESSION_ENGINE = "comity.web.people.sessions"
# What counts guesses: with Django's 300 entries, whoever floods it with addresses would have the counts thrown away.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Languages. A page in one that no speaker has reviewed says so (context.REVIEWED).
USE_I18N = True
FORMAT_MODULE_PATH = "comity.web.formats"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("ar", "العربية")]  # each in its own words
LOCALE_PATHS = [ROOM / "locale"]

# Files of the pages: a name changes with its content, so that browsers keep them for ever.
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Hosts, cookies, transport.
ALLOWED_HOSTS = [*HOSTS, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOSTS] if HTTPS else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^metrics$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [NONE],
        # Signing in elsewhere begins with a form of ours that leads there, and browsers ask for where it leads.
        "form-action": [SELF, *origins(os.environ.get("COMITY_OIDC", ""))],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
CSRF_FAILURE_VIEW = "comity.web.errors.forbidden"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = [
    "comity.web.files.uploads.Bound",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Accounts: an address that was shown to be theirs, then a code by mail, a password, a passkey or OpenID Connect.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "me"
ACCOUNT_LOGOUT_REDIRECT_URL = "bodies"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # ours asks for no password, but without it none could be used
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "comity.web.people.entrance.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("COMITY_PROXIES", "0"))
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Comity"
SOCIALACCOUNT_PROVIDERS = providers(os.environ.get("COMITY_OIDC", ""))
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
