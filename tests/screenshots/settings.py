"""Development's settings, for a site that lives as long as its screenshots are taken.

`scratch` names its database and its media in the environment before they are read.
"""

from config.settings.dev import *  # noqa: F403
from config.settings.dev import ALLOWED_HOSTS, LOGGING, MEDIA_ROOT

# The mails are caused by requests that no browser sends.
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
ROOT_URLCONF = "tests.screenshots.urls"
PRIVATE_ROOT = MEDIA_ROOT.parent / "private"

SEARCH_FOLDER = ""  # an index in memory, of this site and not of the developer's

# Image sizes are there as soon as a page is; the same wrong log-in may be shown at every width.
TASKS = {name: {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"} for name in ("default", "durable")}
ACCOUNT_RATE_LIMITS = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # where contributions are counted
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# What goes wrong is told by the screenshots; why is in a file.
LOGGING["handlers"]["console"] = {
    "class": "logging.FileHandler",
    "filename": MEDIA_ROOT.parent / "site.log",
    "mode": "w",
    "delay": True,
    "formatter": "line",
}
