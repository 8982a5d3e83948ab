"""The guide: its chapters and sheets, and the testimonials of those who did it."""

from memento.models.chapter import ChapterPage
from memento.models.edition import Edition, EditionSheet
from memento.models.glossary import GlossaryTerm
from memento.models.guide import MementoPage
from memento.models.link import CheckedLink
from memento.models.shared import SharedBlock
from memento.models.sheet import RelatedPlace, RelatedTestimonial, SheetPage, SheetSource, Takeaway
from memento.models.testimonial import TestimonialPage
from memento.models.testimonial_index import TestimonialIndexPage

__all__ = [
    "ChapterPage",
    "CheckedLink",
    "Edition",
    "EditionSheet",
    "GlossaryTerm",
    "MementoPage",
    "RelatedPlace",
    "RelatedTestimonial",
    "SharedBlock",
    "SheetPage",
    "SheetSource",
    "Takeaway",
    "TestimonialIndexPage",
    "TestimonialPage",
]
