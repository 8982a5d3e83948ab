"""What both backends share: cleaning of the texts that they index, and of those that they search.

Both are used by the admin and by Wagtail's API.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from modelsearch.query import MATCH_NONE, Fuzzy, Phrase, PlainText

from core.text.fold import LIGATURES
from search.query_text import clean

#: « œ » and « æ » in both cases: databases keep them apart from « oe » and « ae », unlike accents.
_LIGATURES = LIGATURES | {ord(chr(code).upper()): letters.upper() for code, letters in LIGATURES.items()}
#: What PostgreSQL takes for part of a word or number: « 26/06/2012 » is a path, and in « 2012-06-26 » « -06 » a number.
_JOINT = re.compile(r"/|(?<=\d)-(?=\d)")


def indexed(text: str) -> str:
    """Return a text as the index stores it, so that the words of a typed text are those of the index."""
    return _JOINT.sub(" ", without_ligatures(text))


def without_ligatures(text: str) -> str:
    """Return a text with « oe » for « œ » and « ae » for « æ »."""
    return text.translate(_LIGATURES)


class CleanQueryMixin:
    """Clean a typed text before it reaches the database. A text without any word matches nothing."""

    def _search(self, query_compiler_class: Any, query: Any, model_or_queryset: Any, **kwargs: Any) -> Any:
        if isinstance(query, str):
            # Wagtail's results for an empty text break its own admin listings; those of MATCH_NONE do not.
            query = without_ligatures(clean(query)) or MATCH_NONE
        elif isinstance(query, PlainText | Phrase | Fuzzy):
            query.query_string = without_ligatures(clean(query.query_string))
            query = query if query.query_string else MATCH_NONE
        return super()._search(query_compiler_class, query, model_or_queryset, **kwargs)  # type: ignore[misc]


class ReadOnceMixin:
    """An indexer of an object, which reads each of its fields once, and not for each column of the index."""

    def __init__(self, obj: Any, backend: Any) -> None:
        super().__init__(obj, backend)  # type: ignore[call-arg]
        read = super().prepare_field  # type: ignore[misc]
        parts = [part for field in self.search_fields for part in read(obj, field) if part[-1]]  # type: ignore[has-type]
        # For each column the library asks for the parts of each of `search_fields`: the only one has them all.
        self.search_fields = [parts]

    def prepare_value(self, value: Any) -> str:
        text = "" if value is None else super().prepare_value(value)  # type: ignore[misc]
        return indexed(text) if text else ""

    def prepare_field(self, obj: Any, field: Any) -> Iterable[tuple[Any, ...]]:
        """Return the parts that were read at first, or those of a related object: tuples that end in the text."""
        return field if isinstance(field, list) else super().prepare_field(obj, field)  # type: ignore[misc, no-any-return]
