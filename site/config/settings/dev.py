"""Development and demonstration: the settings of `make run` and `manage.py` without environment variables.

DEBUG is off by default, so that errors look as in production.
"""

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, BASE_DIR, SECRET_KEY, SILLON_DATA, env, throwaway_key

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = SECRET_KEY or throwaway_key()
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
SILLON_DATA = SILLON_DATA or str(BASE_DIR.parent / "shared" / "data")

# Serve static files without `collectstatic`, and media through Django.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
SERVE_MEDIA = True
