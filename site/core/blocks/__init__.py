"""General blocks: what any section may put in a body. Blocks that name a section live in that section."""

from core.blocks.base import GeneralBlock, Group
from core.blocks.media import DocumentBlock, GalleryBlock, IllustrationBlock
from core.blocks.structure import AccordionBlock, ChecklistBlock, FAQBlock, KeyFiguresBlock, StepsBlock, TableBlock
from core.blocks.text import CalloutBlock, HeadingBlock, PageLinkBlock, QuoteBlock, ResourcesBlock, TextBlock
from core.blocks.video import VideoBlock

#: The blocks of any body, in the order of the picker. Each key is also the name of its template and preview.
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
    "QuoteBlock",
    "ResourcesBlock",
    "StepsBlock",
    "TableBlock",
    "TextBlock",
    "VideoBlock",
]
