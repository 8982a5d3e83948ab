"""Development and demonstration: `make run` and `manage.py` without anything in the environment.

DEBUG stays off unless it is asked for, so that errors look as readers and editors will see them.
"""

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, BASE_DIR, SECRET_KEY, SILLON_DATA, env, throwaway_key

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = SECRET_KEY or throwaway_key()
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
SILLON_DATA = SILLON_DATA or str(BASE_DIR.parent / "shared" / "data")

# Static files are found where they are and media are served by Django: nothing to collect, no other server.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
SERVE_MEDIA = True
