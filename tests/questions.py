"""Questions as the search hands them to the sections."""

from __future__ import annotations

from core.search.questions import Question, phrases_of
from core.search.words import words


def question_of(text: str, synonyms: dict[str, list[str]] | None = None) -> Question:
    """Return a question with all its phrases. `synonyms` are keys by key."""
    some_words = words(text)
    return Question(text, tuple(some_words), phrases_of(some_words, synonyms or {}))
