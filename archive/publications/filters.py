"""The filters of publications, which the list, the API and the feed share."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from archive.models import PublicationIndexPage, PublicationPage
from archive.publications.versions import replaced_ids
from archive.querysets import PublicationQuerySet
from core.visibility.gate import Gate

#: The value of the filter `versions` that shows old versions too.
ALL_VERSIONS = "all"


def visible_publications(gate: Gate, index: PublicationIndexPage | None = None) -> PublicationQuerySet:
    """Return all publications that the reader may see, or those below an index page, old versions included."""
    publications = cast(PublicationQuerySet, gate.pages(PublicationPage))
    return cast(PublicationQuerySet, publications.child_of(index)) if index else publications


def apply_filters(
    publications: PublicationQuerySet,
    gate: Gate,
    *,
    type: Collection[str] = (),
    theme: Collection[str] = (),
    partner: Collection[str] = (),
    year: int | None = None,
    versions: Collection[str] = (),
    withdrawn: bool | None = None,
) -> PublicationQuerySet:
    """Return the publications that pass all filters. Several values of one filter are joined by OR.

    `type` are codes of `PublicationKind`; `theme` and `partner` are slugs. `year` is that of the first possible day,
    under which lists show a publication, as for events. Without `ALL_VERSIONS` among `versions`, those that a later
    version replaces are left out: readers who browse want valid ones, and the page of each version lists the others.
    Withdrawn ones stay, with their badge, since others cite them: `withdrawn` selects them, of all versions, or leaves
    them out.
    """
    if ALL_VERSIONS not in versions and not withdrawn:
        publications = publications.exclude(pk__in=replaced_ids(gate))
    if type:
        publications = publications.filter(kind__in=type)
    if theme:
        publications = cast(PublicationQuerySet, publications.about(theme))
    if partner:
        publications = publications.by_partners(partner)
    if year:
        publications = cast(PublicationQuerySet, publications.in_year(year))
    if withdrawn is not None:
        publications = publications.filter(withdrawn_on__isnull=not withdrawn)
    return publications
