"""The general blocks, which any page body may hold. Blocks that belong to one section are defined in that section."""

from core.blocks.base import GeneralBlock, Group
from core.blocks.media import DocumentBlock, GalleryBlock, IllustrationBlock
from core.blocks.partners import PartnersBlock
from core.blocks.structure import AccordionBlock, ChecklistBlock, FAQBlock, KeyFiguresBlock, StepsBlock, TableBlock
from core.blocks.text import CalloutBlock, HeadingBlock, PageLinkBlock, QuoteBlock, ResourcesBlock, TextBlock
from core.blocks.video import VideoBlock

#: The general blocks by name, in the order of the block picker. `templates/blocks/<name>.html` renders each.
GENERAL_BLOCKS = [
    ("heading", HeadingBlock()),
    ("text", TextBlock()),
    ("callout", CalloutBlock()),
    ("quote", QuoteBlock()),
    ("image", IllustrationBlock()),
    ("gallery", GalleryBlock()),
    ("video", VideoBlock()),
    ("document", DocumentBlock()),
    ("steps", StepsBlock()),
    ("checklist", ChecklistBlock()),
    ("key_figures", KeyFiguresBlock()),
    ("table", TableBlock()),
    ("accordion", AccordionBlock()),
    ("faq", FAQBlock()),
    ("page_link", PageLinkBlock()),
    ("partners", PartnersBlock()),
    ("resources", ResourcesBlock()),
]

__all__ = [
    "GENERAL_BLOCKS",
    "AccordionBlock",
    "CalloutBlock",
    "ChecklistBlock",
    "DocumentBlock",
    "FAQBlock",
    "GalleryBlock",
    "GeneralBlock",
    "Group",
    "HeadingBlock",
    "IllustrationBlock",
    "KeyFiguresBlock",
    "PageLinkBlock",
    "PartnersBlock",
    "QuoteBlock",
    "ResourcesBlock",
    "StepsBlock",
    "TableBlock",
    "TextBlock",
    "VideoBlock",
]
