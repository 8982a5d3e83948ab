"""What the search reads of publications, with the text of their PDFs."""

from __future__ import annotations

from collections.abc import Mapping

from archive.models import PublicationPage
from archive.publications.study import study_texts
from archive.search.documents.events import sources
from core.choices import label_of
from core.files.pdf.texts import SOFT_HYPHEN, PublicFile, public_files
from core.models.media import Licence
from core.search.documents import Passage
from core.search.pages import PageWords

#: Maximum number of characters of the text of one file: a hundred pages.
LONGEST_FILE = 250_000


def read_publications(pages: list[PublicationPage]) -> Mapping[int, PageWords]:
    """Return what the search reads of publications besides their search fields. One query."""
    offered = {page.pk: [] if page.withdrawn_on else list(page.files.all()) for page in pages}
    ids = {row.document_id for rows in offered.values() for row in rows}
    files = public_files(ids) if ids else {}
    return {
        page.pk: _words(
            page, [(row.label, files[row.document_id]) for row in offered[page.pk] if row.document_id in files]
        )
        for page in pages
    }


def _words(page: PublicationPage, files: list[tuple[str, PublicFile]]) -> PageWords:
    study = study_texts(page)
    about = [page.study, page.commissioner] if page.is_study_feedback and page.study else []
    return PageWords(
        labels=[page.get_kind_display(), page.date_label],
        text=[
            *about,
            *(text for part in study for text in (part["heading"], part["text"])),
            page.edition,
            *page.language_labels,
            label_of(page.licence, Licence) if page.licence else "",
            page.withdrawal_reason if page.withdrawn_on else "",
            *sources(page),
            *(label or file.title for label, file in files),
            *(file.text[:LONGEST_FILE].replace(SOFT_HYPHEN, "") for _, file in files),
        ],
        people_and_places=[
            text
            for author in page.author_rows()
            if author.person and author.person.organisation
            for text in (author.person.organisation.name,)
        ],
        passages=[Passage(part["anchor"], part["heading"], part["text"]) for part in study],
    )
