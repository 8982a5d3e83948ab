"""What the search reads of sheets and testimonials."""

from __future__ import annotations

from collections.abc import Mapping

from core.search.documents import Passage
from core.search.pages import PageWords
from core.visibility.gate import Gate
from memento.models import SheetPage, TestimonialPage
from memento.pages.testimonial import story_parts


def read_sheets(pages: list[SheetPage]) -> Mapping[int, PageWords]:
    """Return what the search reads of sheets besides their search fields. No query."""
    return {page.pk: _sheet(page) for page in pages}


def _sheet(page: SheetPage) -> PageWords:
    takeaways = "\n".join(row.text for row in page.takeaways.all())
    sources = [" ".join(filter(None, (row.title, row.author, row.date_label, row.note))) for row in page.sources.all()]
    return PageWords(
        names=[f"Fiche {page.number}"] if page.number is not None else [],
        text=[page.moment, *sources],
        passages=[Passage("a-retenir", "À retenir", takeaways)] if takeaways else [],
    )


def read_testimonials(pages: list[TestimonialPage]) -> Mapping[int, PageWords]:
    """Return what the search reads of testimonials besides their search fields. No query."""
    gate = Gate.public()
    return {page.pk: _testimonial(page, gate) for page in pages}


def _testimonial(page: TestimonialPage, gate: Gate) -> PageWords:
    words = PageWords(passages=[Passage(part["anchor"], part["label"], part["text"]) for part in story_parts(page)])
    if page.person:
        organisation = page.person.organisation
        words.people_and_places += [page.person.role, organisation.name if organisation else ""]
    if page.place and gate.admits(page.place):
        words.people_and_places += [page.place.title, page.place.commune]
    return words
