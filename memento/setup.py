"""The guide that every instance starts with."""

from __future__ import annotations

from wagtail.models import Page

from core.setup import ensure_page
from memento.models import GlossaryTerm, MementoPage, SharedBlock, TestimonialIndexPage

#: What editors write once for many sheets; and of these, what moderators review.
SNIPPETS = (GlossaryTerm, SharedBlock)
REVIEWED = (SharedBlock,)
TESTIMONIALS_INTRODUCTION = (
    "Des personnes et des lieux racontent ce qu’ils ont fait, avec quels moyens, ce que cela a donné et ce qu’il faut "
    "réunir pour le refaire ailleurs. Rien n’est publié sans leur accord."
)


def ensure_memento(front: Page) -> MementoPage:
    """The guide, below the home page, under whatever address editors have given it."""
    return MementoPage.objects.child_of(front).first() or ensure_page(front, MementoPage, "memento", "Mémento")


def ensure_testimonials(memento: MementoPage) -> TestimonialIndexPage:
    """The list of testimonials, below the guide."""
    found = TestimonialIndexPage.objects.child_of(memento).first()
    fields = {"introduction": TESTIMONIALS_INTRODUCTION}
    return found or ensure_page(memento, TestimonialIndexPage, "temoignages", "Témoignages", fields)


def ensure_tree(front: Page) -> list[Page]:
    """Make the section; return the pages under which members contribute."""
    return [ensure_testimonials(ensure_memento(front))]
