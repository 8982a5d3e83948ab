"""Production's settings for the bench: files of its own, and static files without their compressed copies."""

from config.settings.production import *  # noqa: F403
from config.settings.production import MEDIA_ROOT, STORAGES

STATIC_ROOT = MEDIA_ROOT.parent / "static"
# Addresses with a hash, as in production; to compress the files takes a minute and changes nothing here.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
