"""Models of the guide."""

from memento.models.diagnostic import DiagnosticPage
from memento.models.edition import Edition, EditionSheet
from memento.models.glossary import GlossaryTerm
from memento.models.guide import ChapterPage, MementoPage
from memento.models.link import CheckedLink
from memento.models.shared import SharedBlock
from memento.models.sheet import RelatedPlace, RelatedTestimonial, SheetPage, SheetSource, Takeaway
from memento.models.testimonial import TestimonialIndexPage, TestimonialPage
from memento.models.tree import DecisionTreePage

__all__ = [
    "ChapterPage",
    "CheckedLink",
    "DecisionTreePage",
    "DiagnosticPage",
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
