"""The publications that a question means, as the list with filters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from archive.choices import PublicationKind
from archive.models import PublicationIndexPage
from archive.publications.filters import apply_filters, visible_publications
from archive.search.vocabulary import PUBLICATION, PUBLICATION_KINDS, Noun
from core.visibility.gate import Gate


class Publication(NamedTuple):
    """A publication: kind, year, title and URL."""

    kind: str
    year: int | None
    title: str
    url: str

    @property
    def name(self) -> str:
        return f"{self.title}, {self.year}" if self.year else self.title


class Publications(NamedTuple):
    """The list of publications that a reader sees: its URL, and what it shows."""

    url: str
    rows: Sequence[Publication]

    def list_url(self, kind: str = "", year: int | None = None) -> str:
        """Return the URL of the list with filters."""
        filters = {name: value for name, value in (("type", kind), ("year", year)) if value}
        return f"{self.url}?{urlencode(filters)}" if filters else self.url

    def matching(self, kind: str = "", year: int | None = None) -> list[Publication]:
        """Return the publications that pass the filters."""
        return [row for row in self.rows if kind in ("", row.kind) and year in (None, row.year)]


def publications_of(gate: Gate) -> Publications | None:
    """Return the first list of publications that the reader may see; read once per content version."""

    def read() -> Publications | None:
        index = gate.pages(PublicationIndexPage).order_by("path").first()
        if index is None:
            return None
        shown = apply_filters(visible_publications(gate, index), gate).order_by()
        rows = shown.values_list("kind", "date_earliest", "date_latest", "title", "url_path")
        return Publications(
            gate.url(index.url_path),
            [
                Publication(kind, _year(earliest, latest), title, gate.url(path))
                for kind, earliest, latest, title, path in rows
            ],
        )

    return gate.snapshot.get_or_set(("publications of questions", *gate.scope), read)


def _year(earliest: date | None, latest: date | None) -> int | None:
    day = earliest or latest
    return day.year if day else None


def noun_of(kind: str) -> Noun:
    """Return the noun of a kind of publications, or of any."""
    return PUBLICATION_KINDS[PublicationKind(kind)] if kind else PUBLICATION
