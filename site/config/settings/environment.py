"""Reading environment variables: a malformed value stops the start, with a French message that names the variable.

URLs are never quoted in messages, because they may hold passwords.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from members.mail.addresses import parse_mailbox

TRUE = {"true", "1", "yes", "on", "oui", "vrai"}
FALSE = {"false", "0", "no", "off", "non", "faux"}
#: Time limit for connecting to PostgreSQL, in seconds.
CONNECT_TIMEOUT = 5
#: A path on a host: « //host » would be another host.
#: Scheme, host and port: a Content-Security-Policy has what is here.
ORIGIN = re.compile(r"https?://(?:[\w-]+(?:\.[\w-]+)*\.?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?/?", re.IGNORECASE)
PATH = re.compile(r"/(?:[\w.~%-]+/)*[\w.~%-]*")


class Env(environ.Env):
    """A stricter django-environ, which takes any word for false and raises ValueError for a malformed number."""

    def get_value(self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, **kwargs: Any) -> Any:
        value = self.ENVIRON.get(var)
        if value is not None and not value.strip():
            return default if default is not self.NOTSET else ""  # blank counts as unset
        if value is not None and value.startswith("$"):
            return self.parse_value(value, cast)  # part of a key or password, not a reference to another variable
        return super().get_value(var, cast, default, **kwargs)

    def bool(self, var: str, default: Any = environ.Env.NOTSET) -> bool:
        word = str(self.get_value(var, str, default)).strip().lower()
        if word not in TRUE | FALSE:
            raise ImproperlyConfigured(f"{var} : « true » ou « false » est attendu.")
        return word in TRUE

    def int(self, var: str, default: Any = environ.Env.NOTSET) -> int:
        try:
            number = super().int(var, default=default)
        except ValueError:
            number = -1
        if number < 0:
            raise ImproperlyConfigured(f"{var} : un nombre entier, zéro ou plus, est attendu.")
        return number

    def list(self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET) -> list:
        return [item.strip() for item in super().list(var, cast, default) if item.strip()]


def _split(variable: str, url: str, schemes: tuple[str, ...], example: str) -> SplitResult:
    """Split a URL. Raise ImproperlyConfigured for a scheme that is not among `schemes`, or a malformed URL."""
    try:
        parts = urlsplit(url)
        if "," not in parts.netloc:  # a list of servers, as PostgreSQL and Redis allow
            parts.port  # noqa: B018 -- raises for a malformed port
            (parts.hostname or "").encode("idna")
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{variable} : adresse mal formée, par exemple {example} "
            "(dans un mot de passe, « # », « / », « ? », « @ », « : » et « % » "
            "s’écrivent %23, %2F, %3F, %40, %3A et %25)."
        ) from error
    if parts.scheme not in schemes:
        raise ImproperlyConfigured(
            f"{variable} : une adresse en {' ou '.join(f'{scheme}://' for scheme in schemes)} est attendue, "
            f"par exemple {example}."
        )
    return parts


def database(url: str) -> dict:
    """Return the entry of DATABASES for a DATABASE_URL: SQLite tuned for several processes, or PostgreSQL."""
    if url != "sqlite://:memory:":
        example = "postgres://utilisateur:mot-de-passe@hôte:5432/base"
        parts = _split("DATABASE_URL", url, ("postgres", "postgresql", "psql", "pgsql", "sqlite"), example)
        if parts.scheme != "sqlite" and not parts.path.strip("/"):
            raise ImproperlyConfigured(f"DATABASE_URL : le nom de la base manque, par exemple {example}.")
        if parts.scheme == "sqlite" and (parts.netloc or not parts.path.strip("/")):
            raise ImproperlyConfigured("DATABASE_URL : un fichier SQLite s’écrit sqlite:////chemin/du/fichier.sqlite3.")
    entry = environ.Env.db_url_config(url)
    entry["CONN_MAX_AGE"] = 600
    if entry["ENGINE"].endswith("sqlite3"):
        # The web process and the worker write to one file. With WAL, readers never wait. With IMMEDIATE, a transaction
        # takes the write lock when it begins, so that a second writer waits instead of failing half-way.
        entry["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        entry["CONN_HEALTH_CHECKS"] = True
        # Only `core.db.queries.Prepared` uses prepared statements. They do not work with a pooler that lends
        # connections per transaction, for which server-side cursors must be disabled as well.
        threshold = None if entry.get("DISABLE_SERVER_SIDE_CURSORS") else 0
        options = {"connect_timeout": CONNECT_TIMEOUT, "prepare_threshold": threshold}
        entry["OPTIONS"] = {**options, **entry.get("OPTIONS", {})}
    return entry


def caches(url: str) -> dict[str, dict]:
    """Return CACHES for a CACHE_URL. The cache « database » always exists, as the default or for when Redis is down."""
    table = {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},  # large, since an evicted entry may be the count of a rate limit
    }
    if not url:
        return {"default": table, "database": table}
    example = "redis://hôte:6379/0"
    parts = _split("CACHE_URL", url, ("redis", "rediss"), example)
    if not parts.hostname and not parts.path.strip("/"):
        raise ImproperlyConfigured(f"CACHE_URL : l’hôte manque, par exemple {example}.")
    number = parts.path.strip("/")
    if parts.hostname and number and not number.isdecimal():
        raise ImproperlyConfigured(f"CACHE_URL : la base de Redis est un nombre, par exemple {example}.")
    return {
        "default": {**environ.Env.cache_url_config(url), "BACKEND": "core.deployment.cache.RedisCache"},
        "database": table,
    }


def delivery(url: str) -> dict:
    """Parse an EMAIL_URL with django-environ. Raise ImproperlyConfigured if it names no server."""
    example = "smtp+tls://utilisateur:mot-de-passe@hôte:587"
    parts = _split("EMAIL_URL", url, ("smtp+tls", "smtp+ssl", "smtp", "smtps", "consolemail"), example)
    if parts.scheme != "consolemail" and not parts.hostname:
        raise ImproperlyConfigured(f"EMAIL_URL : le serveur manque, par exemple {example}.")
    return environ.Env.email_url_config(url)


def sender(value: str, site: str) -> str:
    """Return DEFAULT_FROM_EMAIL as a valid header: « Alliance, Grenoble <a@b.fr> » gets its quotes.

    The default is an address at the site's host, or at localhost if the host is an IP address or a bare name.
    """
    if not value:
        host = urlsplit(site).hostname or ""
        name = host.rpartition(".")[2]
        value = f"Sillon <ne-pas-repondre@{host if name != host and name.isalpha() else 'localhost'}>"
    try:
        return str(parse_mailbox(value))
    except ValueError as error:
        raise ImproperlyConfigured(f"DEFAULT_FROM_EMAIL : {error}. Reçu : « {value} ».") from error


def origin(variable: str, url: str) -> str:
    """Return an origin without a trailing slash. Raise ImproperlyConfigured for more than scheme, host and port."""
    parts = _split(variable, url, ("https", "http"), "https://www.exemple.fr")
    if not parts.hostname or not ORIGIN.fullmatch(url):
        raise ImproperlyConfigured(
            f"{variable} : seulement https:// et le nom d’hôte, par exemple https://www.exemple.fr."
        )
    return url.rstrip("/")


def preview_path(path: str, frontend: str) -> str:
    """Check FRONTEND_PREVIEW_PATH, which may be empty: a path of `frontend`. Raise ImproperlyConfigured."""
    if path and not frontend:
        raise ImproperlyConfigured("FRONTEND_PREVIEW_PATH : FRONTEND_URL est nécessaire aussi.")
    if path and not PATH.fullmatch(path):
        raise ImproperlyConfigured(
            "FRONTEND_PREVIEW_PATH : un chemin qui commence par « / », sans « ? » ni « # », est attendu : /apercu."
        )
    return path


def cors(origins: list[str], frontend: str) -> dict[str, Any]:
    """Return the settings of django-cors-headers for CORS_ORIGINS.

    Without origins, programs in the pages of any site may read what is public. With some, only these and the front end
    may, and they may send a token.
    """
    headers = ["accept", "if-none-match"]
    if not origins:
        return {"CORS_ALLOW_ALL_ORIGINS": True, "CORS_ALLOWED_ORIGINS": [], "CORS_ALLOW_HEADERS": headers}
    allowed = [origin("CORS_ORIGINS", url).lower() for url in origins] + ([frontend.lower()] if frontend else [])
    return {
        "CORS_ALLOW_ALL_ORIGINS": False,
        "CORS_ALLOWED_ORIGINS": list(dict.fromkeys(allowed)),
        "CORS_ALLOW_HEADERS": [*headers, "authorization"],
    }


def media_root(url: str) -> Path:
    """Return the folder of a MEDIA_STORAGE_URL (file:///path). Raise ImproperlyConfigured for other schemes."""
    if url.startswith("/"):
        raise ImproperlyConfigured(f"MEDIA_STORAGE_URL : écrivez file://{url}.")
    scheme, _, path = url.partition("://")
    if scheme != "file" or not path.startswith("/"):
        raise ImproperlyConfigured(f"MEDIA_STORAGE_URL : seul file:///chemin est connu, reçu « {scheme}:// ».")
    return Path(path)


def private_root(path: str) -> Path:
    """Return the folder of PRIVATE_FOLDER. Raise ImproperlyConfigured for a relative path."""
    if not path.startswith("/"):
        raise ImproperlyConfigured(
            "PRIVATE_FOLDER : un chemin absolu est attendu, par exemple /srv/sillon/var/private."
        )
    return Path(path).resolve()


def sendfile(server: str, root: Path) -> dict[str, Any]:
    """Return the settings for a front server that sends private files; {} without a server."""
    if not server:
        return {}
    if server != "nginx":
        raise ImproperlyConfigured(f"SENDFILE_BACKEND : seul nginx est connu, reçu « {server} ».")
    return {
        "SENDFILE_BACKEND": "django_sendfile.backends.nginx",
        "SENDFILE_ROOT": root,
        "SENDFILE_URL": "/fichiers-prives",
    }


def tiles_url(url: str) -> str:
    """Check the URL template of map tiles: absolute, a path on this site, or empty. Raise ImproperlyConfigured."""
    if url and not url.startswith("/"):
        _split("MAP_TILES_URL", url.replace("{s}", "a"), ("https", "http"), "https://hôte/{z}/{x}/{y}.png")
    if url and not all(placeholder in url for placeholder in ("{z}", "{x}", "{y}")):
        raise ImproperlyConfigured("MAP_TILES_URL : {z}, {x} et {y} sont attendus, comme https://hôte/{z}/{x}/{y}.png.")
    return url


def geocoder_url(url: str) -> str:
    """Check the URL of the geocoder, which may be empty. Raise ImproperlyConfigured."""
    if url:
        example = "https://data.geopf.fr/geocodage/search"
        if not _split("GEOCODER_URL", url, ("https", "http"), example).hostname:
            raise ImproperlyConfigured(f"GEOCODER_URL : l’hôte manque, par exemple {example}.")
    return url
