"""What the bodies of the guide are made of: the general blocks and the guide's own."""

from core.blocks import GENERAL_BLOCKS
from memento.blocks.definition import DefinitionBlock
from memento.blocks.experience import PracticeBlock, TestimonialBlock
from memento.blocks.places import PlaceBlock, PlacesMapBlock
from memento.blocks.shared import SharedBlockBlock

#: What a shared block may hold: all but another shared block, so that none can hold itself.
SHAREABLE_BLOCKS = [
    *GENERAL_BLOCKS,
    ("practice", PracticeBlock()),
    ("testimonial", TestimonialBlock()),
    ("place", PlaceBlock()),
    ("places_map", PlacesMapBlock()),
    ("definition", DefinitionBlock()),
]
#: The blocks of a sheet and of a testimonial, in the order of the picker.
GUIDE_BLOCKS = [*SHAREABLE_BLOCKS, ("shared", SharedBlockBlock())]

__all__ = ["GUIDE_BLOCKS", "SHAREABLE_BLOCKS"]
