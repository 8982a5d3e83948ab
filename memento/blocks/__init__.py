"""The blocks of sheets, testimonials and shared blocks."""

from core.blocks import GENERAL_BLOCKS
from memento.blocks.definition import DefinitionBlock
from memento.blocks.experience import PracticeBlock, TestimonialBlock
from memento.blocks.places import PlaceBlock, PlacesMapBlock
from memento.blocks.shared import SharedBlockBlock
from memento.blocks.tools import DecisionTreeBlock, DiagnosticBlock

#: The blocks of a shared block: all but shared blocks, so that none can contain itself.
SHAREABLE_BLOCKS = [
    *GENERAL_BLOCKS,
    ("practice", PracticeBlock()),
    ("testimonial", TestimonialBlock()),
    ("place", PlaceBlock()),
    ("places_map", PlacesMapBlock()),
    ("definition", DefinitionBlock()),
    ("diagnostic", DiagnosticBlock()),
    ("decision_tree", DecisionTreeBlock()),
]
#: The blocks of a sheet and of a testimonial, in the order of the picker.
GUIDE_BLOCKS = [*SHAREABLE_BLOCKS, ("shared", SharedBlockBlock())]

__all__ = ["GUIDE_BLOCKS", "SHAREABLE_BLOCKS"]
