"""Settings of all environments. What an operator can change are environment variables: see the table in the README."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE

from .environment import (
    Env,
    caches,
    cors,
    database,
    delivery,
    geocoder_url,
    media_root,
    origin,
    preview_path,
    private_root,
    sender,
    sendfile,
    tiles_url,
)

env = Env()

BASE_DIR = Path(__file__).resolve().parents[3]
VAR_DIR = BASE_DIR / "var"
RELEASE = "0.1.0"

SITE_URL: str = origin("SITE_URL", env.str("SITE_URL", default="http://localhost:8000"))
#: The origin of a front end that shows the pages instead of Sillon, "" for none: `core.visibility.addresses`.
FRONTEND_URL: str = env.str("FRONTEND_URL", default="") and origin("FRONTEND_URL", env.str("FRONTEND_URL"))
#: The path at which this front end shows previews, "" for none, and whether it may be framed: `core.preview`.
FRONTEND_PREVIEW_PATH: str = preview_path(env.str("FRONTEND_PREVIEW_PATH", default=""), FRONTEND_URL)
FRONTEND_PREVIEW_FRAME: bool = env.bool("FRONTEND_PREVIEW_FRAME", default=True)
SECRET_KEY: str = env.str("SECRET_KEY", default="")
DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])

INSTALLED_APPS = [
    "config",
    "members",
    "search",
    "home",
    "inventory",
    "memento",
    "archive",
    "core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "members.apps.UsersConfig",  # wagtail.users
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail.api.v3",
    "wagtailgeowidget",
    "js_lib_leaflet",
    "modelcluster",
    "taggit",
    "ninja",
    "corsheaders",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "corsheaders.middleware.CorsMiddleware",  # before all middleware that may respond itself
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.http.middleware.BrowserPolicyMiddleware",
    "core.http.middleware.PrivateUnlessPublicMiddleware",
    "core.http.middleware.HealthMiddleware",  # before all middleware that checks the host name
    "core.http.middleware.HostPortMiddleware",
    "members.sessions.cookie.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.accounts.middleware.SecondStepMiddleware",
    "members.sessions.middleware.EndedSessionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.http.middleware.WriteTransactionMiddleware",
    "core.http.middleware.RedirectMiddleware",
    "core.files.middleware.MissingOriginalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "home.context_processors.site_info",
            ],
        },
    },
]

DATABASES = {"default": database(env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'sillon.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# allauth counts rate limits in the cache, which all processes must share: the default is a table of the database.
CACHES = {
    **caches(env.str("CACHE_URL", default="")),
    # `Image.get_rendition` writes to this cache at each call, and reading the rendition's own row is as fast.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

# --- Accounts -------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["members.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [{"NAME": "members.accounts.demo.NotTheDemoPasswordValidator"}]
#: Demo accounts with a published password, for development and demonstrations.
DEMO_ACCOUNTS = True
#: Whether /styleguide/ shows all components, for front-end work.
STYLEGUIDE = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "members_account"
#: Whether a moderator must approve new accounts before they can contribute.
MEMBERS_APPROVAL: bool = env.bool("MEMBERS_APPROVAL", default=False)
ACCOUNT_ADAPTER = "members.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "members.accounts.forms.SignupForm",
    "login": "members.accounts.forms.LoginForm",
    "add_email": "members.accounts.forms.ChangeEmailForm",
    "change_password": "members.accounts.forms.ChangePasswordForm",
    "set_password": "members.accounts.forms.SetPasswordForm",
    "reset_password": "members.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "members.accounts.forms.NewPasswordForm",
    "reauthenticate": "members.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # the user name is made from the name
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "site_web"
ACCOUNT_USER_DISPLAY = str  # the name of a user in messages and mails
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser used to sign up
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "members_account"
ACCOUNT_CHANGE_EMAIL = True  # one address per account; a new one replaces it once confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before the address changes
# In addition to allauth's defaults. Failed log-ins and codes are limited in `members.accounts.login_limits`, mails to
# one address in `members.accounts.mail_limits`.
ACCOUNT_RATE_LIMITS = {
    "signup": "10/m/ip,60/h/ip",
    "login_failed": None,
    "reset_password": "20/m/ip",
    "confirm_email": None,
}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # mail the owner when password or address change
#: Number of proxies in front that append to `X-Forwarded-For`; rate limits need the visitor's address.
ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXY_COUNT", default=0)
#: Days after an event at which the personal data of its registrations is deleted.
REGISTRATION_DAYS: int = env.int("REGISTRATION_DAYS", default=30)
#: Whether users of the admin must use two-step log-in; for members it is optional.
MFA_REQUIRED: bool = env.bool("MFA_REQUIRED", default=False)
MFA_ADAPTER = "members.accounts.adapter.SecondStepAdapter"
MFA_FORMS = {
    "activate_totp": "members.accounts.forms.ActivateForm",
    "authenticate": "members.accounts.forms.CodeForm",
    "reauthenticate": "members.accounts.forms.ReauthenticateCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # clocks of phones differ by some seconds
# Log-in already requires a confirmed address; this lets users with two-step log-in change theirs.
MFA_ALLOW_UNVERIFIED_EMAIL = True
WAGTAIL_PASSWORD_RESET_ENABLED = False  # allauth's view has a rate limit
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # likewise
#: Views that WriteTransactionMiddleware does not wrap: they hash passwords, or decode images between transactions.
OWN_TRANSACTIONS = {
    "account_login",
    "account_reauthenticate",
    "contribute_step",
    "live_panel_simulation",
    "live_panel_simulation_new",
    "live_panel_tree_drawing",
    "live_panel_tree_drawing_new",
    "memento_diagnostic_import",
    "memento_diagnostic_import_new",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "search_count",
    "wagtailapi_v3:add_file",
    "wagtailcore_authenticate_with_password",
    "wagtaildocs_authenticate_with_password",
}
WAGTAIL_FRONTEND_LOGIN_URL = "/compte/login/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "members.sessions.recovery.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Language and time ----------------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True  # for the French translations of Django and Wagtail; pages have one language
LOCALE_PATHS = [BASE_DIR / "site" / "core" / "locale"]  # also for the scripts of the admin, which read few catalogues
USE_TZ = True
WAGTAIL_I18N_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
FORMAT_MODULE_PATH = ["core.formats"]

# --- Files ----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "core.staticfiles.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]

MEDIA_URL = "/media/"
SERVE_MEDIA = False  # in production the web server in front serves them
#: The folder of documents, originals of images and pending uploads, which are served after a permission check.
PRIVATE_ROOT = private_root(env.str("PRIVATE_FOLDER", default=str(VAR_DIR / "private")))
MEDIA_ROOT = media_root(env.str("MEDIA_STORAGE_URL", default=f"file://{VAR_DIR / 'media'}"))

#: Settings for a front server that sends private files after Sillon has checked permissions (X-Accel-Redirect).
globals().update(sendfile(env.str("SENDFILE_BACKEND", default=""), PRIVATE_ROOT))

STORAGES = {
    "default": {"BACKEND": "core.files.storage.WholeFileStorage"},
    "private": {"BACKEND": "core.files.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- Mail: stored in the outbox; the command `send_outbox` delivers it through EMAIL_URL -----------------------

EMAIL_BACKEND = "members.mail.outbox.OutboxBackend"
_delivery = delivery(env.str("EMAIL_URL", default="consolemail://"))
DELIVERY_EMAIL_BACKEND: str = _delivery.pop("EMAIL_BACKEND")
if DELIVERY_EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
    DELIVERY_EMAIL_BACKEND = "members.mail.smtp.EmailBackend"
EMAIL_HOST = _delivery.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _delivery.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _delivery.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _delivery.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(_delivery.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_delivery.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = 60  # seconds per SMTP command; a mail interrupted after its text may arrive twice
DEFAULT_FROM_EMAIL = sender(env.str("DEFAULT_FROM_EMAIL", default=""), SITE_URL)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Tasks: search and reference index immediately; long tasks on the durable queue, run by `db_worker` --------

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "durable": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# --- Wagtail --------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Sillon"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_IMAGE_MODEL = "core.SillonImage"
WAGTAILDOCS_DOCUMENT_MODEL = "core.SillonDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "core.files.forms.DocumentForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.files.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "heif", "jpg", "jpeg", "png", "webp", "svg"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 52_000_000
WAGTAILDOCS_EXTENSIONS = [
    "csv", "docx", "mp4", "odp", "ods", "odt", "pdf", "pptx", "txt", "vtt", "webm", "xlsx", "zip",
]  # fmt: skip
WAGTAILDOCS_MAX_UPLOAD_SIZE = 200 * 1024 * 1024
WAGTAILDOCS_CONTENT_TYPES = {"mp4": "video/mp4", "webm": "video/webm", "vtt": "text/vtt; charset=utf-8"}
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf", "video/mp4", "video/webm"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILEMBEDS_FINDERS: list[dict] = []  # no requests to third parties; `core.blocks.video` replaces embeds
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILADMIN_RECENT_EDITS_LIMIT = 8
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "search.backends.postgres"
        if "postgres" in DATABASES["default"]["ENGINE"]
        else "search.backends.sqlite"
    }
}
#: The index of the search, on a local disk; each host has its own.
SEARCH_FOLDER = str(VAR_DIR / "search")
#: Seconds that counted questions wait in a process before they are written together; 0 writes them at its end only.
SEARCH_LOG_PAUSE = 30
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
WAGTAILAPI_LIMIT_MAX = 100
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["bold", "italic", "ol", "ul", "link", "document-link"]},
    },
    "inline": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["bold", "italic", "link"]},
    },
}

# --- Maps: tiles and geocoder only if the operator configures them ----------------------------------------------

MAP_TILES_URL: str = tiles_url(env.str("MAP_TILES_URL", default=""))
GEOCODER_URL: str = geocoder_url(env.str("GEOCODER_URL", default=""))
GEO_WIDGET_DEFAULT_LOCATION = {"lat": 45.19, "lng": 5.72}
GEO_WIDGET_ZOOM = 9
GEO_WIDGET_LEAFLET_TILE_LAYER = MAP_TILES_URL
GEO_WIDGET_LEAFLET_TILE_LAYER_OPTIONS = {"attribution": env.str("MAP_TILES_ATTRIBUTION", default="")}
GEO_WIDGET_EMPTY_LOCATION = False

# Folder of reference data (communes, national files) for tests and `setup_site`; none by default.
SILLON_DATA: str = env.str("SILLON_DATA", default="")
LOAD_REFERENCE_DATA = True  # whether `setup_site` loads it

# --- Caches in front of the site --------------------------------------------------------------------------------

#: How many seconds a shared cache may answer with a public response without asking Sillon, and how many more while it
#: asks. A page that is withdrawn may be shown as long.
CACHE_SHARED_SECONDS: int = env.int("CACHE_SHARED_SECONDS", default=0)
CACHE_STALE_SECONDS: int = env.int("CACHE_STALE_SECONDS", default=0)

# --- Security ---------------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # recommends DENY, but the admin shows previews in frames
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000


def image_hosts(tiles_url: str) -> list[str]:
    """Return the origin of the map tiles for `img-src`, with `{s}` as any subdomain; [] if this site serves them."""
    address = urlsplit(tiles_url)
    return [f"{address.scheme}://{address.netloc.replace('{s}', '*')}"] if address.netloc else []


_tiles = image_hosts(MAP_TILES_URL)

# Pages load resources from this site only, and inline scripts and styles are refused.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_tiles],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    }
}
#: Other directives for paths with a prefix.
CONTENT_SECURITY_POLICY_BY_PATH = {
    # Wagtail uses inline scripts and styles, previews pages in a frame, and images before upload (blob:).
    "/admin/": {
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:", *_tiles],
        "frame-src": [SELF, *([FRONTEND_URL] if FRONTEND_PREVIEW_PATH and FRONTEND_PREVIEW_FRAME else [])],
    },
}
# Of the visitor's device only the location is used, to find places nearby.
PERMISSIONS_POLICY = "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"

# --- CORS: other sites may read the API as anonymous readers; without cookies, and tokens only from CORS_ORIGINS ---

CORS_URLS_REGEX = r"^/api/v3/"
globals().update(cors(env.list("CORS_ORIGINS", default=[]), FRONTEND_URL))
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_EXPOSE_HEADERS = ["etag"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}


def throwaway_key() -> str:
    """Return a SECRET_KEY for development and tests, the same at each start."""
    return hashlib.sha256(f"development only: {BASE_DIR}".encode()).hexdigest()
