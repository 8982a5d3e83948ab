"""What editors teach the search, and what readers ask it."""

from search.models.questions import AskedQuestion
from search.models.synonyms import Synonym

__all__ = ["AskedQuestion", "Synonym"]
