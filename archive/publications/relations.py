"""The pages of this site from which a publication comes, and those that come from it."""

from __future__ import annotations

from archive.models import PublicationPage
from core import cards, contracts
from core.cards import CardRow
from core.visibility.gate import Gate

#: Maximum number of publications that come from one.
MOST = 30


def origins(page: PublicationPage, gate: Gate) -> list[CardRow]:
    """Return the cards of the pages from which a publication comes and that the reader may see, in their order."""
    ids = dict.fromkeys(row.page_id for row in page.origins.all() if row.page_id != page.pk)
    return cards.by_page(gate, list(ids))


def cited_by(page: PublicationPage, gate: Gate) -> list[CardRow]:
    """Return the cards of what comes from a publication: other publications, the newest first, then diagnostics."""
    if page.pk is None:
        return []
    publications = cards.by_relation(
        gate, PublicationPage, "origins__page", page.pk, lambda rows: rows.newest_first(), MOST
    )
    return [
        *(card for card in publications if card["id"] != page.pk),
        *contracts.diagnostics_of_publication(gate, page.pk),
    ]
