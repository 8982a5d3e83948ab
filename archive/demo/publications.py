"""Loads the publications of the demo: those that the Alliance names, then invented examples."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from wagtail.models import Page

from archive.demo.pdf import PdfPage, write_pdf
from archive.models import (
    PublicationAuthor,
    PublicationFile,
    PublicationOrigin,
    PublicationPage,
    PublicationSource,
)
from core.dates import fuzzy
from core.demo import ensure_image, page_themes, raw_stream, read_toml
from core.models import Licence, Partner, SillonDocument, SillonImage
from core.setup import ensure_page
from core.text.slugs import slugify

FOLDER = Path(__file__).parent
#: The source of an invented publication.
INVENTED = "Exemple de démonstration"
#: The fields of a row that a page has under the same name.
FIELDS = (
    "kind", "title_is_ours", "edition", "abstract", "languages", "licence", "study", "commissioner", "study_method",
    "useful", "not_useful", "lessons",
)  # fmt: skip


def load(parent: Page) -> None:
    """Create the missing publications below a list. Existing ones stay as they are."""
    for name in ("publications.toml", "publication_examples.toml"):
        for row in read_toml(FOLDER / name)["publications"]:
            _publication(parent, row)


def _publication(parent: Page, row: dict[str, Any]) -> None:
    sources = row.get("sources", [{"title": INVENTED}])
    ensure_page(
        parent,
        PublicationPage,
        row["slug"],
        row["title"],
        {
            **{name: row[name] for name in FIELDS if name in row},
            "date": fuzzy.read(row["date"]).edtf,
            "keywords": ", ".join(row["keywords"]),
            "image": _image(row),
            "replaces": _sibling(parent, row["replaces"]) if "replaces" in row else None,
            "body": raw_stream(row.get("body", []), FOLDER),
        },
        {
            "page_themes": page_themes(row["themes"]),
            "authors": [_author(author) for author in row["authors"]],
            "files": [PublicationFile(document=_document(row))] if "pages" in row else [],
            "origins": [PublicationOrigin(page=page) for page in _pages(parent, row.get("origins", []))],
            "sources": [PublicationSource(**source) for source in sources],
        },
    )


def _author(row: dict[str, str]) -> PublicationAuthor:
    if name := row.get("organisation"):
        return PublicationAuthor(organisation=partner(name))
    return PublicationAuthor(name=row["name"], name_kind=row["name_kind"])


def partner(name: str) -> Partner:
    """Return the partner of this name; create it if it is missing."""
    existing = Partner.objects.filter(name=name).first()
    return existing or Partner.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0]


def _sibling(parent: Page, slug: str) -> PublicationPage | None:
    return PublicationPage.objects.child_of(parent).filter(slug=slug).first()


def _pages(parent: Page, slugs: list[str]) -> list[Page]:
    """Return the pages of the section with these slugs, in their order, without those that it does not have."""
    section = Page.objects.filter(path__startswith=parent.get_parent().path)
    pages = {page.slug: page for page in section.filter(slug__in=slugs)}
    return [pages[slug] for slug in slugs if slug in pages]


def _image(row: dict[str, Any]) -> SillonImage | None:
    if "image" not in row:
        return None
    path = FOLDER / "images" / row["image"]
    return ensure_image(path, f"Illustration : {path.stem.replace('-', ' ')}", row["image_alt"])


def _document(row: dict[str, Any]) -> SillonDocument:
    """Return the document of a row, by its title; write its file if it does not exist."""
    title = f"{row['title']}, {row['edition']}"
    existing = SillonDocument.objects.filter(title=title).first()
    if existing is not None:
        return existing
    content = write_pdf(title, [PdfPage(**page) for page in row["pages"]])
    return SillonDocument.objects.create(
        title=title,
        file=ContentFile(content, name=f"{row['slug']}.pdf"),
        file_size=len(content),
        file_hash=hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        credit="Sillon",
        licence=Licence.CC0,
    )
