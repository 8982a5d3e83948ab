"""A publication in the words of schema.org, for search engines."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Mapping
from typing import Any

from archive.choices import AuthorKind
from archive.citations.authors import Author
from archive.citations.record import Citation, Form

TYPES = {
    Form.ARTICLE: "ScholarlyArticle",
    Form.BOOK: "Book",
    Form.REPORT: "Report",
    Form.THESIS: "Thesis",
    Form.VIDEO: "VideoObject",
}
#: The addresses of licences; « tous droits réservés » has none.
LICENCES = {
    "etalab-2.0": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}


def publication_data(citation: Citation, iso_date: str, files: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the publication as a schema.org CreativeWork, without empty values.

    `iso_date` is a year, month or day, or "". `files` are those that the reader may download, with absolute `url`.
    """
    data = {
        "@type": TYPES[citation.form],
        "name": citation.title,
        "url": citation.page_url,
        "abstract": citation.abstract,
        "author": [_author(author) for author in citation.authors],
        "publisher": _organisation(citation.publisher),
        "datePublished": iso_date,
        "inLanguage": list(citation.languages),
        "keywords": list(citation.keywords),
        "genre": citation.genre,
        "bookEdition" if citation.form is Form.BOOK else "version": citation.edition,
        "isPartOf": _container(citation),
        "isbn": citation.isbn,
        "identifier": _identifiers(citation),
        "sameAs": [url for url in (citation.doi_url, citation.hal_url, citation.link) if url],
        "license": LICENCES.get(citation.licence, ""),
        "encoding": [_file(file) for file in files],
    }
    return {key: value for key, value in data.items() if value}


def _author(author: Author) -> dict[str, str] | str:
    """Return a Person, an Organization, or the bare name, which may be either's."""
    if author.kind == AuthorKind.PERSON:
        names = {"familyName": author.family, "givenName": author.given}
        return {"@type": "Person", "name": author.name, **({key: name for key, name in names.items() if name})}
    return _organisation(author.name) if author.kind == AuthorKind.ORGANISATION else author.name


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name} if name else {}


def _container(citation: Citation) -> dict[str, str]:
    kind = "Periodical" if citation.form is Form.ARTICLE else "CreativeWork"
    return {"@type": kind, "name": citation.container} if citation.container else {}


def _identifiers(citation: Citation) -> list[dict[str, str]]:
    identifiers = {"DOI": citation.doi, "HAL": citation.hal}
    return [
        {"@type": "PropertyValue", "propertyID": name, "value": value} for name, value in identifiers.items() if value
    ]


def _file(file: Mapping[str, Any]) -> dict[str, Any]:
    data = {
        "@type": "MediaObject",
        "name": file["title"],
        "contentUrl": file["url"],
        "encodingFormat": mimetypes.guess_type(f"file.{file['extension']}")[0],
        "contentSize": f"{file['size']} B" if file["size"] else "",
    }
    return {key: value for key, value in data.items() if value}
