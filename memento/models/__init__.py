"""The guide: its chapters and sheets, and the testimonials of those who did it."""

from memento.models.chapter import ChapterPage
from memento.models.guide import Edition, MementoPage
from memento.models.sheet import RelatedPlace, RelatedTestimonial, SheetPage, SheetSource, Takeaway
from memento.models.testimonial import TestimonialPage
from memento.models.testimonial_index import TestimonialIndexPage

__all__ = [
    "ChapterPage",
    "Edition",
    "MementoPage",
    "RelatedPlace",
    "RelatedTestimonial",
    "SheetPage",
    "SheetSource",
    "Takeaway",
    "TestimonialIndexPage",
    "TestimonialPage",
]
