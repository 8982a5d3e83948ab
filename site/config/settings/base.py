"""Settings that hold everywhere. What an operator may change comes from the environment: see the README's table."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[3]
VAR_DIR = BASE_DIR / "var"
RELEASE = "0.1.0"

SITE_URL: str = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
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
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
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
    "corsheaders.middleware.CorsMiddleware",  # before whatever may answer early
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.BrowserPolicyMiddleware",
    "core.middleware.PrivateUnlessPublicMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.middleware.SecondStepMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.WriteTransactionMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
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
                "home.context_processors.site_frame",
            ],
        },
    },
]


def database(url: str) -> dict:
    """The Django entry of a DATABASE_URL: SQLite ready for several processes, PostgreSQL with lasting connections."""
    entry = environ.Env.db_url_config(url)
    entry["CONN_MAX_AGE"] = 600
    if entry["ENGINE"].endswith("sqlite3"):
        # The web process and the worker write to one file: a reader never waits (WAL), and a writer takes its
        # lock when its transaction opens, so that two of them queue instead of failing half-way.
        entry["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        entry["CONN_HEALTH_CHECKS"] = True
    return entry


DATABASES = {"default": database(env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'sillon.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits must be shared by all processes, so the default is a table of the database.
CACHES = {
    "default": (
        environ.Env.cache_url_config(env.str("CACHE_URL"))
        if env.str("CACHE_URL", default="")
        else {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "django_cache",
            "OPTIONS": {"MAX_ENTRIES": 50_000},  # a limit that is thrown out is forgotten
        }
    )
}

# --- Accounts -------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
#: Accounts with a password that everyone knows, for development and demonstrations.
DEMO_ACCOUNTS = True
#: The pattern page at /styleguide/, for who works on the look.
STYLEGUIDE = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "members_account"
#: Whether new accounts wait for a moderator before they may contribute.
MEMBERS_APPROVAL: bool = env.bool("MEMBERS_APPROVAL", default=False)
ACCOUNT_ADAPTER = "members.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "members.forms.SignupForm",
    "login": "members.forms.LoginForm",
    "add_email": "members.forms.ChangeEmailForm",
    "change_password": "members.forms.ChangePasswordForm",
    "set_password": "members.forms.SetPasswordForm",
    "reset_password": "members.forms.ResetPasswordForm",
    "reset_password_from_key": "members.forms.NewPasswordForm",
    "reauthenticate": "members.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # the user name is made from the name
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "site_web"
ACCOUNT_USER_DISPLAY = "members.adapter.display"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser in which one has signed up, and in no other
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "members_account"
ACCOUNT_CHANGE_EMAIL = True  # one address; a new one takes its place once it is confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before the address changes
ACCOUNT_RATE_LIMITS = {"signup": "10/m/ip,60/h/ip"}  # beside those that allauth has for the rest
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or address is told to its owner
#: Behind how many servers that add to `X-Forwarded-For` the site stands: limits go by the visitor's address.
ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXY_COUNT", default=0)
#: Whether who works in the admin must log in in two steps; members may.
MFA_REQUIRED: bool = env.bool("MFA_REQUIRED", default=False)
MFA_ADAPTER = "members.adapter.SecondStepAdapter"
MFA_FORMS = {
    "activate_totp": "members.forms.ActivateForm",
    "authenticate": "members.forms.CodeForm",
    "reauthenticate": "members.forms.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # clocks of telephones differ by some seconds
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody logs in without a confirmed address; who has two steps may change theirs
WAGTAIL_PASSWORD_RESET_ENABLED = False  # allauth's is limited in number
WAGTAIL_FRONTEND_LOGIN_URL = "/compte/login/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Language and time ----------------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True  # Django's and Wagtail's own French; pages have one language
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
    "core.stylesheet.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]

MEDIA_URL = "/media/"
SERVE_MEDIA = False  # in production the web server in front serves them
PRIVATE_ROOT = VAR_DIR / "private"


def media_root(url: str) -> Path:
    """The folder that a MEDIA_STORAGE_URL (file:///path) names. Raises ImproperlyConfigured for any other scheme."""
    scheme, _, path = url.partition("://")
    if scheme != "file" or not path.startswith("/"):
        raise ImproperlyConfigured(f"MEDIA_STORAGE_URL : seul file:///chemin est connu, reçu « {scheme}:// ».")
    return Path(path)


MEDIA_ROOT = media_root(env.str("MEDIA_STORAGE_URL", default=f"file://{VAR_DIR / 'media'}"))

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Files that nobody has accepted yet: no URL of their own, served only by rights.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- Mail: everything passes the outbox; `send_outbox` delivers through EMAIL_URL ------------------------------

EMAIL_BACKEND = "members.outbox.OutboxBackend"
_delivery = environ.Env.email_url_config(env.str("EMAIL_URL", default="consolemail://"))
DELIVERY_EMAIL_BACKEND: str = _delivery.pop("EMAIL_BACKEND")
EMAIL_HOST = _delivery.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _delivery.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _delivery.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _delivery.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(_delivery.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_delivery.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Sillon <ne-pas-repondre@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Tasks: search and references at once; long work on the durable queue, run by `db_worker` ------------------

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "durable": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# --- Wagtail --------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Sillon"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_IMAGE_MODEL = "core.SillonImage"
WAGTAILDOCS_DOCUMENT_MODEL = "core.SillonDocument"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp", "svg"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
WAGTAILDOCS_EXTENSIONS = [
    "csv", "docx", "mp4", "odp", "ods", "odt", "pdf", "pptx", "txt", "vtt", "webm", "xlsx", "zip",
]  # fmt: skip
WAGTAILDOCS_CONTENT_TYPES = {"mp4": "video/mp4", "webm": "video/webm", "vtt": "text/vtt; charset=utf-8"}
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf", "video/mp4", "video/webm"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILEMBEDS_FINDERS: list[dict] = []  # no request to a third party: videos have a block of their own
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

# --- Maps: no tile and no geocoder is asked unless the operator names one ---------------------------------------

MAP_TILES_URL: str = env.str("MAP_TILES_URL", default="")
GEOCODER_URL: str = env.str("GEOCODER_URL", default="")
GEO_WIDGET_DEFAULT_LOCATION = {"lat": 45.19, "lng": 5.72}
GEO_WIDGET_ZOOM = 9
GEO_WIDGET_LEAFLET_TILE_LAYER = MAP_TILES_URL
GEO_WIDGET_LEAFLET_TILE_LAYER_OPTIONS = {"attribution": env.str("MAP_TILES_ATTRIBUTION", default="")}
GEO_WIDGET_EMPTY_LOCATION = False

# Reference data (communes, national files) that tests and `setup_site` read; absent by default.
SILLON_DATA: str = env.str("SILLON_DATA", default="")
LOAD_REFERENCE_DATA = True  # whether `setup_site` brings in what is there

# --- Security ---------------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000


def image_hosts(tiles_url: str) -> list[str]:
    """The host of the map's tiles, as `img-src` names it: `{s}` is any subdomain. None when this site serves them."""
    address = urlsplit(tiles_url)
    return [f"{address.scheme}://{address.netloc.replace('{s}', '*')}"] if address.netloc else []


_tiles = image_hosts(MAP_TILES_URL)

# A page loads from this site alone, and nothing written into it runs or styles it.
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
#: The directives that addresses which begin so have instead.
CONTENT_SECURITY_POLICY_BY_PATH = {
    # Wagtail writes scripts and styles into its pages, previews a page in a frame and a file before it is sent.
    "/admin/": {
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:", *_tiles],
        "frame-src": [SELF],
    },
}
# Of a visitor's device, only where it is: for the places around.
PERMISSIONS_POLICY = "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"

# --- Other sites may read the API, as anyone may: no cookie and no token goes with what they ask -----------------

CORS_URLS_REGEX = r"^/api/v3/"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "if-none-match"]
CORS_EXPOSE_HEADERS = ["etag"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}


def throwaway_key() -> str:
    """A key for development and tests, the same at each start on one machine, never used in production."""
    return hashlib.sha256(f"development only: {BASE_DIR}".encode()).hexdigest()
