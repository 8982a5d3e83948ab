"""Makes the demo's guide from the TOML files of this folder: glossary, testimonials, chapters, sheets, an edition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Page

from core.demo import Finder, ensure_image, page_themes, raw_stream, read_toml
from core.setup import ensure_page
from memento.models import (
    ChapterPage,
    Edition,
    GlossaryTerm,
    MementoPage,
    RelatedTestimonial,
    SharedBlock,
    SheetPage,
    SheetSource,
    Takeaway,
    TestimonialPage,
)
from memento.setup import ensure_memento, ensure_testimonials

FOLDER = Path(__file__).parent
SHEET_FIELDS = ("number", "introduction", "audience", "moment", "verified_on")


@transaction.atomic
def load(front: Page) -> None:
    """Chapters and sheets below the guide of this home page, with what they rest on. What is there stays as it is.

    The themes that the sheets name must exist. What shows a place of the demo is left out where it is not there.
    """
    memento = ensure_memento(front)
    guide = read_toml(FOLDER / "memento.toml")
    chapters = {
        chapter["slug"]: ensure_page(
            memento, ChapterPage, chapter["slug"], chapter["title"], {"introduction": chapter["introduction"]}
        )
        for chapter in guide["chapters"]
    }
    _ensure_glossary()
    find = _finder(front)
    _ensure_testimonials(memento, find)
    _ensure_sheets(memento, chapters, find)
    _introduce(memento, guide)


def _finder(front: Page) -> Finder:
    """What the slugs of the demo's blocks stand for, below this home page."""
    # The inventory's type, which this section may not import.
    place: type[Page] = TestimonialPage._meta.get_field("place").related_model

    def find(kind: str, slug: str) -> int | None:
        if kind == "shared":
            return _ensure_shared(slug, find)
        sets: dict[str, QuerySet] = {
            "definition": GlossaryTerm.objects.all(),
            "page_link": SheetPage.objects.descendant_of(front),
            "place": place.objects.descendant_of(front).live(),
            "testimonial": TestimonialPage.objects.descendant_of(front).live(),
        }
        return sets[kind].filter(slug=slug).values_list("pk", flat=True).first()

    return find


def _ensure_glossary() -> None:
    """The terms, unless there is a glossary already."""
    if not GlossaryTerm.objects.exists():
        for row in read_toml(FOLDER / "glossary.toml")["terms"]:
            GlossaryTerm.objects.create(**row | {"synonyms": "\n".join(row["synonyms"])})


def _ensure_shared(slug: str, find: Finder) -> int:
    """The shared block of this slug in the file. Asked for by sheets that are being made, and by nothing else."""
    row = next(row for row in read_toml(FOLDER / "shared.toml")["blocks"] if row["slug"] == slug)
    found = SharedBlock.objects.filter(name=row["name"]).first()
    if found is None:
        found = SharedBlock(name=row["name"], body=raw_stream(row["body"], FOLDER, find), live=False)
        found.save()
        found.save_revision(clean=False).publish()
    return found.pk


def _ensure_testimonials(memento: MementoPage, find: Finder) -> None:
    """The testimonials whose place is there."""
    index = ensure_testimonials(memento)
    for row in read_toml(FOLDER / "testimonials.toml")["testimonials"]:
        fields = dict(row)
        slug, title, themes = fields.pop("slug"), fields.pop("title"), fields.pop("themes")
        fields["place_id"] = find("place", fields.pop("place"))
        if fields["place_id"] is not None:
            fields["body"] = raw_stream(row["body"], FOLDER, find)
            ensure_page(index, TestimonialPage, slug, title, fields, {"page_themes": list(page_themes(themes))})


def _ensure_sheets(memento: MementoPage, chapters: dict[str, ChapterPage], find: Finder) -> None:
    """The sheets that are not there. All are made before the first body is written, for bodies refer to sheets."""
    there = set(SheetPage.objects.descendant_of(memento).values_list("slug", flat=True))
    rows = [read_toml(path) for path in sorted(FOLDER.glob("[0-9]*.toml"))]
    made = [(row, _make_sheet(chapters[row["chapter"]], row, find)) for row in rows if row["slug"] not in there]
    for row, sheet in made:
        sheet.body = raw_stream(row["body"], FOLDER, find)
        sheet.save_revision(clean=False).publish()


def _make_sheet(chapter: ChapterPage, row: dict[str, Any], find: Finder) -> SheetPage:
    """A draft of the sheet, without its body."""
    testimonials = [find("testimonial", slug) for slug in row.get("testimonials", [])]
    children: dict[str, list[Any]] = {
        "takeaways": [Takeaway(text=text) for text in row["takeaways"]],
        "sources": [SheetSource(**source) for source in row["sources"]],
        "page_themes": page_themes(row["themes"]),
        "related_testimonials": [RelatedTestimonial(testimonial_id=pk) for pk in testimonials if pk is not None],
    }
    fields = {name: row[name] for name in SHEET_FIELDS}
    return ensure_page(chapter, SheetPage, row["slug"], row["title"], fields, children, publish=False)


def _introduce(memento: MementoPage, guide: dict[str, Any]) -> None:
    """Give the guide its introduction, cover and first edition, unless it has one or someone is writing it.

    Last of all: publishing an edition keeps the sheets as they are then.
    """
    if memento.introduction or memento.has_unpublished_changes:
        return
    cover = guide["cover"]
    memento.introduction = guide["introduction"]
    memento.cover = ensure_image(FOLDER / "images" / cover["image"], cover["title"], cover["alt"])
    memento.editions = [Edition(**row, sort_order=number) for number, row in enumerate(guide["editions"])]
    memento.save_revision().publish()
