"""The guard, on the way to every search of the site, the admin and the API."""

from __future__ import annotations

from typing import Any

from modelsearch.query import MATCH_NONE, Fuzzy, Phrase, PlainText

from search.guard import clean


class GuardedMixin:
    """Cleans a typed text before it reaches the database; a text of which nothing remains finds nothing."""

    def _search(self, query_compiler_class: Any, query: Any, model_or_queryset: Any, **kwargs: Any) -> Any:
        if isinstance(query, str):
            # Not an empty text: Wagtail answers that with results that its own admin lists cannot show.
            query = clean(query) or MATCH_NONE
        elif isinstance(query, PlainText | Phrase | Fuzzy):
            query.query_string = clean(query.query_string)
            query = query if query.query_string else MATCH_NONE
        return super()._search(query_compiler_class, query, model_or_queryset, **kwargs)  # type: ignore[misc]
