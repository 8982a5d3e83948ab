"""Development: `make run` and `manage.py` without anything in the environment."""

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, BASE_DIR, SECRET_KEY, SILLON_DATA, throwaway_key

DEBUG = True
SECRET_KEY = SECRET_KEY or throwaway_key()
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
SILLON_DATA = SILLON_DATA or str(BASE_DIR.parent / "shared" / "data")
