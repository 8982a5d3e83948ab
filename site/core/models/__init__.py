"""Models that every section stands on."""

from core.models.bin import BinnedPage
from core.models.card import Card
from core.models.change import Change
from core.models.counter import Counter
from core.models.media import Licence, SillonDocument, SillonImage, SillonRendition
from core.models.pdf import PdfContent
from core.models.people import Partner, Person
from core.models.themes import PageTheme, Theme
from core.models.version import ContentVersion

__all__ = [
    "BinnedPage",
    "Card",
    "Change",
    "ContentVersion",
    "Counter",
    "Licence",
    "PageTheme",
    "Partner",
    "PdfContent",
    "Person",
    "SillonDocument",
    "SillonImage",
    "SillonRendition",
    "Theme",
]
