"""Loads the demo’s guide from TOML files: glossary, testimonials, chapters, sheets, diagnostics, trees, an edition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Page

from core.demo import Finder, ensure_image, page_themes, raw_stream, read_toml
from core.setup import ensure_page
from memento.demo.tools import ensure_diagnostics, ensure_trees
from memento.models import (
    ChapterPage,
    DecisionTreePage,
    DiagnosticPage,
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

Row = dict[str, Any]
FOLDER = Path(__file__).parent
SHEET_FIELDS = ("number", "introduction", "audience", "moment", "verified_on")


@transaction.atomic
def load(home_page: Page) -> None:
    """Create the demo's guide below this home page. Existing pages are left unchanged.

    The themes of the sheets must exist. Blocks and testimonials of places that do not exist are left out.
    """
    memento = ensure_memento(home_page)
    guide = read_toml(FOLDER / "memento.toml")
    chapters = {
        chapter["slug"]: ensure_page(
            memento, ChapterPage, chapter["slug"], chapter["title"], {"introduction": chapter["introduction"]}
        )
        for chapter in guide["chapters"]
    }
    _ensure_glossary()
    find = _finder(home_page)
    _ensure_testimonials(memento, find)
    drafts = _draft_sheets(memento, chapters, find)
    ensure_diagnostics(memento, find)
    ensure_trees(memento, find)
    _write_sheets(drafts, find)
    _introduce(memento, guide)


def _finder(home_page: Page) -> Finder:
    """Return a function that looks up the primary keys of the slugs in the demo's blocks, below this home page."""
    # The page type of the inventory, from which this section may not import.
    place: type[Page] = TestimonialPage._meta.get_field("place").related_model
    publications = (
        Page.objects.descendant_of(home_page)
        .live()
        .filter(content_type__app_label="archive", content_type__model="publicationpage")
    )

    def find(kind: str, slug: str) -> int | None:
        if kind == "shared":
            return _ensure_shared(slug, find)
        querysets: dict[str, QuerySet] = {
            "definition": GlossaryTerm.objects.all(),
            "decision_tree": DecisionTreePage.objects.descendant_of(home_page),
            "diagnostic": DiagnosticPage.objects.descendant_of(home_page),
            "page_link": SheetPage.objects.descendant_of(home_page),
            "publication": publications,
            "place": place.objects.descendant_of(home_page).live(),
            "testimonial": TestimonialPage.objects.descendant_of(home_page).live(),
        }
        return querysets[kind].filter(slug=slug).values_list("pk", flat=True).first()

    return find


def _ensure_glossary() -> None:
    """Create the terms unless there is a glossary."""
    if not GlossaryTerm.objects.exists():
        for row in read_toml(FOLDER / "glossary.toml")["terms"]:
            GlossaryTerm.objects.create(**row | {"synonyms": "\n".join(row["synonyms"])})


def _ensure_shared(slug: str, find: Finder) -> int:
    """Return the id of the shared block with this slug in the file; create it when a new sheet refers to it."""
    row = next(row for row in read_toml(FOLDER / "shared.toml")["blocks"] if row["slug"] == slug)
    block = SharedBlock.objects.filter(name=row["name"]).first()
    if block is None:
        block = SharedBlock(name=row["name"], body=raw_stream(row["body"], FOLDER, find), live=False)
        block.save()
        block.save_revision(clean=False).publish()
    return block.pk


def _ensure_testimonials(memento: MementoPage, find: Finder) -> None:
    """Create the testimonials whose place exists."""
    index = ensure_testimonials(memento)
    for row in read_toml(FOLDER / "testimonials.toml")["testimonials"]:
        fields = dict(row)
        slug, title, themes = fields.pop("slug"), fields.pop("title"), fields.pop("themes")
        fields["place_id"] = find("place", fields.pop("place"))
        if fields["place_id"] is not None:
            fields["body"] = raw_stream(row["body"], FOLDER, find)
            ensure_page(index, TestimonialPage, slug, title, fields, {"page_themes": list(page_themes(themes))})


def _draft_sheets(memento: MementoPage, chapters: dict[str, ChapterPage], find: Finder) -> list[tuple[Row, SheetPage]]:
    """Create the missing sheets without their bodies, since bodies and diagnostics refer to sheets."""
    existing = set(SheetPage.objects.descendant_of(memento).values_list("slug", flat=True))
    rows = [read_toml(path) for path in sorted(FOLDER.glob("[0-9]*.toml"))]
    return [(row, _make_sheet(chapters[row["chapter"]], row, find)) for row in rows if row["slug"] not in existing]


def _write_sheets(drafts: list[tuple[Row, SheetPage]], find: Finder) -> None:
    """Write the bodies of new sheets, and publish them."""
    for row, sheet in drafts:
        sheet.body = raw_stream(row["body"], FOLDER, find)
        sheet.save_revision(clean=False).publish()


def _make_sheet(chapter: ChapterPage, row: Row, find: Finder) -> SheetPage:
    """Create a draft of the sheet, without its body."""
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
    """Fill in the introduction, cover and first edition of the guide, unless an editor has written or is writing it.

    Called last: publishing an edition records the sheets.
    """
    if memento.introduction or memento.has_unpublished_changes:
        return
    cover = guide["cover"]
    memento.introduction = guide["introduction"]
    memento.cover = ensure_image(FOLDER / "images" / cover["image"], cover["title"], cover["alt"])
    memento.editions = [Edition(**row, sort_order=number) for number, row in enumerate(guide["editions"])]
    memento.save_revision().publish()
