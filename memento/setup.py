"""The pages of the guide that `setup_site` creates."""

from __future__ import annotations

from wagtail.models import Page

from core.setup import ensure_page
from memento.models import GlossaryTerm, MementoPage, SharedBlock, TestimonialIndexPage

#: The snippets of the guide, and those that go through moderation.
SNIPPETS = (GlossaryTerm, SharedBlock)
REVIEWED = (SharedBlock,)
TESTIMONIALS_INTRODUCTION = (
    "Des personnes et des lieux racontent ce qu’ils ont fait, avec quels moyens, ce que cela a donné et ce qu’il faut "
    "réunir pour le refaire ailleurs. Rien n’est publié sans leur accord."
)


def ensure_memento(home_page: Page) -> MementoPage:
    """Return the guide below the home page, whatever its slug; create it if there is none."""
    return MementoPage.objects.child_of(home_page).first() or ensure_page(home_page, MementoPage, "memento", "Mémento")


def ensure_testimonials(memento: MementoPage) -> TestimonialIndexPage:
    """Return the list of testimonials below the guide; create it if there is none."""
    existing = TestimonialIndexPage.objects.child_of(memento).first()
    fields = {"introduction": TESTIMONIALS_INTRODUCTION}
    return existing or ensure_page(memento, TestimonialIndexPage, "temoignages", "Témoignages", fields)


def ensure_tree(home_page: Page) -> list[Page]:
    """Create the missing pages. Return those below which members contribute."""
    return [ensure_testimonials(ensure_memento(home_page))]
