"""The titles of the files of pages, as far as everybody may download them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archive.models.dated import DatedPage
from core.models import SillonDocument
from core.visibility.gate import Gate


def file_titles(pages: Iterable[DatedPage]) -> Mapping[int, list[str]]:
    """Return the titles of the public files of each page, by page id. One query, if the relations are prefetched."""
    files = {page.pk: list(getattr(page, page.files_field).all()) for page in pages}
    ids = {row.document_id for rows in files.values() for row in rows}
    documents = SillonDocument.objects.filter(pk__in=ids)
    titles = dict(Gate.public().documents(documents).values_list("pk", "title")) if ids else {}
    return {
        page.pk: [
            getattr(row, page.file_title) or titles[row.document_id]
            for row in files[page.pk]
            if row.document_id in titles
        ]
        for page in pages
    }
