"""Production's settings for the site that is audited: it keeps its files to itself, and no server stands in front."""

from config.settings.production import *  # noqa: F403
from config.settings.production import MEDIA_ROOT

STATIC_ROOT = MEDIA_ROOT.parent / "static"
SERVE_MEDIA = True
# Image sizes are there as soon as a page is.
TASKS = {name: {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"} for name in ("default", "durable")}
