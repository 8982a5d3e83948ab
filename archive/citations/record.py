"""The data of a citation, as plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from typing import Any

from django.db.models import F, QuerySet

from archive.choices import AuthorKind, PublicationKind
from archive.citations.authors import Author, author_of
from archive.citations.dates import Issued, issued_of
from archive.citations.text import one_line, paragraphs
from archive.models import PublicationAuthor, PublicationPage
from archive.models.publications.page import split_keywords
from archive.publications import identifiers
from core.dates.labels import label
from core.db.queries import OneOf, Prepared
from core.fields import date_data
from core.models.media import Licence
from core.visibility.gate import Gate


class Form(Enum):
    """Forms of publications, which the formats name each in its own words."""

    ARTICLE = auto()
    BOOK = auto()
    REPORT = auto()
    THESIS = auto()
    VIDEO = auto()


#: Publications of all other kinds are reports.
FORMS: dict[str, Form] = {
    PublicationKind.ARTICLE: Form.ARTICLE,
    PublicationKind.GUIDE: Form.BOOK,
    PublicationKind.THESIS: Form.THESIS,
    PublicationKind.VIDEO: Form.VIDEO,
}
#: Columns of a row, beside those of its authors.
FIELDS = (
    "pk", "url_path", "kind", "title", "title_is_ours", "date", "date_earliest", "date_latest", "date_label", "edition",
    "publisher", "published_in", "link", "isbn", "doi", "hal", "languages", "licence", "abstract", "keywords",
    "withdrawn_on",
)  # fmt: skip


@dataclass(frozen=True)
class Citation:
    """A publication as it is cited. Texts are on one line, except the abstract, which has one
    line per paragraph.

    `pk` is None in the preview of a new page. `page_url` is the absolute address of the page. `licence` is a code of
    `Licence`, `languages` are codes of ISO 639-1. The identifiers are bare, without an address.
    """

    kind: str
    title: str
    pk: int | None = None
    page_url: str = ""
    title_is_ours: bool = False
    authors: tuple[Author, ...] = ()
    issued: Issued = field(default_factory=Issued)
    publisher: str = ""
    container: str = ""
    edition: str = ""
    link: str = ""
    isbn: str = ""
    doi: str = ""
    hal: str = ""
    languages: tuple[str, ...] = ()
    licence: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    withdrawn_on: date | None = None

    @property
    def form(self) -> Form:
        return FORMS.get(self.kind, Form.REPORT)

    @property
    def genre(self) -> str:
        """The French name of the kind, of what is neither an article nor a book; those say it by their form."""
        named = self.form not in (Form.ARTICLE, Form.BOOK) and self.kind in PublicationKind.values
        return PublicationKind(self.kind).label if named else ""

    @property
    def institution(self) -> str:
        """The publisher; without one, of a report or a thesis, the first organisation among the authors."""
        if self.publisher or self.form not in (Form.REPORT, Form.THESIS):
            return self.publisher
        return next((author.name for author in self.authors if author.kind == AuthorKind.ORGANISATION), "")

    @property
    def licence_label(self) -> str:
        return Licence(self.licence).label if self.licence in Licence.values and self.licence else ""

    @property
    def url(self) -> str:
        """The address of the publication on another site if it has one, else that of its page."""
        return self.link or self.page_url

    @property
    def doi_url(self) -> str:
        return identifiers.doi_url(self.doi)

    @property
    def hal_url(self) -> str:
        return identifiers.hal_url(self.hal)

    @property
    def remarks(self) -> list[str]:
        """French remarks for those who cite the publication, which no other field contains."""
        remarks = ["Titre donné par l’éditeur du site."] if self.title_is_ours else []
        return [*remarks, f"Publication {self.withdrawal}."] if self.withdrawn_on else remarks

    @property
    def withdrawal(self) -> str:
        """« retirée le 3 mars 2025 », or ""."""
        return f"retirée le {label(self.withdrawn_on.isoformat())}" if self.withdrawn_on else ""


def citations_of(gate: Gate, pages: QuerySet) -> list[Citation]:
    """Return the citations of publications, in the order of the queryset, with two queries."""
    rows = list(pages.values(*FIELDS))
    authors: dict[int, list[Author]] = defaultdict(list)
    for row in _authors.rows(ids=[row["pk"] for row in rows]) if rows else []:
        names = row["person__name"], row["organisation__name"], row["name"], row["name_kind"]
        authors[row["publication_id"]].append(_author(*names))
    return [_citation(gate, row, authors[row["pk"]]) for row in rows]


_authors = Prepared(
    lambda params: (
        PublicationAuthor.objects.filter(OneOf(F("publication_id"), params["ids"]))
        .order_by("sort_order", "pk")
        .values("publication_id", "person__name", "organisation__name", "name", "name_kind")
    ),
    ids="?",
)


def citation_of(gate: Gate, page: PublicationPage, authors: Iterable[PublicationAuthor]) -> Citation:
    """Return the citation of a page, which may be an unsaved preview. `authors` come from its `author_rows`."""
    row = {name: getattr(page, name) for name in FIELDS}
    names = [
        _author(str(author.person or ""), str(author.organisation or ""), author.name, author.name_kind)
        for author in authors
    ]
    return _citation(gate, row, names)


def _author(person: str | None, organisation: str | None, name: str, kind: str) -> Author:
    if person:
        return author_of(AuthorKind.PERSON, person)
    return author_of(AuthorKind.ORGANISATION, organisation) if organisation else author_of(kind, name)


def _citation(gate: Gate, row: dict[str, Any], authors: list[Author]) -> Citation:
    keywords = (one_line(word) for word in split_keywords(row["keywords"]))
    return Citation(
        pk=row["pk"],
        page_url=gate.full_url(row["url_path"]),
        kind=row["kind"],
        title=one_line(row["title"]),
        title_is_ours=row["title_is_ours"],
        authors=tuple(author for author in authors if author.name),
        issued=issued_of(date_data(row, "date")),
        publisher=one_line(row["publisher"]),
        container=one_line(row["published_in"]),
        edition=one_line(row["edition"]),
        link="" if row["withdrawn_on"] else row["link"],
        isbn=one_line(row["isbn"]),
        doi=one_line(row["doi"]),
        hal=one_line(row["hal"]),
        languages=tuple(row["languages"]),
        licence=row["licence"],
        abstract=paragraphs(row["abstract"]),
        keywords=tuple(word for word in keywords if word),
        withdrawn_on=row["withdrawn_on"],
    )
