"""Production: refuses to start without the required environment variables, and names those that are missing."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import SITE_URL, STORAGES, env

REQUIRED = {
    "SECRET_KEY": "une longue chaîne aléatoire, gardée secrète",
    "DATABASE_URL": "la base de données, par exemple postgres://…",
    "ALLOWED_HOSTS": "les noms d’hôte du site, séparés par des virgules",
    "SITE_URL": "l’adresse publique du site, par exemple https://…",
    "EMAIL_URL": "le serveur de courriel, par exemple smtp+tls://…",
}
_missing = [name for name in REQUIRED if not env.str(name, default="").strip()]
if _missing:
    lines = "\n".join(f"  {name} : {REQUIRED[name]}" for name in _missing)
    raise ImproperlyConfigured(f"Variables d’environnement manquantes :\n{lines}")
if len(env.str("SECRET_KEY")) < 32:
    raise ImproperlyConfigured("SECRET_KEY : au moins 32 caractères.")

DEMO_ACCOUNTS = False
STYLEGUIDE = False
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}

_https = SITE_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _https else "http"
