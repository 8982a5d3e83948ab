"""Tests: fast password hashes, immediate tasks, files in a temporary folder."""

import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import BASE_DIR, DATABASES, SECRET_KEY, SILLON_DATA, VAR_DIR, throwaway_key

SECRET_KEY = SECRET_KEY or throwaway_key()
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "autre.example"]
SILLON_DATA = SILLON_DATA or str(BASE_DIR.parent / "shared" / "data")
LOAD_REFERENCE_DATA = False  # tests load the communes that they need
SEARCH_LOG_PAUSE = 0  # tests write what they count
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file instead of memory, for --reuse-db and so that threads and processes share the database.
    VAR_DIR.mkdir(exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}

_files = Path(tempfile.gettempdir()) / f"sillon-test-{os.getpid()}"
MEDIA_ROOT = _files / "media"
PRIVATE_ROOT = _files / "private"
SEARCH_FOLDER = ""  # an index in memory

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "durable": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
}
DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # static files without `collectstatic`
SERVE_MEDIA = True
