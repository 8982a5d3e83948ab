"""What both backends share: cleaning the text of every search of the site, the admin and the API."""

from __future__ import annotations

from typing import Any

from modelsearch.query import MATCH_NONE, Fuzzy, Phrase, PlainText

from search.query_text import clean


class CleanQueryMixin:
    """Clean a typed text before it reaches the database. A text without any word matches nothing."""

    def _search(self, query_compiler_class: Any, query: Any, model_or_queryset: Any, **kwargs: Any) -> Any:
        if isinstance(query, str):
            # Wagtail's results for an empty text break its own admin listings; those of MATCH_NONE do not.
            query = clean(query) or MATCH_NONE
        elif isinstance(query, PlainText | Phrase | Fuzzy):
            query.query_string = clean(query.query_string)
            query = query if query.query_string else MATCH_NONE
        return super()._search(query_compiler_class, query, model_or_queryset, **kwargs)  # type: ignore[misc]
