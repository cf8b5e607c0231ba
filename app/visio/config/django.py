"""Django's settings, made from the options of the process."""

from __future__ import annotations

from urllib.parse import urlsplit

from visio.config import database, options, secrets

_options = options.current()

SECRET_KEY = secrets.load(_options.data).django
DEBUG = False

_public = urlsplit(_options.public_url)
_https = _public.scheme == "https" or _options.tls_cert is not None

# With a public address only that host and this machine are answered; without one, whoever was told to be listened to.
_local_hosts = ["localhost", "127.0.0.1", "[::1]"]
if _public.hostname:
    ALLOWED_HOSTS = [_public.hostname, *_local_hosts]
elif options.loopback_only(_options):
    ALLOWED_HOSTS = _local_hosts
else:
    ALLOWED_HOSTS = ["*"]

CSRF_TRUSTED_ORIGINS = [_options.public_url] if _options.public_url else []
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = _https
CSRF_FAILURE_VIEW = "visio.pages.views.forbidden"
SESSION_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
# uvicorn has set the scheme already, and believes only the proxies of --trusted-proxy.
SECURE_PROXY_SSL_HEADER = None

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "visio.accounts",
    "visio.audit",
    "visio.rooms",
    "visio.calls",
    "visio.lobby",
    "visio.moderation",
    "visio.chat",
    "visio.jobs",
    "visio.recordings",
    "visio.captions",
    "visio.transcripts",
]

MIDDLEWARE = [
    "visio.pages.policy.SecurityHeaders",
    "visio.pages.policy.OwnHostOnly",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]

ROOT_URLCONF = "visio.config.urls"
DATABASES = {"default": database.settings(_options.database_url, _options.data)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Account"
PASSWORD_HASHERS = ["visio.accounts.passwords.Hasher"]
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LOGGING_CONFIG = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
APPEND_SLASH = False
