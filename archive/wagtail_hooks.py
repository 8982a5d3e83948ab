"""Admin hooks of the archive."""

from archive.admin import (  # noqa: F401 -- they register their hooks
    commitment_listings,
    commitment_spreadsheets,
    dashboard,
    duplicate,
    listings,
    new_version,
    project_listings,
    publication_listings,
    registrations,
    tour_listings,
)
from archive.publications import withdrawal  # noqa: F401
