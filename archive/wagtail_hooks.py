"""Admin hooks of the archive."""

from archive.admin import commitment_tables, dashboard, duplicate, listings, registrations  # noqa: F401 -- they register their hooks
